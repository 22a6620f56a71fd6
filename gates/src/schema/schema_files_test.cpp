// SPDX-License-Identifier: Apache-2.0
// Every schema against its example: accepted as it is; refused, by the walk and by valijson each on
// its own, after any required member is dropped, an unknown one added or a type changed.
#include "schema/judge.h"
#include "schema/schema_tree.h"
#include "schema/walk.h"

#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using perfgate::Json;
using perfgate::schema_detail::first_misfit;
using perfgate::schema_detail::Judge;
using perfgate::schema_detail::SchemaTree;

namespace {

using Pointer = Json::json_pointer;

struct Subject {
  Json schema, example;
  SchemaTree tree;
  Judge judge;
};

Subject load(const std::string& name) {
  const std::string root(PERFGATE_SOURCE_DIR);
  auto schema = perfgate::read_json_file(root + "/schemas/" + name + ".schema.json");
  auto example = perfgate::read_json_file(root + "/gates/testdata/schema/" + name + ".json");
  REQUIRE(schema.has_value());
  REQUIRE(example.has_value());
  auto tree = SchemaTree::build(*schema);
  auto judge = Judge::build(*schema);
  REQUIRE(tree.has_value());
  REQUIRE(judge.has_value());
  return {*schema, *example, std::move(*tree), std::move(*judge)};
}

bool has_required(const Json& schema, const Json& value) {
  const auto required = schema.value("required", std::vector<std::string>());
  return std::all_of(required.begin(), required.end(),
                     [&](const std::string& name) { return value.contains(name); });
}

/// Follows $ref, and in anyOf and oneOf the alternative that the value is meant for.
const Json& resolve(const Json& root, const Json& node, const Json& value) {
  if (node.contains("$ref")) {
    const std::string reference = node["$ref"];
    return resolve(root, root.at(Pointer(reference.substr(1))), value);
  }
  for (const char* keyword : {"anyOf", "oneOf"}) {
    if (node.contains(keyword)) {
      for (const Json& choice : node[keyword]) {
        const Json& found = resolve(root, choice, value);
        if (found.value("type", Json()) == Json(value.type_name()) && has_required(found, value)) {
          return found;
        }
      }
    }
  }
  return node;
}

class Mutator {
 public:
  explicit Mutator(const Subject& subject) : subject_(subject) {}

  int run() {
    visit(subject_.schema, Pointer());
    return mutations_;
  }

 private:
  void refuse(const Json& mutant, const std::string& what) {
    CAPTURE(what);
    ++mutations_;
    const auto misfit = first_misfit(mutant, subject_.tree.root());
    CHECK(misfit.has_value());
    CHECK_FALSE(subject_.judge.accepts(mutant));
  }

  void visit(const Json& node, const Pointer& place) {
    const Json& value = subject_.example.at(place);
    const Json& schema = resolve(subject_.schema, node, value);
    if (schema.contains("type") && !place.empty()) {
      Json mutant = subject_.example;
      mutant.at(place) = value.is_object() ? Json::array() : Json::object();
      refuse(mutant, place.to_string() + ": another type");
    }
    if (value.is_object()) {
      visit_object(schema, place);
    } else if (value.is_array() && schema.contains("items")) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        visit(schema["items"], place / i);
      }
    }
  }

  void visit_object(const Json& schema, const Pointer& place) {
    const auto required = schema.value("required", std::vector<std::string>());
    for (const std::string& name : required) {
      Json mutant = subject_.example;
      mutant.at(place).erase(name);
      refuse(mutant, (place / name).to_string() + ": missing");
    }
    if (schema.value("additionalProperties", Json(true)) == Json(false)) {
      Json mutant = subject_.example;
      mutant.at(place)["no_such_member"] = 1;
      refuse(mutant, place.to_string() + ": unknown member");
    }
    const Json members = schema.value("properties", Json::object());
    for (const auto& [name, member] : subject_.example.at(place).items()) {
      if (members.contains(name)) {
        visit(members[name], place / name);
      }
    }
  }

  const Subject& subject_;
  int mutations_ = 0;
};

/// Calls `visit` for every schema inside a schema.
template <typename Visit>
void for_each_node(const Json& node, const Visit& visit) {
  if (node.is_array()) {
    for (const Json& item : node) {
      for_each_node(item, visit);
    }
  }
  if (!node.is_object()) {
    return;
  }
  visit(node);
  for (const auto& [name, member] : node.items()) {
    if (name == "properties" || name == "definitions") {
      for (const auto& [key, schema] : member.items()) {
        for_each_node(schema, visit);
      }
    } else if (name != "const" && name != "enum") {
      for_each_node(member, visit);
    }
  }
}

}  // namespace

TEST_CASE("schema files: examples are accepted, every mutation is refused") {
  for (const std::string& name : perfgate::schema_names()) {
    CAPTURE(name);
    const Subject subject = load(name);
    const auto misfit = first_misfit(subject.example, subject.tree.root());
    CHECK_MESSAGE(!misfit, (misfit ? misfit->pointer + ": " + misfit->what : ""));
    CHECK(subject.judge.accepts(subject.example));
    const int mutations = Mutator(subject).run();
    CHECK(mutations >= (subject.schema["type"] == "object" ? 8 : 1));
  }
}

TEST_CASE("schema files: objects with named members are closed, and name what they require") {
  for (const std::string& name : perfgate::schema_names()) {
    CAPTURE(name);
    const Subject subject = load(name);
    CHECK(subject.schema["$schema"] == "http://json-schema.org/draft-07/schema#");
    for_each_node(subject.schema, [](const Json& node) {
      if (node.contains("properties")) {
        CAPTURE(node.dump());
        CHECK(node.value("additionalProperties", Json()) == Json(false));
        for (const std::string& required : node.value("required", std::vector<std::string>())) {
          CHECK(node["properties"].contains(required));
        }
      }
      if (node.contains("$ref")) {
        CHECK(node["$ref"].get<std::string>().starts_with("#/definitions/"));
      }
    });
  }
}

TEST_CASE("schema files: gate is compare under another name") {
  Json compare = load("compare").schema, gate = load("gate").schema;
  for (Json* schema : {&compare, &gate}) {
    schema->erase("$id");
    schema->erase("title");
    (*schema)["properties"].erase("schema");
  }
  CHECK(compare == gate);
}
