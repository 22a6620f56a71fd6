// SPDX-License-Identifier: Apache-2.0
// Fuzzes the readers of foreign files that take text: Google Benchmark, hyperfine, Criterion,
// metrics, pytest-benchmark, nanobench, Go text, Catch2. What is accepted must keep the promises of
// ingest.h about samples.
#include "ingest/sources.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void check(const perfgate::Row& row) {
  for (const perfgate::RunSamples& run : row.runs) {
    for (const double value : run.values) {
      if (!std::isfinite(value) || (row.metric == "time" && !(value > 0))) {
        std::abort();
      }
    }
  }
}

void check(const perfgate::Result<perfgate::ResultSet>& results) {
  if (results) {
    for (const perfgate::Row& row : results->rows) {
      check(row);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check(perfgate::parse_google_benchmark(text, "fuzz"));
  check(perfgate::parse_hyperfine(text, "fuzz"));
  check(perfgate::parse_pytest_benchmark(text, "fuzz"));
  check(perfgate::parse_nanobench(text, "fuzz"));
  check(perfgate::parse_go_benchmark(text, "fuzz"));
  check(perfgate::parse_catch2(text, "fuzz"));
  const auto criterion = perfgate::parse_criterion({text, text, text}, "id", "folder");
  if (criterion) {
    check(criterion->row);
  }
  const auto metrics = perfgate::parse_metrics(text, "fuzz");
  if (metrics) {
    for (const perfgate::Row& row : *metrics) {
      check(row);
    }
  }
  return 0;
}
