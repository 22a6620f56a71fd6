// SPDX-License-Identifier: Apache-2.0
// Which kind of source a path is, told by its content.
#include "ingest/temp_tree.h"

#include <perfgate/baseline.h>
#include <perfgate/ingest.h>

#include <doctest/doctest.h>

namespace perfgate {
namespace {

TEST_CASE("detect: a baseline written from a tree reads back the same") {
  const test::TempTree tree;
  tree.write_benchmark("g/a", {1.1, 2.7, 3.3e5}, "new", "tree/");
  const auto original = ingest(tree.at("tree"));
  REQUIRE(original.has_value());
  const auto json = baseline_to_json(*original, "2026-11-20T10:00:00Z");
  REQUIRE(json.has_value());
  const std::string path = tree.write("baseline.json", dump_json(*json));
  const auto again = ingest(path);
  REQUIRE(again.has_value());
  CHECK(again->kind == "baseline");
  REQUIRE(again->rows.size() == 1);
  CHECK(again->rows[0].runs[0].values == original->rows[0].runs[0].values);
  CHECK(again->rows[0].runs[0].iters == original->rows[0].runs[0].iters);
  CHECK(again->rows[0].warnings == original->rows[0].warnings);
}

TEST_CASE("detect: point baseline, Google Benchmark, hyperfine, metrics") {
  const test::TempTree tree;
  const std::pair<const char*, const char*> cases[] = {
      {R"({"schema":"perfgate/point/1","title":"t","created":"2026-11-20T10:00:00Z",)"
       R"("source":{"document":"d","commit":"c","date":""},"machine":null,"warnings":[],)"
       R"("rows":[{"id":"a","metric":"time","unit":"s","direction":"lower_is_better",)"
       R"("value":1.5,"printed":"1.5 s","source":"d:1"}]})",
       "point"},
      {R"({"context":{},"benchmarks":[{"name":"a","iterations":1,"real_time":1}]})",
       "google_benchmark"},
      {R"({"results":[{"command":"a","times":[1]}]})", "hyperfine"},
      {R"({"schema":"benchsuite/metrics/1","rows":[{"id":"a","metric":"m","unit":"%",)"
       R"("direction":"higher_is_better","value":1,"labels":{}}]})",
       "criterion"},
  };
  for (const auto& [text, kind] : cases) {
    const auto results = ingest(tree.write("x.json", text));
    REQUIRE_MESSAGE(results.has_value(), kind);
    CHECK(results->kind == kind);
    CHECK(results->rows.size() == 1);
  }
}

TEST_CASE("detect: metrics without rows are no results") {
  const test::TempTree tree;
  const std::string path = tree.write("m.json", R"({"schema":"benchsuite/metrics/1","rows":[]})");
  CHECK(test::message_of(ingest(path)) == test::Part("holds no rows"));
}

TEST_CASE("detect: prose with a line that begins with Benchmark is not Go benchmark text") {
  const test::TempTree tree;
  const std::string path = tree.write("README.md", "# Title\nBenchmark programs or suites\n");
  CHECK(test::message_of(ingest(path)).find("iterations") == std::string::npos);
  CHECK(ingest(tree.write("x.txt", "BenchmarkA 10 5 ns/op\n")).has_value());
}

}  // namespace
}  // namespace perfgate
