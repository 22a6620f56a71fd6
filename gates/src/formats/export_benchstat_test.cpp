// SPDX-License-Identifier: Apache-2.0
// Go benchmark text out: the grammar of its lines, names, and the way back through the reader.
#include "baseline/text_part.h"
#include "formats/sample_results.h"
#include "ingest/sources.h"

#include <perfgate/formats.h>

#include <doctest/doctest.h>

#include <cmath>
#include <regex>
#include <sstream>

namespace perfgate {
namespace {

using formats_test::sample_row;
using test::Part;

std::string benchstat_text(const ResultSet& results) {
  const auto exported = export_benchstat(results);
  REQUIRE(exported.has_value());
  static const std::regex kLine(
      "Benchmark([^a-z\\s]\\S*)?\t[0-9]+(\t[-+.e0-9]+ \\S+)+|Unit \\S+ better=(higher|lower)|"
      "pkg: \\S+|--- FAIL: \\S+|    .*");
  std::istringstream in(exported->text);
  for (std::string line; std::getline(in, line);) {
    CAPTURE(line);
    CHECK(std::regex_match(line, kLine));
  }
  return exported->text;
}

TEST_CASE("export benchstat: names, units, one line a sample") {
  const std::string text = benchstat_text(formats_test::sample_results());
  CHECK(text == Part("Unit memory-B better=lower\n"));
  CHECK(text == Part("BenchmarkCopy/1024\t100\t4096 memory-B\t1250 ns/op\n"
                     "BenchmarkCopy/1024\t200\t1500 ns/op\nBenchmarkCopy/1024\t1\t1000 ns/op\n"));
  CHECK(text == Part("--- FAIL: BenchmarkFail\n    SIGSEGV in round-01\n"));
  CHECK(export_benchstat(formats_test::sample_results())->left_out == 1);
}

TEST_CASE("export benchstat: any name becomes a legal one") {
  ResultSet results = formats_test::sample_results();
  results.rows.clear();
  for (const char* id :
       {"a b\tc%\n", "BenchmarkX", "Benchmarkx", "9/\xc3\xa9", "", "m.BenchmarkY"}) {
    Row row = sample_row(id, "time", "s");
    row.runs = {{"r", {1}, {}}};
    results.rows.push_back(row);
  }
  results.rows.back().labels["pkg"] = "m";
  const std::string text = benchstat_text(results);
  CHECK(text == Part("BenchmarkA%20b%09c%25%0A\t"));
  CHECK(text == Part("BenchmarkX\t"));
  CHECK(text == Part("BenchmarkBenchmarkx\t"));
  CHECK(text == Part("Benchmark_9/%C3%A9\t"));
  CHECK(text == Part("Benchmark\t1\t"));
  CHECK(text == Part("pkg: m\nBenchmarkY\t"));
}

TEST_CASE("export benchstat: names that fall together are refused") {
  ResultSet results = formats_test::sample_results();
  results.rows = {sample_row("Copy", "time", "s"), sample_row("copy", "time", "s")};
  for (Row& row : results.rows) {
    row.runs = {{"r", {1}, {}}};
  }
  const auto exported = export_benchstat(results);
  REQUIRE_FALSE(exported.has_value());
  CHECK(exported.error().message ==
        Part("rows 'Copy' and 'copy' would both be called 'BenchmarkCopy'"));
  results.rows.clear();
  CHECK_FALSE(export_benchstat(results).has_value());
}

TEST_CASE("export benchstat: Go text reads back as the same samples") {
  const std::string original =
      "pkg: example.com/m\nBenchmarkFib/20-8\t100\t1234.5 ns/op\t81.25 MB/s\t56 B/op\t2 "
      "allocs/op\nBenchmarkFib/20-8\t120\t1230 ns/op\t81.5 MB/s\t56 B/op\t2 allocs/op\n";
  const auto first = parse_go_benchmark(original, "a.txt");
  REQUIRE(first.has_value());
  const auto again = parse_go_benchmark(benchstat_text(*first), "b.txt");
  REQUIRE(again.has_value());
  REQUIRE(again->rows.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(again->rows[i].id == first->rows[i].id);
    CHECK(again->rows[i].metric == first->rows[i].metric);
    CHECK(again->rows[i].direction == first->rows[i].direction);
    CHECK(again->rows[i].runs[0].iters == std::vector<double>{100, 120});
    for (std::size_t k = 0; k < 2; ++k) {
      const double ratio = again->rows[i].runs[0].values[k] / first->rows[i].runs[0].values[k];
      CHECK(std::abs(ratio - 1) <= 1e-15);
    }
  }
}

}  // namespace
}  // namespace perfgate
