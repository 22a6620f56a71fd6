// SPDX-License-Identifier: Apache-2.0
// One row: which numbers go into which test, and the ratio turned into "percent worse".
#include "policy/row_stats.h"

#include "policy/classify.h"
#include "policy/row_paired.h"
#include "policy/row_ratio.h"

#include <perfgate/stats.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace perfgate {
namespace {

constexpr double kBootstrapDraws = 5e7;

SideSummary summary_of(const SideValues& values) {
  SideSummary side;
  side.samples = values.all.size();
  side.runs = values.all.empty() ? 0 : values.run_medians.size();
  if (!values.run_medians.empty()) {
    side.median = finite_value(stats::median(values.run_medians));
  }
  if (!values.all.empty()) {
    side.mean = finite_value(stats::mean(values.all));
    side.cv = values.all.size() >= 2 ? finite_value(stats::coefficient_of_variation(values.all))
                                     : std::nullopt;
  }
  return side;
}

std::optional<double> level_of(const RowPlan& plan, const SideValues& values,
                               const std::vector<double>& rounds) {
  switch (plan.method) {
    case RowMethod::kPairedRounds:
      return rounds.empty() ? std::nullopt : finite_value(stats::median(rounds));
    case RowMethod::kCalibrated:
    case RowMethod::kStudentOfRuns:
      return finite_value(std::exp(stats::mean(stats::logs_of(values.summaries))));
    case RowMethod::kRankOfRuns:
      return finite_value(stats::median(values.summaries));
    case RowMethod::kRankOfSamples:
    case RowMethod::kStudentOfSamples:
      break;
  }
  return std::nullopt;
}

// FNV-1a over id and metric: the seed of a row depends on its name, not on its place.
std::uint64_t row_seed(std::uint64_t seed, const ReportRow& row) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U; };
  std::for_each(row.id.begin(), row.id.end(), add);
  add('\0');
  std::for_each(row.metric.begin(), row.metric.end(), add);
  return seed ^ hash;
}

std::pair<stats::RatioTest, stats::RatioTest> both_intervals(const RowPlan& plan,
                                                             const stats::SpreadPrior& shared,
                                                             double row_level, double suite_level) {
  const bool of_runs =
      plan.method == RowMethod::kRankOfRuns || plan.method == RowMethod::kStudentOfRuns;
  const std::vector<double>& before = of_runs ? plan.before.summaries : plan.before.all;
  const std::vector<double>& after = of_runs ? plan.after.summaries : plan.after.all;
  if (plan.method == RowMethod::kCalibrated) {
    return {stats::student_ratio_with_prior(plan.before.summaries, plan.after.summaries, row_level,
                                            plan.prior),
            stats::student_ratio_with_prior(plan.before.summaries, plan.after.summaries,
                                            suite_level, plan.prior)};
  }
  if (plan.method == RowMethod::kRankOfRuns || plan.method == RowMethod::kRankOfSamples) {
    const std::array levels{row_level, suite_level};
    const std::vector<stats::RatioTest> tests = stats::mann_whitney_ratios(before, after, levels);
    return {tests[0], tests[1]};
  }
  const stats::SpreadPrior& of_suite = of_runs ? shared : stats::SpreadPrior{};
  return {stats::student_ratio_shared(before, after, row_level, of_suite),
          stats::student_ratio_shared(before, after, suite_level, of_suite)};
}

// Of ln ratio: the age of the baseline, and for ranks, which count every run as independent, what
// resemblance of neighbouring runs hides.
double unseen_sd(const RowPlan& plan, const stats::RatioTest& test, const Measuring& measuring) {
  const bool alike = plan.method == RowMethod::kRankOfRuns && measuring.shared.inflation > 1;
  const double hidden = alike ? std::sqrt(measuring.shared.inflation - 1) * test.log_se : 0;
  return std::hypot(measuring.drift_sd, hidden);
}

void measure_tested(const RowPlan& plan, const Measuring& measuring, ReportRow& row) {
  const Policy& policy = measuring.policy;
  const double alpha = measuring.families.of(plan).first_step();
  auto [test, suite] = both_intervals(plan, measuring.shared, 1 - policy.alpha, 1 - alpha);
  const double extra = unseen_sd(plan, test, measuring);
  test = stats::with_extra_spread(test, extra);
  suite = stats::with_extra_spread(suite, extra);
  set_ratio(row, test, policy);
  row.suite_upper_pct = worse_end(suite.interval, row.direction);
  row.p_value = finite_value(test.p_value);
  row.mde_pct = finite_value(
      100 * stats::minimum_detectable_effect(test.log_se, test.degrees, alpha, policy.power));
}

// Exact rows and published figures: the ratio of the two values, no test.
void measure_fixed(const RowPlan& plan, const Policy& policy, ReportRow& row) {
  const double before = *row.baseline.median;
  const double after = *row.current.median;
  stats::RatioTest test;
  test.estimate = before == after ? 1 : after / before;
  test.interval = {test.estimate, test.estimate};
  test.confidence = plan.kind == RowKind::kExact && !plan.single_values ? 1 : 0;
  test.method = plan.kind == RowKind::kPoint ? "ratio of published figures" : "exact";
  set_ratio(row, test, policy);
  if (before == 0) {
    row.ratio.estimate = row.ratio.lower = row.ratio.upper = std::nullopt;
  }
  row.suite_upper_pct = row.worse_upper_pct;
  if (plan.kind == RowKind::kPoint || plan.single_values) {
    // One figure has no interval: nothing is reached, only suspected.
    row.ratio.lower = row.ratio.upper = std::nullopt;
    row.worse_lower_pct = row.worse_upper_pct = row.suite_upper_pct = std::nullopt;
    row.reached = RegressionClass::kNone;
    row.within_limit = row.worse_pct && *row.worse_pct <= row.limit_pct;
  }
}

bool bootstrapped(const RowPlan& plan) {
  return plan.kind == RowKind::kTested && plan.evidence == Evidence::kSingleRun;
}

void add_changes(const RowPlan& plan, const Policy& policy, std::size_t resamples, ReportRow& row) {
  if (plan.before.all.empty() || plan.after.all.empty() || row.ratio.estimate == std::nullopt) {
    row.median_change = row.ratio.estimate ? finite_value(*row.ratio.estimate - 1) : std::nullopt;
    return;
  }
  const std::size_t draws = bootstrapped(plan) ? resamples : 0;
  const stats::BootstrapChanges changes = stats::bootstrap_changes(
      plan.before.all, plan.after.all, 1 - policy.alpha, draws, row_seed(policy.seed, row));
  row.mean_change = finite_value(changes.mean.change);
  row.median_change = finite_value(changes.median.change);
  if (draws > 0) {
    row.mean_change_lower = finite_value(changes.mean.interval.lower);
    row.mean_change_upper = finite_value(changes.mean.interval.upper);
    row.median_change_lower = finite_value(changes.median.interval.lower);
    row.median_change_upper = finite_value(changes.median.interval.upper);
  }
}

void add_source_warnings(const RowPlan& plan, ReportRow& row) {
  for (const auto& [side, name] :
       {std::pair{plan.baseline, "baseline: "}, std::pair{plan.current, "current: "}}) {
    for (const std::string& warning :
         side == nullptr ? std::vector<std::string>() : side->warnings) {
      row.warnings.push_back(name + warning);
    }
  }
}

}  // namespace

std::size_t bootstrap_resamples(const std::vector<RowPlan>& plans) {
  double samples = 0;
  for (const RowPlan& plan : plans) {
    if (bootstrapped(plan)) {
      samples += static_cast<double>(plan.before.all.size() + plan.after.all.size());
    }
  }
  return samples == 0 ? 0
                      : static_cast<std::size_t>(std::clamp(kBootstrapDraws / samples, 100.0, 1e4));
}

ReportRow measure_row(const RowPlan& plan, Measuring& measuring) {
  const Policy& policy = measuring.policy;
  const Row& named = plan.current != nullptr ? *plan.current : *plan.baseline;
  ReportRow row;
  row.id = named.id;
  row.metric = named.metric;
  row.unit = named.unit;
  row.direction = named.direction;
  row.limit_pct = limit_of(named.labels, policy);
  row.baseline = summary_of(plan.before);
  row.current = summary_of(plan.after);
  if (plan.kind == RowKind::kTested) {
    row.baseline.level = level_of(plan, plan.before, plan.rounds.before);
    row.current.level = level_of(plan, plan.after, plan.rounds.after);
  }
  add_source_warnings(plan, row);
  if (plan.spread != nullptr) {
    row.calibrated = CalibratedFacts{100 * std::expm1(plan.spread->run_sd), plan.spread->lag1,
                                     plan.spread->runs};
  }
  if (plan.kind == RowKind::kTested && plan.method == RowMethod::kPairedRounds) {
    measuring.paired.measure(plan, row);
  } else if (plan.kind == RowKind::kTested) {
    measure_tested(plan, measuring, row);
  } else if (plan.kind == RowKind::kExact || plan.kind == RowKind::kPoint) {
    measure_fixed(plan, policy, row);
  }
  add_changes(plan, policy, measuring.resamples, row);
  return row;
}

namespace {

// p of the claim "worse" (or "better") for Holm; a one-sided p of the other direction counts as 1.
double claim_p(const ReportRow& row, bool one_sided, bool worse) {
  return one_sided && (row.worse_pct.value_or(0) > 0) != worse ? 1 : *row.p_value;
}

void adjust_family(std::vector<ReportRow*>& rows, const std::vector<bool>& one_sided, bool worse,
                   double share) {
  std::vector<double> p;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    p.push_back(claim_p(*rows[i], one_sided[i], worse));
  }
  const std::vector<double> strict = stats::holm(p);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if ((rows[i]->worse_pct.value_or(0) > 0) == worse) {
      rows[i]->p_adjusted = std::min(1.0, strict[i] / share);
    }
  }
}

}  // namespace

void adjust_p_values(std::vector<ReportRow>& rows, const std::vector<RowPlan>& plans,
                     const Families& families, double alpha) {
  for (const bool critical : {false, true}) {
    std::vector<ReportRow*> members;
    std::vector<bool> one_sided;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].p_value && plans[i].critical == critical) {
        members.push_back(&rows[i]);
        one_sided.push_back(plans[i].method == RowMethod::kPairedRounds);
      }
    }
    const double share = families.parts[critical ? 1 : 0].alpha / alpha;
    adjust_family(members, one_sided, true, share);
    adjust_family(members, one_sided, false, share);
  }
  std::vector<double> p;
  for (const ReportRow& row : rows) {
    if (row.p_value) {
      p.push_back(*row.p_value);
    }
  }
  const std::vector<double> mild = stats::benjamini_hochberg(p);
  std::size_t next = 0;
  for (ReportRow& row : rows) {
    if (row.p_value) {
      row.q_value = mild[next++];
    }
  }
}

}  // namespace perfgate
