// SPDX-License-Identifier: Apache-2.0
#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

namespace perfgate {
namespace {

TEST_CASE("several sources: every file is a run") {
  const test::TempTree tree;
  const std::vector<std::string> paths = {
      tree.write("b.txt", "BenchmarkA 10 5 ns/op\nBenchmarkB 1 7 ns/op\n"),
      tree.write("a.txt", "BenchmarkA 20 6 ns/op\nBenchmarkA 20 8 ns/op\n")};
  const auto results = ingest_runs(paths);
  REQUIRE(results.has_value());
  CHECK(results->run_names == std::vector<std::string>{"run-01", "run-02"});
  REQUIRE(results->rows.size() == 2);
  REQUIRE(results->rows[0].runs.size() == 2);
  CHECK(results->rows[0].runs[0].run == "run-01");
  CHECK(results->rows[0].runs[0].iters == std::vector<double>{10});
  CHECK(results->rows[0].runs[1].values.size() == 2);
  CHECK(results->rows[1].runs.size() == 1);
  CHECK(results->kind == "go_benchmark");
}

TEST_CASE("several sources: one is itself, runs of a baseline keep their names") {
  const test::TempTree tree;
  const std::string one = tree.write("a.txt", "BenchmarkA 10 5 ns/op\n");
  const auto single = ingest_runs({one});
  REQUIRE(single.has_value());
  CHECK(single->path == one);
  CHECK_FALSE(ingest_runs({one, tree.at("none")}).has_value());
  const std::string other = tree.write("h.json", R"({"results":[{"command":"c","times":[1]}]})");
  const auto mixed = ingest_runs({one, other});
  REQUIRE(mixed.has_value());
  CHECK(mixed->rows.size() == 2);
  CHECK(mixed->kind == "several kinds");
}

TEST_CASE("several sources: the same row in another unit is refused") {
  const test::TempTree tree;
  const std::string metrics =
      R"({"schema":"benchsuite/metrics/1","rows":[{"id":"a","metric":"m","unit":"UNIT",)"
      R"("direction":"higher_is_better","value":1,"labels":{}}]})";
  std::string bytes = metrics;
  bytes.replace(bytes.find("UNIT"), 4, "B");
  std::string percent = metrics;
  percent.replace(percent.find("UNIT"), 4, "%");
  CHECK(test::message_of(ingest_runs({tree.write("1.json", bytes),
                                      tree.write("2.json", percent)})) == test::Part("has unit"));
}

}  // namespace
}  // namespace perfgate
