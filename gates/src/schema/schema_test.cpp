// SPDX-License-Identifier: Apache-2.0
// The public functions: names, texts, which schema a file has, and sentences of refusal.
#include <perfgate/files.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using perfgate::Json;
using perfgate::schema_of;
using perfgate::validate;

namespace {

Json example(const std::string& name) {
  const auto json = perfgate::read_json_file(std::string(PERFGATE_SOURCE_DIR) +
                                             "/gates/testdata/schema/" + name + ".json");
  REQUIRE(json.has_value());
  return *json;
}

std::string message(const Json& value, const std::string& name) {
  const auto result = validate(value, name, "f.json");
  return result ? std::string("accepted") : result.error().message;
}

}  // namespace

TEST_CASE("schema: names and texts") {
  const auto names = perfgate::schema_names();
  for (const char* name :
       {"compare", "gate", "baseline", "point", "run", "ledger", "context", "metrics",
        "criterion-benchmark", "criterion-sample", "criterion-estimates", "criterion-tukey"}) {
    CAPTURE(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
    const auto file = perfgate::read_file(
        std::string(PERFGATE_SOURCE_DIR) + "/schemas/" + name + ".schema.json", 1U << 20);
    REQUIRE(file.has_value());
    CHECK(perfgate::schema_text(name) == *file);
  }
  CHECK(perfgate::schema_text("baselin").error().message ==
        "no schema is named \"baselin\"; did you mean \"baseline\"?");
  CHECK(message(Json(), "nonsense") == "no schema is named \"nonsense\"");
}

TEST_CASE("schema: refusals name place, found and wanted") {
  Json gate = example("gate");
  CHECK(message(gate, "gate") == "accepted");
  gate["rows"][1]["verdict"] = "better";
  CHECK(message(gate, "gate")
            .starts_with("f.json: /rows/1/verdict: found \"better\", wanted \"regressed\" or "
                         "\"improved\" or "));
  gate = example("gate");
  gate["rows"][0].erase("limit_pct");
  CHECK(message(gate, "gate") == "f.json: /rows/0: member \"limit_pct\" is missing (schema gate)");
  gate = example("gate");
  gate["rows"][0]["p_valu"] = 1;
  CHECK(message(gate, "gate") ==
        "f.json: /rows/0: unknown member \"p_valu\"; did you mean \"p_value\"? (schema gate)");
  gate = example("gate");
  gate["family"] = -1;
  CHECK(message(gate, "gate") ==
        "f.json: /family: found -1, wanted a number of at least 0 (schema gate)");
  gate = example("gate");
  gate["rows"][0]["mean_change_interval"][1] = "x";
  CHECK(
      message(gate, "gate") ==
      "f.json: /rows/0/mean_change_interval/1: found \"x\", wanted null or a number (schema gate)");
  CHECK(message(Json::array(), "gate") ==
        "f.json: the whole file: found an array of 0, wanted an object (schema gate)");
  CHECK(message(example("compare"), "gate") ==
        "f.json: /schema: found \"perfgate/compare/1\", wanted \"perfgate/gate/1\" (schema gate)");
}

TEST_CASE("schema: long hostile texts reach no regular expression") {
  Json run = example("run");
  run["created"] = std::string(1U << 20, '1');
  CHECK(message(run, "run").starts_with("f.json: /created: found a text of 1048576 bytes"));
  Json context = example("context");
  context["isa"] = std::string(1U << 20, 'a');
  CHECK(message(context, "context").starts_with("f.json: /isa: found a text of 1048576 bytes"));
}

TEST_CASE("schema: pointers are escaped and safe to print") {
  Json baseline = example("baseline");
  baseline["rows"][0]["labels"]["a/b~\x1b"] = 1;
  CHECK(message(baseline, "baseline") ==
        "f.json: /rows/0/labels/a~1b~0\\x1b: found 1, wanted a text (schema baseline)");
}

TEST_CASE("schema: which schema a file has") {
  for (const std::string& name : perfgate::schema_names()) {
    CAPTURE(name);
    const std::string file = name.starts_with("criterion-") ? name.substr(10) : "any";
    CHECK(schema_of(example(name), "some/" + file + ".json") == name);
  }
  const auto error = [](const Json& value) { return schema_of(value, "f.json").error().message; };
  CHECK(error(Json{{"schema", "perfgate/gate/2"}}) ==
        "f.json: /schema: found \"perfgate/gate/2\", this version reads \"perfgate/gate/1\"");
  CHECK(error(Json{{"schema", "perfgate/criterion-tukey/1"}}) ==
        "f.json: /schema: found \"perfgate/criterion-tukey/1\", which is no schema of perfgate");
  CHECK(error(Json{{"schema", "\x1b/"}}) ==
        "f.json: /schema: found \"\\x1b/\", which is no schema of perfgate");
  CHECK(
      error(Json{{"schema", 1}}) ==
      "f.json: no \"schema\" member and no file name of Criterion's, so no schema is known for it");
  CHECK_FALSE(schema_of(Json::array(), "gate.json").has_value());
}
