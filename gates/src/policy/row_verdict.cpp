// SPDX-License-Identifier: Apache-2.0
// Rules of a row. A regression needs significance after Holm, an interval beyond the noise band and
// a change above the absolute floor; samples of one run alone prove only critical changes, also
// with a calibration: one run a side cannot tell a spike from a change, whatever A/A runs have
// shown.
#include "policy/row_verdict.h"

#include "policy/classify.h"

#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace perfgate {
namespace {

constexpr double kClockResolution = 1e-9;  // of clock_gettime on Linux, s
constexpr double kClockSteps = 5;          // changes below so many steps are not believed
constexpr const char* kDriftWarning =
    "within-run samples cannot see run-to-run drift; collect five runs (perfgate run --rounds 5) "
    "or interleave both builds (perfgate paired)";

void set(ReportRow& row, RowVerdict verdict, std::string reason) {
  row.verdict = verdict;
  row.reason = std::move(reason);
}

// Iterations behind a typical sample of the row; 1 if unknown.
double iterations_of(const Row& row) {
  std::vector<double> iterations;
  for (const RunSamples& run : row.runs) {
    iterations.insert(iterations.end(), run.iters.begin(), run.iters.end());
  }
  return iterations.empty() ? 1 : std::max(1.0, stats::median(iterations));
}

// In seconds; 0 for rows that are not times.
double floor_of(const RowPlan& plan, const Policy& policy) {
  if (plan.current->unit != "s") {
    return 0;
  }
  if (policy.floor_ns > 0) {
    return policy.floor_ns * 1e-9;
  }
  return kClockSteps * kClockResolution /
         std::min(iterations_of(*plan.baseline), iterations_of(*plan.current));
}

std::string interval_text(const ReportRow& row) {
  const auto end = [](const std::optional<double>& value) {
    return value ? fmt::format("{:+.1f}", *value) : std::string("open");
  };
  return fmt::format("{} to {} % worse", end(row.worse_lower_pct), end(row.worse_upper_pct));
}

std::string routing(const ReportRow& row, const Policy& policy) {
  if (!row.worse_pct || *row.worse_pct <= policy.investigate_pct) {
    return {};
  }
  return *row.worse_pct > policy.escalate_pct
             ? fmt::format("; escalate (above {} %)", policy.escalate_pct)
             : fmt::format("; investigate (above {} %)", policy.investigate_pct);
}

std::string rebaseline(const ReportRow& row) {
  return row.worse_pct && *row.worse_pct < -row.limit_pct ? "; beyond the tolerance: rebaseline?"
                                                          : "";
}

void decide_exact(const RowPlan& plan, const Policy& policy, ReportRow& row) {
  const double noise = policy.noise_band * 100;
  const double worse = *row.worse_pct;
  const double change = std::abs(*row.current.median - *row.baseline.median);
  const bool beyond = worse > row.limit_pct && change >= floor_of(plan, policy);
  const std::string rule = fmt::format("{}, {:+.2f} % worse, limit {} %",
                                       plan.kind == RowKind::kPoint ? "published figures" : "exact",
                                       worse, row.limit_pct);
  if (plan.single_values) {
    row.warnings.emplace_back("one value on each side: the spread is unknown");
    set(row, RowVerdict::kInconclusive, rule);
  } else if (beyond) {
    set(row, RowVerdict::kRegressed, rule + routing(row, policy));
  } else if (plan.kind == RowKind::kPoint) {
    const bool improved = worse < -row.limit_pct;
    set(row, improved ? RowVerdict::kImproved : RowVerdict::kInconclusive,
        rule + (improved ? rebaseline(row) : std::string()));
  } else if (worse < -noise) {
    set(row, RowVerdict::kImproved, rule + rebaseline(row));
  } else {
    row.within_limit = true;
    set(row, worse <= noise ? RowVerdict::kEquivalent : RowVerdict::kInconclusive, rule);
  }
}

void decide_regression(const RowPlan& plan, const Policy& policy, ReportRow& row) {
  if (plan.evidence == Evidence::kSingleRun && row.reached != RegressionClass::kCritical) {
    row.warnings.emplace_back(kDriftWarning);
    set(row, RowVerdict::kInconclusive,
        fmt::format("suspected {}: {}, but only within one run", class_name(row.suspected),
                    interval_text(row)));
    return;
  }
  if (plan.evidence == Evidence::kSingleRun && row.worse_pct.value_or(0) <= plan.aa_range_pct) {
    row.warnings.emplace_back(kDriftWarning);
    set(row, RowVerdict::kInconclusive,
        fmt::format("suspected {}: {}, but single runs of unchanged code may be {:.0f} % apart",
                    class_name(row.suspected), interval_text(row), plan.aa_range_pct));
    return;
  }
  set(row, RowVerdict::kRegressed,
      fmt::format("{}, p {:.2g} after Holm{}", interval_text(row), *row.p_adjusted,
                  routing(row, policy)));
}

void decide_improvement(const RowPlan& plan, const Policy& policy, ReportRow& row) {
  if (plan.evidence == Evidence::kSingleRun && *row.worse_upper_pct >= -policy.critical_pct) {
    row.warnings.emplace_back(kDriftWarning);
    set(row, RowVerdict::kInconclusive,
        fmt::format("suspected improvement: {}, but only within one run", interval_text(row)));
    return;
  }
  set(row, RowVerdict::kImproved, interval_text(row) + rebaseline(row));
}

void decide_tested(const RowPlan& plan, const Policy& policy, ReportRow& row) {
  const double noise = policy.noise_band * 100;
  const double open = HUGE_VAL;
  const double lower = row.worse_lower_pct.value_or(-open);
  const double upper = row.worse_upper_pct.value_or(open);
  const bool significant = row.p_adjusted && *row.p_adjusted < policy.alpha;
  const double floor = floor_of(plan, policy);
  const double unit_change = *row.baseline.median / 100;
  const bool above_floor = std::abs(row.worse_pct.value_or(0)) * unit_change >= floor;
  if (significant && lower > noise && above_floor) {
    decide_regression(plan, policy, row);
  } else if (significant && upper < -noise) {
    decide_improvement(plan, policy, row);
  } else if (lower >= -noise && upper <= noise) {
    set(row, RowVerdict::kEquivalent, fmt::format("{}, inside the noise band", interval_text(row)));
  } else if (std::max(std::abs(lower), std::abs(upper)) * unit_change < floor) {
    set(row, RowVerdict::kEquivalent,
        fmt::format("{}, below the absolute floor of {:.3g} ns", interval_text(row), floor * 1e9));
  } else if (!row.mde_pct || *row.mde_pct > row.limit_pct) {
    set(row, RowVerdict::kBlind,
        row.mde_pct ? fmt::format("smallest detectable change {:.1f} %, limit {} %", *row.mde_pct,
                                  row.limit_pct)
                    : std::string("no change of any size could be detected"));
  } else {
    set(row, RowVerdict::kInconclusive, interval_text(row));
  }
}

}  // namespace

void decide_row(const RowPlan& plan, const Policy& policy, ReportRow& row) {
  switch (plan.kind) {
    case RowKind::kMissing:
      return set(row, RowVerdict::kMissing, plan.reason);
    case RowKind::kNew:
      return set(row, RowVerdict::kNew, plan.reason);
    case RowKind::kFailed:
      return set(row, RowVerdict::kFailed, plan.reason);
    case RowKind::kUnusable:
    case RowKind::kIdentical:
      row.warnings.push_back(plan.reason);
      return set(row, RowVerdict::kInconclusive, plan.reason);
    case RowKind::kUntestable:
      return set(row, RowVerdict::kBlind, plan.reason);
    case RowKind::kExact:
    case RowKind::kPoint:
      return decide_exact(plan, policy, row);
    case RowKind::kTested:
      return decide_tested(plan, policy, row);
  }
}

}  // namespace perfgate
