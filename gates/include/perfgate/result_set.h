// SPDX-License-Identifier: Apache-2.0
// What every source of benchmark results becomes: rows x runs x samples in base units (s, B, 1).
#pragma once

#include <perfgate/machine.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate {

enum class Direction : std::uint8_t { kLowerIsBetter, kHigherIsBetter };

/// "lower_is_better", "higher_is_better", as files spell it; and back (nullopt for anything else).
[[nodiscard]] const char* direction_name(Direction direction);
[[nodiscard]] std::optional<Direction> direction_from_name(std::string_view name);

/// Samples of one row from one run (one fresh process). Values are per iteration, in the row's base
/// unit, in the order taken.
struct RunSamples {
  std::string run;             // name of the run, e.g. "round-03"
  std::vector<double> values;  // all finite; > 0 for time
  std::vector<double> iters;   // iterations behind each value; empty = unknown
};

/// A figure published without samples.
struct PublishedFigure {
  double value = 0;    // base unit
  std::string source;  // where it was printed, e.g. "pr431_performance_finalization.md:33"
};

struct Row {
  std::string id;      // "group/function/value"
  std::string metric;  // "time", "throughput", "accuracy", ...
  std::string unit;    // "s", "B", "1/s", "B/s", "%", "1"
  Direction direction = Direction::kLowerIsBetter;
  std::vector<RunSamples> runs;               // runs that have this row, in run-name order
  std::optional<PublishedFigure> published;   // only for point sources; then runs is empty
  std::map<std::string, std::string> labels;  // "isa", "threads", ... as the benchmark stated them
  std::string failure;  // not empty: the row failed in some run, with the reason
  std::vector<std::string> warnings;
};

struct ResultSet {
  std::string path;     // as the user named it
  std::string kind;     // "criterion", "google_benchmark", "hyperfine", "pytest_benchmark",
                        // "nanobench", "go_benchmark", "catch2", "run", "baseline", "point"
  std::string created;  // RFC 3339 UTC, or "" if the source does not say
  std::string commit;   // or ""
  std::optional<Machine> machine;
  std::vector<std::string> run_names;  // all runs, sorted
  std::vector<Row> rows;               // sorted by (id, metric), unique
  std::vector<std::string> warnings;
};

/// Median by linear interpolation. Requires values not empty.
[[nodiscard]] double median_of(std::vector<double> values);

}  // namespace perfgate
