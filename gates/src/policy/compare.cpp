// SPDX-License-Identifier: Apache-2.0
// compare_result_sets: plan, measure, adjust, decide. The order of the steps and nothing else.
#include "policy/age.h"
#include "policy/classify.h"
#include "policy/comparability.h"
#include "policy/families.h"
#include "policy/row_plan.h"
#include "policy/row_stats.h"
#include "policy/row_verdict.h"
#include "policy/suite_spread.h"
#include "policy/suite_verdict.h"
#include "policy/use_calibration.h"
#include "policy/waivers.h"

#include <perfgate/gate_report.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace perfgate {
namespace {

SideInfo side_of(const ResultSet& results) {
  return {results.path,    results.kind,   results.machine ? results.machine->key() : std::string(),
          results.created, results.commit, results.run_names.size()};
}

void add_hardware(const ResultSet& current, GateReport& report) {
  if (current.machine) {
    report.hardware = current.machine->hard;
    report.hardware.insert(current.machine->soft.begin(), current.machine->soft.end());
  }
}

void add_source_warnings(const ResultSet& results, const char* side, GateReport& report) {
  for (const std::string& warning : results.warnings) {
    report.warnings.push_back(std::string(side) + ": " + warning);
  }
}

// The suite is as well founded as its weakest compared row.
Evidence weakest_evidence(const std::vector<RowPlan>& plans) {
  bool any = false;
  Evidence weakest = Evidence::kPaired;
  for (const RowPlan& plan : plans) {
    if (plan.baseline != nullptr && plan.current != nullptr && plan.kind != RowKind::kFailed) {
      weakest = std::min(weakest, plan.evidence);
      any = true;
    }
  }
  return any ? weakest : Evidence::kPoint;
}

constexpr double kOldBaselineDays = 14;  // then 3 % of the rows of a quiet machine are 2 % away

// Of ln ratio; said once it is worth a warning.
double drift_between(const ResultSet& baseline, const ResultSet& current, const std::string& now,
                     GateReport& report) {
  const std::optional<double> days =
      days_between(baseline.created, current.created.empty() ? now : current.created);
  if (!days) {
    return 0;
  }
  const double sd = drift_sd(*days);
  if (*days > kOldBaselineDays) {
    report.warnings.push_back(
        fmt::format("the baseline is {:.0f} days old: every interval is widened for a drift of "
                    "{:.2f} % since then; measure it again or use perfgate paired",
                    *days, 100 * sd));
  }
  return sd;
}

// Nothing was compared: no row may look as if it had been judged.
void withdraw_verdicts(GateReport& report) {
  for (ReportRow& row : report.rows) {
    if (compared(row)) {
      row.verdict = RowVerdict::kInconclusive;
      row.reason = "not comparable";
    }
  }
}

}  // namespace

GateReport compare_result_sets(const ResultSet& baseline, const ResultSet& current,
                               const Config& config, const std::string& now,
                               const CompareMode& mode) {
  GateReport report;
  report.created = now;
  report.policy = config.policy;
  report.baseline = side_of(baseline);
  report.current = side_of(current);
  add_hardware(current, report);
  add_source_warnings(baseline, "baseline", report);
  add_source_warnings(current, "current", report);

  std::vector<RowPlan> plans = plan_rows(baseline, current, config.policy.run_summary);
  if (mode.paired) {
    check_rounds(baseline, current, report);
    pair_rounds(plans, baseline, current, config.policy.run_summary);
  } else if (mode.calibration != nullptr) {
    use_calibration(plans, *mode.calibration, baseline, now, report);
  }
  const Families families = split_families(plans, config);
  choose_methods(plans, config.policy.alpha /
                            static_cast<double>(std::max<std::size_t>(1, family_size(plans))));
  report.family = family_size(plans);
  report.bootstrap_resamples = bootstrap_resamples(plans);
  report.evidence = weakest_evidence(plans);
  report.rows.reserve(plans.size());
  Measuring measuring{config.policy,
                      families,
                      report.bootstrap_resamples,
                      run_spread_of(plans),
                      mode.paired ? 0 : drift_between(baseline, current, now, report),
                      PairedMeasuring(config.policy, families, plans)};
  for (const RowPlan& plan : plans) {
    report.rows.push_back(measure_row(plan, measuring));
  }
  adjust_p_values(report.rows, plans, families, config.policy.alpha);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    decide_row(plans[i], config.policy, report.rows[i]);
  }
  check_comparable(baseline, current, plans, report);
  if (report.verdict == SuiteVerdict::kIncomparable || report.verdict == SuiteVerdict::kError) {
    withdraw_verdicts(report);
  } else {
    apply_waivers(report, config.waivers, now);
  }
  decide_suite(report);
  return report;
}

}  // namespace perfgate
