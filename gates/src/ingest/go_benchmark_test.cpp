// SPDX-License-Identifier: Apache-2.0
// Go benchmark text: samples, units, packages, failures, and what is refused.
#include "ingest/go_benchmark.h"

#include "ingest/sources.h"
#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

constexpr const char* kGoOutput =
    "goos: linux\ngoarch: amd64\npkg: example.com/m\ncpu: AMD EPYC 9R14\n"
    "BenchmarkFib/20-2         \t   50000\t     30000 ns/op\t  12.5 MB/s\t      16 B/op\t       1 "
    "allocs/op\r\n"
    "BenchmarkFib/20-2\t60000\t31000 ns/op\t12.25 MB/s\t0 B/op\t0 allocs/op\n"
    "some log line of the program\n"
    "BenchmarkLonely\n"
    "PASS\nok  \texample.com/m\t3.210s\n";

TEST_CASE("go: lines of one name are samples, every unit is a row") {
  const auto results = parse_go_benchmark(kGoOutput, "new.txt");
  REQUIRE(results.has_value());
  CHECK(results->kind == "go_benchmark");
  CHECK(results->warnings.empty());
  REQUIRE(results->rows.size() == 4);
  for (const Row& row : results->rows) {
    CHECK(row.id == "example.com/m.BenchmarkFib/20-2");
    CHECK(row.labels.at("cpu") == "AMD EPYC 9R14");
    REQUIRE(row.runs.size() == 1);
    CHECK(row.runs[0].run == kOnlyRun);
    CHECK(row.runs[0].iters == std::vector<double>{50000, 60000});
  }
  CHECK(results->rows[0].metric == "allocs_per_op");
  CHECK(results->rows[0].unit == "1");
  CHECK(results->rows[0].runs[0].values == std::vector<double>{1, 0});
  CHECK(results->rows[1].metric == "bytes_per_op");
  CHECK(results->rows[2].metric == "throughput");
  CHECK(results->rows[2].unit == "B/s");
  CHECK(results->rows[2].direction == Direction::kHigherIsBetter);
  CHECK(results->rows[2].runs[0].values[0] == 12.5e6);
  CHECK(results->rows[3].metric == "time");
  CHECK(results->rows[3].unit == "s");
  CHECK(std::abs(results->rows[3].runs[0].values[1] - 31e-6) <= 1e-18);
}

TEST_CASE("go: other units need a stated direction") {
  const std::string line = "BenchmarkX 1 5 ns/op 7 widgets/op 3 p50-ns\n";
  const auto silent = parse_go_benchmark(line, "x");
  REQUIRE(silent.has_value());
  CHECK(silent->rows.size() == 1);
  REQUIRE(silent->warnings.size() == 1);
  CHECK(silent->warnings[0] == test::Part("values in 2 units are left out"));
  const auto stated = parse_go_benchmark(
      line + "Unit widgets/op better=higher\nUnit p50-ns assume=exact better=lower\n", "x");
  REQUIRE(stated.has_value());
  REQUIRE(stated->rows.size() == 3);
  CHECK(stated->rows[2].metric == "widgets/op");
  CHECK(stated->rows[2].direction == Direction::kHigherIsBetter);
  CHECK(stated->rows[0].metric == "p50-ns");
  CHECK(stated->rows[0].direction == Direction::kLowerIsBetter);
}

TEST_CASE("go: the package is part of the id, and ends with the next one") {
  const auto results = parse_go_benchmark(
      "BenchmarkA 1 5 ns/op\npkg: a\nBenchmarkA 1 5 ns/op\npkg: b\nBenchmarkA 1 5 ns/op\n", "x");
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 3);
  CHECK(results->rows[0].id == "BenchmarkA");
  CHECK(results->rows[1].id == "a.BenchmarkA");
  CHECK(results->rows[2].id == "b.BenchmarkA");
}

TEST_CASE("go: failures are failed rows") {
  const auto results = parse_go_benchmark(
      "BenchmarkA-2 1 5 ns/op\n--- FAIL: BenchmarkB (0.00s)\n    b_test.go:3: no\nFAIL\n", "x");
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 2);
  CHECK(results->rows[1].id == "BenchmarkB");
  CHECK(results->rows[1].failure == "go test reported FAIL");
  CHECK(results->warnings == std::vector<std::string>{"go test reported FAIL"});
}

TEST_CASE("go: malformed lines are refused with their number") {
  const std::pair<const char*, const char*> cases[] = {
      {"BenchmarkA x 5 ns/op", "x.txt:2: found 'x', wanted a whole number of iterations"},
      {"BenchmarkA 0 5 ns/op", "found '0', wanted a whole number"},
      {"BenchmarkA 1.5 5 ns/op", "found '1.5', wanted a whole number"},
      {"BenchmarkA 1", "wanted pairs of a value and a unit"},
      {"BenchmarkA 1 5", "wanted pairs of a value and a unit"},
      {"BenchmarkA 1 5 ns/op 6", "wanted pairs of a value and a unit"},
      {"BenchmarkA 1 nan ns/op", "found 'nan', wanted a finite number"},
      {"BenchmarkA 1 1e999 ns/op", "found '1e999', wanted a finite number"},
      {"BenchmarkA 1 0 ns/op", "the value in ns/op is zero"},
      {"BenchmarkA 1 -3 ns/op", "the value in ns/op is negative"},
      {"BenchmarkA 1 5 ns/op 5 ns/op", "unit 'ns/op' stands twice"},
      {"BenchmarkA\xff 1 5 ns/op", "x.txt:2: is not UTF-8"},
      {"Benchmarking is fun 5 times", "has no benchmark line"},
      {"BenchmarkA 1 5 widgets", "has no benchmark line with a unit that can be judged"},
      {"", "has no benchmark line"},
  };
  for (const auto& [line, wanted] : cases) {
    CAPTURE(line);
    CHECK(test::message_of(parse_go_benchmark("goos: linux\n" + std::string(line), "x.txt")) ==
          test::Part(wanted));
  }
}

TEST_CASE("go: config lines and lines that only look like one") {
  using go_text::parse_config_line;
  CHECK(parse_config_line("pkg: a b ") == std::pair<std::string, std::string>("pkg", "a b"));
  CHECK(parse_config_line("pkg:\t") == std::pair<std::string, std::string>("pkg", ""));
  for (const char* line : {"", "Pkg: a", "a b: c", "http://x", "no colon"}) {
    CHECK_FALSE(parse_config_line(line).has_value());
  }
}

TEST_CASE("go: a huge package name does not multiply") {
  std::string text = "pkg: " + std::string(1 << 20, 'p') + "\n";
  for (int i = 0; i < 2000; ++i) {
    text += "BenchmarkA" + std::to_string(i) + " 1 5 ns/op\n";
  }
  const auto results = parse_go_benchmark(text, "x");
  REQUIRE(results.has_value());
  CHECK(results->rows.size() == 2000);
  CHECK(results->rows[0].id.size() == 512);
}

TEST_CASE("go: told by content") {
  const test::TempTree tree;
  const auto results = ingest(tree.write("bench.out", kGoOutput));
  REQUIRE(results.has_value());
  CHECK(results->kind == "go_benchmark");
  CHECK(results->rows[3].warnings ==
        std::vector<std::string>{"fewer than 10 samples in a run (2)"});
  CHECK(test::message_of(ingest(tree.write("y", "goos: linux\nPASS\n"))) ==
        test::Part("has no benchmark line"));
}

}  // namespace
}  // namespace perfgate
