// SPDX-License-Identifier: Apache-2.0
// The rules against the cases that both verifiers share: an example and what is done to it, with
// the rules that must be broken, in order.
#include "base/test_folder.h"
#include "receipt/testing_receipt.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

namespace bitnet::runtime {
namespace {

using receipt::Json;

std::vector<std::string> rules_of(const std::vector<ReceiptFinding>& findings) {
  std::vector<std::string> rules;
  for (const ReceiptFinding& found : findings) {
    rules.push_back(found.rule);
  }
  return rules;
}

std::string messages_of(const ReceiptVerdict& verdict) {
  std::string text;
  for (const auto* findings : {&verdict.violations, &verdict.warnings}) {
    for (const ReceiptFinding& found : *findings) {
      text += found.rule + ": " + found.message + "\n";
    }
  }
  return text;
}

Json mutated(const Json& example, const Json& one) {
  Json receipt = example.patch(one.at("patch"));
  if (one.contains("fill_kernels")) {
    receipt["kernels"] = Json::array();
    for (int i = 0; i < one.at("fill_kernels").get<int>(); ++i) {
      receipt["kernels"].push_back("i2s_gemv_" + std::to_string(i) + "_avx2");
    }
  }
  return receipt;
}

bool is_sentence(const std::string& message) {
  return !message.empty() && message.size() < 400 &&
         message.find_first_of("\n\r\t\x1b") == std::string::npos;
}

TEST_CASE("receipt rules: every shared case breaks the rules that it should, in order") {
  const Json example = Json::parse(receipt::example_text());
  const Json cases = Json::parse(receipt::file_text("gates/testdata/receipt/cases.json"));
  std::set<std::string> broken;
  for (const Json& one : cases) {
    CAPTURE(one.at("name").get<std::string>());
    const ReceiptRules rules{one.value("require_gpu_kernels", false)};
    const auto verdict = verify_receipt_text(mutated(example, one).dump(), "r.json", rules);
    REQUIRE(verdict.has_value());
    INFO(messages_of(*verdict));
    CHECK(rules_of(verdict->violations) == one.at("violations").get<std::vector<std::string>>());
    CHECK(rules_of(verdict->warnings) == one.at("warnings").get<std::vector<std::string>>());
    CHECK(verdict->accepted() == one.at("violations").empty());
    for (const ReceiptFinding& found : verdict->violations) {
      broken.insert(found.rule);
      CHECK(is_sentence(found.message));
    }
  }
  CHECK(broken.size() == 24);  // every rule of receipt.h
}

// Nothing that the schema asks for may be missing, renamed or of another type unnoticed.
class FormMutator {
 public:
  FormMutator(const Json& schema, const Json& example) : schema_(schema), example_(example) {}

  int run() {
    visit(schema_, Json::json_pointer());
    return mutations_;
  }

 private:
  void refuse(const Json& mutant, const std::string& what) {
    CAPTURE(what);
    ++mutations_;
    const auto verdict = verify_receipt_text(mutant.dump(), "r.json");
    REQUIRE(verdict.has_value());
    const auto rules = rules_of(verdict->violations);
    CHECK(std::find(rules.begin(), rules.end(), "form") != rules.end());
  }

  void visit(const Json& node, const Json::json_pointer& place) {
    const Json& schema =
        node.contains("$ref")
            ? schema_.at(Json::json_pointer(node["$ref"].get_ref<const std::string&>().substr(1)))
            : node;
    const Json& value = example_.at(place);
    if (!place.empty()) {
      Json mutant = example_;
      mutant.at(place) = value.is_object() ? Json::array() : Json::object();
      refuse(mutant, place.to_string() + ": another type");
    }
    if (value.is_object()) {
      visit_members(schema, place);
    }
    for (std::size_t i = 0; value.is_array() && i < value.size() && i < 2; ++i) {
      visit(schema.at("items"), place / i);
    }
  }

  void visit_members(const Json& schema, const Json::json_pointer& place) {
    for (const Json& name : schema.value("required", Json::array())) {
      Json mutant = example_;
      mutant.at(place).erase(name.get<std::string>());
      refuse(mutant, place.to_string() + " without " + name.get<std::string>());
    }
    if (schema.value("additionalProperties", Json()) == Json(false)) {
      Json mutant = example_;
      mutant.at(place)["no_such_member"] = 1;
      refuse(mutant, place.to_string() + ": unknown member");
    }
    for (const auto& [name, member] : example_.at(place).items()) {
      const Json& parts =
          schema.at(schema.contains("properties") ? "properties" : "additionalProperties");
      visit(schema.contains("properties") ? parts.at(name) : parts, place / name);
    }
  }

  const Json& schema_;
  const Json& example_;
  int mutations_ = 0;
};

TEST_CASE("receipt rules: the form is that of the schema, member by member") {
  const Json schema = Json::parse(receipt::file_text("schemas/receipt.schema.json"));
  Json example = Json::parse(receipt::example_text());
  example["corrections"] = {{{"layer", "x"},
                             {"correction_type", "i2s_dequant_override"},
                             {"rms_before", 1.0},
                             {"rms_after", 1.0},
                             {"factor", 1.0},
                             {"policy_fingerprint", "y"},
                             {"metadata", {{"a", "b"}}}}};
  const auto verdict = verify_receipt_text(example.dump(), "r.json");
  REQUIRE(verdict.has_value());
  INFO(messages_of(*verdict));
  CHECK(verdict->accepted());
  CHECK(FormMutator(schema, example).run() > 300);
}

TEST_CASE("receipt rules: what is no receipt at all is an error") {
  const auto message = [](std::string_view text) {
    const auto verdict = verify_receipt_text(text, "r.json");
    REQUIRE_FALSE(verdict.has_value());
    CHECK(verdict.error().code == ExitCode::kInput);
    CHECK(is_sentence(verdict.error().message));
    return verdict.error().message;
  };
  CHECK(message("").starts_with("r.json: not JSON"));
  CHECK(message("{").starts_with("r.json: not JSON"));
  CHECK(message("{} x").starts_with("r.json: not JSON"));
  CHECK(message("\xff").starts_with("r.json: not JSON"));
  CHECK(message("[]") == "r.json: found array, wanted an object");
  CHECK(message("null") == "r.json: found null, wanted an object");
  CHECK(message("{\"a\": 1e999}").find("number") != std::string::npos);
  CHECK(message("{\"a\": 1, \"a\": 2}") == "r.json: member 'a' twice in one object");
  CHECK(message("{\"b\": {\"a\": 1, \"\\u0061\": 2}}").find("twice") != std::string::npos);
  CHECK(message(std::string(100000, '[')).find("deeper than 64") != std::string::npos);
  const auto twins = verify_receipt_text(R"({"a": {"x": 1}, "b": [{"x": 1}, {"x": 1}]})", "r.json");
  CHECK(twins.has_value());  // the same name in different objects is no duplicate
}

TEST_CASE("receipt rules: files") {
  const testing::TestFolder folder;
  folder.put("good.json", receipt::example_text());
  const auto good = verify_receipt_file(folder.path("good.json"));
  REQUIRE(good.has_value());
  CHECK(good->accepted());
  for (const std::string& path :
       {folder.path("none.json"), folder.path(), std::string("/dev/zero")}) {
    const auto bad = verify_receipt_file(path);
    REQUIRE_FALSE(bad.has_value());
    CHECK(bad.error().code == ExitCode::kInput);
    CHECK(bad.error().message.find(path) != std::string::npos);
  }
}

TEST_CASE("receipt rules: findings are printable whatever the receipt says") {
  Json example = Json::parse(receipt::example_text());
  const std::string evil = "\x1b[31m\n\u202e";
  example["compute_path"] = evil;
  example["schema_version"] = evil;
  example["kernels"][0] = evil + std::string(200, 'x');
  example[evil] = 1;
  const auto verdict = verify_receipt_text(example.dump(), "r.json");
  REQUIRE(verdict.has_value());
  CHECK(verdict->violations.size() >= 3);
  for (const ReceiptFinding& found : verdict->violations) {
    CHECK(is_sentence(found.message));
    CHECK(found.message.find("\xe2") == std::string::npos);
  }
}

}  // namespace
}  // namespace bitnet::runtime
