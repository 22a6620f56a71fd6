// SPDX-License-Identifier: Apache-2.0
#include "ingest/sources.h"
#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

namespace perfgate {
namespace {

std::string pytest_file(const std::string& benchmarks) {
  return R"({"machine_info":{"node":"ci","processor":"x86_64"},"commit_info":{"id":"abc123",)"
         R"("dirty":true},"benchmarks":[)" +
         benchmarks + R"(],"datetime":"2026-11-20T11:15:30.123456+01:00","version":"4.0.0"})";
}

TEST_CASE("pytest-benchmark: a row per test, rounds are samples") {
  const auto results = parse_pytest_benchmark(
      pytest_file(R"({"group":"g","name":"test_b","fullname":"t.py::test_b[2]","params":{"n":2},)"
                  R"("stats":{"min":0.1,"mean":0.2,"rounds":2,"iterations":5,"data":[0.1,0.3]}},)"
                  R"({"group":null,"name":"test_a","stats":{"data":[1.5]}})"),
      "py.json");
  REQUIRE(results.has_value());
  CHECK(results->kind == "pytest_benchmark");
  CHECK(results->created == "2026-11-20T10:15:30Z");
  CHECK(results->commit == "abc123");
  CHECK(results->warnings.size() == 1);
  REQUIRE(results->rows.size() == 2);
  CHECK(results->rows[0].id == "t.py::test_b[2]");
  CHECK(results->rows[0].unit == "s");
  CHECK(results->rows[0].labels.at("group") == "g");
  CHECK(results->rows[0].runs[0].values == std::vector<double>{0.1, 0.3});
  CHECK(results->rows[0].runs[0].iters == std::vector<double>{5, 5});
  CHECK(results->rows[1].id == "test_a");
  CHECK(results->rows[1].runs[0].iters.empty());
}

TEST_CASE("pytest-benchmark: bad files are refused") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "/benchmarks: has no benchmarks"},
      {R"({"name":"a"})", "/benchmarks/0/stats: holds no rounds; save with --benchmark-json"},
      {R"({"name":"a","stats":{"mean":1}})", "/benchmarks/0/stats/data: holds no rounds"},
      {R"({"name":"a","stats":{"data":[]}})", "/stats/data: has no samples"},
      {R"({"name":"a","stats":{"data":[1,0]}})", "/stats/data/1: is zero"},
      {R"({"name":"a","stats":{"data":["1"]}})", "found text"},
      {R"({"name":"a","stats":{"data":7}})", "wanted an array"},
      {R"({"name":"a","stats":{"data":[1],"iterations":0}})", "/iterations: is 0"},
      {R"({"name":"","stats":{"data":[1]}})", "is empty"},
      {R"({"stats":{"data":[1]}})", "'name' is missing"},
      {R"({"name":"a","stats":{"data":[1]}},{"name":"a","stats":{"data":[1]}})", "occurs twice"},
      {"7", "found a number, wanted an object"},
  };
  for (const auto& [entry, wanted] : cases) {
    CAPTURE(entry);
    CHECK(test::message_of(parse_pytest_benchmark(pytest_file(entry), "py.json")) ==
          test::Part(wanted));
  }
  CHECK(test::message_of(parse_pytest_benchmark("{", "py.json")) == test::Part("py.json:1:"));
}

TEST_CASE("pytest-benchmark: told by content") {
  const test::TempTree tree;
  const auto results =
      ingest(tree.write("p.json", pytest_file(R"({"name":"a","stats":{"data":[1]}})")));
  REQUIRE(results.has_value());
  CHECK(results->kind == "pytest_benchmark");
}

}  // namespace
}  // namespace perfgate
