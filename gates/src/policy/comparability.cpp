// SPDX-License-Identifier: Apache-2.0
// Machines first, then data: the more specific sentence wins, and an error beats both.
#include "policy/comparability.h"

#include <perfgate/machine.h>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>

namespace perfgate {
namespace {

void refuse(GateReport& report, SuiteVerdict verdict, ExitCode code, const std::string& sentence) {
  report.verdict = verdict;
  report.exit_code = code;
  report.headline =
      fmt::format("{}: {}", verdict == SuiteVerdict::kError ? "ERROR" : "INCOMPARABLE", sentence);
  report.reasons.insert(report.reasons.begin(), sentence);
}

std::string shown(const std::string& value) {
  return value.empty() ? "unknown" : "'" + value + "'";
}

void check_machines(const ResultSet& baseline, const ResultSet& current, GateReport& report) {
  if (!baseline.machine || !current.machine) {
    const char* side = baseline.machine  ? "current does not say"
                       : current.machine ? "the baseline does not say"
                                         : "neither side says";
    report.warnings.push_back(
        fmt::format("{} which machine the results come from: it may be another one", side));
    return;
  }
  std::string hard;
  for (const MachineDifference& difference :
       machine_differences(*baseline.machine, *current.machine)) {
    const std::string text = fmt::format("{} is {} in baseline and {} in current", difference.field,
                                         shown(difference.baseline), shown(difference.current));
    if (difference.hard) {
      hard += (hard.empty() ? "" : "; ") + text;
    } else {
      report.warnings.push_back(text);
    }
  }
  if (!hard.empty()) {
    refuse(report, SuiteVerdict::kIncomparable, ExitCode::kIncomparable,
           fmt::format("the machines differ: {}; nothing was compared", hard));
  }
}

void check_data(const std::vector<RowPlan>& plans, GateReport& report) {
  const auto both = std::count_if(plans.begin(), plans.end(), [](const RowPlan& plan) {
    return plan.baseline != nullptr && plan.current != nullptr;
  });
  if (both == 0) {
    const auto only_before = std::count_if(
        plans.begin(), plans.end(), [](const RowPlan& plan) { return plan.baseline != nullptr; });
    refuse(report, SuiteVerdict::kError, ExitCode::kInput,
           fmt::format("nothing to compare: no row is on both sides ({} only in baseline, {} only "
                       "in current)",
                       only_before, static_cast<std::ptrdiff_t>(plans.size()) - only_before));
    return;
  }
  std::size_t rows = 0;
  if (report.verdict != SuiteVerdict::kIncomparable && all_identical(plans, rows)) {
    refuse(report, SuiteVerdict::kIncomparable, ExitCode::kIncomparable,
           rows == 1 ? std::string("baseline and current hold the same measurements: the only row "
                                   "is identical sample for sample; nothing was compared")
                     : fmt::format("baseline and current hold the same measurements: all {} rows "
                                   "are identical sample for sample; nothing was compared",
                                   rows));
  }
}

// Some run of the row stands on both sides, sample for sample.
bool shares_a_run(const RowPlan& plan) {
  const auto spread = [](const RunSamples& run) {
    return std::adjacent_find(run.values.begin(), run.values.end(), std::not_equal_to<>()) !=
           run.values.end();
  };
  return plan.kind == RowKind::kTested &&
         std::any_of(
             plan.current->runs.begin(), plan.current->runs.end(), [&](const RunSamples& now) {
               return spread(now) &&
                      std::any_of(
                          plan.baseline->runs.begin(), plan.baseline->runs.end(),
                          [&](const RunSamples& then) { return then.values == now.values; });
             });
}

void warn_of_shared_runs(const std::vector<RowPlan>& plans, GateReport& report) {
  const auto rows = std::count_if(plans.begin(), plans.end(), shares_a_run);
  if (rows > 0) {
    report.warnings.push_back(
        fmt::format("the baseline contains runs of current: {} of {} tested rows share samples, "
                    "which hides changes",
                    rows, family_size(plans)));
  }
}

}  // namespace

void check_rounds(const ResultSet& baseline, const ResultSet& current, GateReport& report) {
  const std::size_t before = baseline.run_names.size();
  const std::size_t after = current.run_names.size();
  if (before != after || before == 0) {
    refuse(report, SuiteVerdict::kError, ExitCode::kInput,
           fmt::format("paired sides need the same number of rounds: {} in baseline, {} in current",
                       before, after));
  }
}

void check_comparable(const ResultSet& baseline, const ResultSet& current,
                      const std::vector<RowPlan>& plans, GateReport& report) {
  check_machines(baseline, current, report);
  check_data(plans, report);
  warn_of_shared_runs(plans, report);
}

}  // namespace perfgate
