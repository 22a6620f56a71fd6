// SPDX-License-Identifier: Apache-2.0
// Looks spreads up. What they do to an interval is in row_stats.cpp.
#include "policy/use_calibration.h"

#include "policy/age.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace perfgate {
namespace {

constexpr double kOldCalibrationDays = 30;
// A single run may go further than any A/A run has gone so far: a suite has as many rows as a few
// calibration runs, and the tails of run-to-run noise are heavy.
constexpr double kBeyondSeen = 3;

// Neighbouring runs share the machine, not the row: the typical correlation is a floor for each.
stats::SpreadPrior prior_of(const RowSpread& spread, double typical_lag1) {
  return stats::spread_prior(spread.run_sd, std::max(spread.lag1, typical_lag1), spread.runs);
}

void warn_of_age(const Calibration& calibration, const std::string& now, GateReport& report) {
  const std::optional<double> calibrated = days_between(calibration.created, now);
  if (calibrated && *calibrated > kOldCalibrationDays) {
    report.warnings.push_back(
        fmt::format("the calibration is {:.0f} days old: machines change, repeat it with perfgate "
                    "calibrate",
                    *calibrated));
  }
}

}  // namespace

void use_calibration(std::vector<RowPlan>& plans, const Calibration& calibration,
                     const ResultSet& baseline, const std::string& now, GateReport& report) {
  if (!baseline.machine || baseline.machine->key() != calibration.machine_key) {
    report.warnings.push_back(
        fmt::format("the calibration is of the machine {}, the baseline is not: it was not used",
                    calibration.machine_key));
    return;
  }
  if (calibration.run_summary != report.policy.run_summary) {
    report.warnings.push_back(fmt::format(
        "the calibration is of the {} of a run, the policy compares the {}: it was not used; "
        "repeat it with perfgate calibrate",
        calibration.run_summary, report.policy.run_summary));
    return;
  }
  std::size_t without = 0;
  for (RowPlan& plan : plans) {
    if (plan.kind == RowKind::kTested) {
      plan.spread = calibration.find(plan.current->id, plan.current->metric);
      without += plan.spread == nullptr ? 1 : 0;
      if (plan.spread != nullptr) {
        plan.prior = prior_of(*plan.spread, calibration.typical_lag1);
        plan.aa_range_pct =
            100 * std::expm1(kBeyondSeen * calibration.widest_range * plan.spread->core_sd);
      }
    }
  }
  report.calibration = fmt::format(
      "{} A/A runs of {}: typical run-to-run spread {:.2f} %, correlation of neighbouring runs "
      "{:.2f}; false alarms of unpaired suites {} of {} (at most {:.1f} %)",
      calibration.runs, calibration.created, 100 * std::expm1(calibration.typical_sd),
      calibration.typical_lag1, calibration.multi_run.red, calibration.multi_run.comparisons,
      100 * calibration.multi_run.suite_bound);
  if (without > 0) {
    report.warnings.push_back(
        fmt::format("{} tested {} not in the calibration: perfgate calibrate measures {} again",
                    without, without == 1 ? "row is" : "rows are", without == 1 ? "it" : "them"));
  }
  warn_of_age(calibration, now, report);
}

}  // namespace perfgate
