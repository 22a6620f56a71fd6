// SPDX-License-Identifier: Apache-2.0
#include "ingest/sources.h"
#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

Result<ResultSet> nanobench_rows(const std::string& entries) {
  return parse_nanobench(R"({"results":[)" + entries + "]}", "nb.json");
}

TEST_CASE("nanobench: epochs are samples, time is per unit of work") {
  const auto results = nanobench_rows(
      R"({"title":"random","name":"xoshiro","unit":"number","batch":4,"epochs":2,)"
      R"x("median(elapsed)":2e-08,"totalTime":0.1,"measurements":[)x"
      R"({"iterations":3000,"elapsed":4e-08,"instructions":0},)"
      R"({"iterations":3100,"elapsed":8e-08}]},)"
      R"({"title":"","name":"other","measurements":[{"iterations":1,"elapsed":1}]})");
  REQUIRE(results.has_value());
  CHECK(results->kind == "nanobench");
  REQUIRE(results->rows.size() == 2);
  CHECK(results->rows[0].id == "other");
  const Row& row = results->rows[1];
  CHECK(row.id == "random/xoshiro");
  CHECK(row.labels.at("per") == "number");
  CHECK(row.runs[0].iters == std::vector<double>{3000, 3100});
  CHECK(std::abs(row.runs[0].values[0] - 1e-8) <= 1e-22);
  CHECK(std::abs(row.runs[0].values[1] - 2e-8) <= 1e-22);
}

TEST_CASE("nanobench: bad files are refused") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "/results: has no results"},
      {R"({"name":"a","measurements":[]})", "/results/0/measurements: has no samples"},
      {R"({"name":"a"})", "'measurements' is missing"},
      {R"({"name":"a","batch":0,"measurements":[{"iterations":1,"elapsed":1}]})",
       "/results/0/batch: is 0"},
      {R"({"name":"a","measurements":[{"iterations":0,"elapsed":1}]})", "iterations: is 0"},
      {R"({"name":"a","measurements":[{"iterations":1,"elapsed":0}]})", "elapsed: is zero"},
      {R"({"name":"a","measurements":[{"iterations":1}]})", "'elapsed' is missing"},
      {R"({"name":"a","measurements":[7]})", "/results/0/measurements/0: found a number"},
      {R"({"name":"","measurements":[{"iterations":1,"elapsed":1}]})", "/name: is empty"},
      {R"({"name":"a","measurements":[{"iterations":1,"elapsed":nan}]})", "nb.json:1:"},
  };
  for (const auto& [entry, wanted] : cases) {
    CAPTURE(entry);
    CHECK(test::message_of(nanobench_rows(entry)) == test::Part(wanted));
  }
}

TEST_CASE("nanobench: told from hyperfine by its epochs") {
  const test::TempTree tree;
  const auto results = ingest(tree.write(
      "n.json", R"({"results":[{"name":"a","measurements":[{"iterations":1,"elapsed":1}]}]})"));
  REQUIRE(results.has_value());
  CHECK(results->kind == "nanobench");
  CHECK(test::message_of(ingest(tree.write("e.json", R"({"results":[]})"))) ==
        test::Part("has no results"));
}

}  // namespace
}  // namespace perfgate
