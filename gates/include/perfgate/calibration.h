// SPDX-License-Identifier: Apache-2.0
// What A/A runs of a machine (the same code again and again) say: how much each row moves from run
// to run, how often the gate itself is wrong, and how many rounds a row needs. JSON:
// schemas/calibration.schema.json.
#pragma once

#include <perfgate/config.h>
#include <perfgate/json.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace perfgate {

/// One row over the A/A runs.
struct RowSpread {
  std::string id, metric;
  std::size_t runs = 0;
  double run_sd = 0;     // standard deviation of ln(run summary), run to run
  double lag1 = 0;       // correlation of neighbouring runs
  double paired_sd = 0;  // the same of ln(ratio) between neighbouring runs, as paired rounds see it
  double core_sd = 0;    // spread of the runs without their extremes: scaled median deviation of ln
  double limit_pct = 0;  // of the row
  std::optional<double> multi_mde_pct;       // five runs a side
  std::optional<double> paired_mde_pct;      // paired, at the configured number of rounds
  std::optional<std::size_t> rounds_needed;  // paired rounds until the limit is detected; <= 200
};

/// How often the gate called unchanged code worse. Bounds: Clopper-Pearson, one-sided, 95 %.
struct FalseAlarms {
  std::size_t comparisons = 0, red = 0;  // whole suites
  std::size_t rows = 0, red_rows = 0;
  double suite_bound = 1, row_bound = 1;
};

struct Calibration {
  std::string machine_key, created;
  std::size_t runs = 0;
  std::string run_summary = "median";  // that the spreads are of, as in Policy
  double typical_sd = 0;               // median of run_sd over the rows
  double typical_lag1 = 0;             // median of lag1
  // The widest range that a row's runs had, in its core_sd: what a single run of unchanged code may
  // do. 0 = unknown.
  double widest_range = 0;
  std::vector<RowSpread> rows;  // sorted by (id, metric)
  FalseAlarms multi_run, paired;
  std::vector<std::string> warnings;

  /// nullptr if the A/A runs did not have that row.
  [[nodiscard]] const RowSpread* find(const std::string& id, const std::string& metric) const;
};

/// Fewest runs that say anything about run-to-run spread and its correlation.
inline constexpr std::size_t kLeastCalibrationRuns = 10;

/// From at least kLeastCalibrationRuns runs of unchanged code in time order, all of one machine.
/// Errors (kInput): fewer runs, no machine, no row with a spread. `now` becomes `created`.
[[nodiscard]] Result<Calibration> calibrate(const ResultSet& runs, const Config& config,
                                            const std::string& now);

[[nodiscard]] Json calibration_to_json(const Calibration& calibration);
[[nodiscard]] Result<Calibration> calibration_from_json(const Json& json,
                                                        const std::string& origin);

}  // namespace perfgate
