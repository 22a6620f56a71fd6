// SPDX-License-Identifier: Apache-2.0
// Machines first, then data: the more specific sentence wins, and an error beats both.
#include "policy/comparability.h"

#include <perfgate/machine.h>

#include <fmt/format.h>

#include <algorithm>
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
    const char* side = baseline.machine  ? "current does"
                       : current.machine ? "the baseline does"
                                         : "both sides do";
    report.warnings.push_back(
        fmt::format("{} not say which machine the results come from: it may be another one", side));
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

}  // namespace

void check_comparable(const ResultSet& baseline, const ResultSet& current,
                      const std::vector<RowPlan>& plans, GateReport& report) {
  check_machines(baseline, current, report);
  check_data(plans, report);
}

}  // namespace perfgate
