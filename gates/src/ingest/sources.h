// SPDX-License-Identifier: Apache-2.0
// The foreign formats, each as a function of text: no file access, so that tests and fuzzers can
// call them. Every function refuses with one sentence and never throws.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate {

/// Name of the run of a source that holds one run.
inline constexpr const char* kOnlyRun = "run-01";

/// Google Benchmark JSON ("context" + "benchmarks"): repetitions of a name are samples, aggregates
/// are left out, a benchmark that reported an error is a failed row.
[[nodiscard]] Result<ResultSet> parse_google_benchmark(std::string_view text,
                                                       const std::string& origin);
[[nodiscard]] Result<ResultSet> google_benchmark_from_json(const Json& json,
                                                           const std::string& origin);

/// hyperfine --export-json ("results"): one row per command, seconds.
[[nodiscard]] Result<ResultSet> parse_hyperfine(std::string_view text, const std::string& origin);
[[nodiscard]] Result<ResultSet> hyperfine_from_json(const Json& json, const std::string& origin);

/// pytest-benchmark JSON ("benchmarks" + "machine_info"): one row per test, its rounds are samples.
[[nodiscard]] Result<ResultSet> parse_pytest_benchmark(std::string_view text,
                                                       const std::string& origin);
[[nodiscard]] Result<ResultSet> pytest_benchmark_from_json(const Json& json,
                                                           const std::string& origin);

/// nanobench's template json() ("results" with "measurements"): time per unit of work, an epoch is
/// a sample.
[[nodiscard]] Result<ResultSet> parse_nanobench(std::string_view text, const std::string& origin);
[[nodiscard]] Result<ResultSet> nanobench_from_json(const Json& json, const std::string& origin);

/// Most rows that a source in text or XML may have; JSON is bounded by its number of values.
inline constexpr std::size_t kMaxTextRows = 100'000;

/// Go benchmark text: lines of one name are samples, a row per unit ("time", "throughput",
/// "bytes_per_op", "allocs_per_op", and units that a line "Unit NAME better=..." declares).
[[nodiscard]] Result<ResultSet> parse_go_benchmark(std::string_view text,
                                                   const std::string& origin);

/// True for text with a benchmark line or another mark of go test -bench.
[[nodiscard]] bool looks_like_go_benchmark(std::string_view text);

/// Catch2's XML reporter: the mean of a BENCHMARK is the one value of its row.
[[nodiscard]] Result<ResultSet> parse_catch2(std::string_view text, const std::string& origin);

/// The files of one Criterion measurement; nullopt = file absent.
struct CriterionTexts {
  std::string sample;
  std::optional<std::string> benchmark;
  std::optional<std::string> context;
};

struct CriterionRow {
  Row row;                     // one run, named ""
  std::string directory_name;  // where the benchmark says it belongs, or ""
};

/// sample.json (modern or legacy), benchmark.json and our context.json of the measurement in
/// `folder`. `fallback_id` is used when benchmark.json does not name the benchmark.
[[nodiscard]] Result<CriterionRow> parse_criterion(const CriterionTexts& texts,
                                                   const std::string& fallback_id,
                                                   const std::string& folder);

/// "benchsuite/metrics/1": figures that are not times, one value each. Rows with one run, named "".
[[nodiscard]] Result<std::vector<Row>> parse_metrics(std::string_view text,
                                                     const std::string& origin);
[[nodiscard]] Result<std::vector<Row>> metrics_from_json(const Json& json,
                                                         const std::string& origin);

/// A scalar as label text ("1024", "true", "avx2"); nullopt for arrays, objects and null.
[[nodiscard]] std::optional<std::string> label_text(const Json& value);

}  // namespace perfgate
