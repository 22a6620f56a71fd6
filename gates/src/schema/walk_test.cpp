// SPDX-License-Identifier: Apache-2.0
// Each keyword that the walk knows, on small schemas of its own, and schemas that cannot be used.
#include "schema/walk.h"

#include "schema/judge.h"

#include <doctest/doctest.h>

#include <string>

using perfgate::Json;
using perfgate::parse_json;
using perfgate::schema_detail::first_misfit;
using perfgate::schema_detail::Judge;
using perfgate::schema_detail::SchemaTree;

namespace {

/// "" when the value fits, else "pointer: what". valijson must agree.
std::string misfit(const char* schema_text, const Json& value) {
  const auto schema = parse_json(schema_text, "schema");
  REQUIRE(schema.has_value());
  const auto tree = SchemaTree::build(*schema);
  const auto judge = Judge::build(*schema);
  REQUIRE(tree.has_value());
  REQUIRE(judge.has_value());
  const auto found = first_misfit(value, tree->root());
  CHECK(judge->accepts(value) == !found.has_value());
  return found ? found->pointer + ": " + found->what : "";
}

bool usable(const char* schema_text) {
  const auto schema = parse_json(schema_text, "schema");
  REQUIRE(schema.has_value());
  return SchemaTree::build(*schema).has_value();
}

}  // namespace

TEST_CASE("walk: types") {
  CHECK(misfit(R"({"type":"integer"})", 1).empty());
  CHECK(misfit(R"({"type":"integer"})", 18446744073709551615U).empty());
  CHECK(misfit(R"({"type":"number"})", 1).empty());
  CHECK(misfit(R"({"type":"integer"})", 1.5) == ": found 1.5, wanted an integer");
  CHECK(misfit(R"({"type":["number","null"]})", Json()).empty());
  CHECK(misfit(R"({"type":["number","null"]})", "1") == ": found \"1\", wanted null or a number");
  CHECK(misfit(R"({"type":"boolean"})", 0) == ": found 0, wanted true or false");
  CHECK(misfit(R"({"type":"string"})", Json::object()) == ": found an object, wanted a text");
}

TEST_CASE("walk: values") {
  CHECK(misfit(R"({"const":"a"})", "a").empty());
  CHECK(misfit(R"({"const":"a"})", "b") == ": found \"b\", wanted \"a\"");
  CHECK(misfit(R"({"enum":[1,"x"]})", 2) == ": found 2, wanted 1 or \"x\"");
  CHECK(misfit(R"({"minimum":0})", 0).empty());
  CHECK(misfit(R"({"minimum":0})", -1) == ": found -1, wanted a number of at least 0");
  CHECK(misfit(R"({"maximum":1})", 1.5) == ": found 1.5, wanted a number of at most 1");
  CHECK(misfit(R"({"exclusiveMinimum":0})", 0) == ": found 0, wanted a number above 0");
  CHECK(misfit(R"({"exclusiveMaximum":1})", 1) == ": found 1, wanted a number below 1");
  CHECK(misfit(R"({"minLength":1})", "") == ": found an empty text");
  CHECK(misfit(R"({"pattern":"^[0-9]{2}$"})", "12").empty());
  CHECK(misfit(R"({"pattern":"^[0-9]{2}$"})", "123") ==
        ": found \"123\", wanted text like ^[0-9]{2}$");
}

TEST_CASE("walk: arrays") {
  CHECK(misfit(R"({"minItems":1})", Json::array()) == ": found an array of 0, wanted at least 1");
  CHECK(misfit(R"({"maxItems":1})", {1, 2}) == ": found an array of 2, wanted at most 1");
  CHECK(misfit(R"({"items":{"type":"number"}})", {1, 2, "x"}) ==
        "/2: found \"x\", wanted a number");
}

TEST_CASE("walk: objects") {
  const char* schema = R"({"required":["a"],"properties":{"a":{"type":"number"}},
                           "additionalProperties":{"type":"string"},
                           "propertyNames":{"enum":["a","b"]}})";
  CHECK(misfit(schema, {{"a", 1}, {"b", "x"}}).empty());
  CHECK(misfit(schema, {{"b", "x"}}) == ": member \"a\" is missing");
  CHECK(misfit(schema, {{"a", 1}, {"b", 2}}) == "/b: found 2, wanted a text");
  CHECK(misfit(schema, {{"a", 1}, {"c", "x"}}) ==
        ": member name: found \"c\", wanted \"a\" or \"b\"");
}

TEST_CASE("walk: alternatives, the deepest complaint counts") {
  const char* schema = R"({"anyOf":[{"type":"null"},{"type":"array","items":{"type":"number"}}]})";
  CHECK(misfit(schema, Json()).empty());
  CHECK(misfit(schema, {1, 2}).empty());
  CHECK(misfit(schema, {1, "x"}) == "/1: found \"x\", wanted a number");
}

TEST_CASE("walk: a schema that contains itself") {
  const char* schema = R"({"$ref":"#/definitions/n","definitions":{"n":{"type":"object",
      "additionalProperties":false,"properties":{"n":{"$ref":"#/definitions/n"}}}}})";
  CHECK(misfit(schema, {{"n", {{"n", Json::object()}}}}).empty());
  CHECK(misfit(schema, {{"n", {{"n", 1}}}}) == "/n/n: found 1, wanted an object");
}

TEST_CASE("walk: unusable schemas are errors") {
  CHECK_FALSE(usable(R"({"type":"text"})"));
  CHECK_FALSE(usable(R"({"pattern":"["})"));
  CHECK_FALSE(usable(R"({"$ref":"#/definitions/none"})"));
  CHECK_FALSE(usable(R"({"$ref":"other.json"})"));
  CHECK_FALSE(usable(R"({"minItems":"x"})"));
  CHECK_FALSE(Judge::build(Json{{"type", 1}}).has_value());
  CHECK_FALSE(Judge::build(Json{{"$ref", "#/definitions/none"}}).has_value());
}
