// SPDX-License-Identifier: Apache-2.0
// Paired rows: ln(candidate / base) of every round into the paired tests, and their results into
// the row.
#include "policy/row_paired.h"

#include "policy/row_ratio.h"

#include <perfgate/stats.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace perfgate {
namespace {

bool in_rounds(const RowPlan& plan) {
  return plan.kind == RowKind::kTested && plan.evidence == Evidence::kPaired;
}

std::vector<double> log_ratios(const std::vector<double>& before,
                               const std::vector<double>& after) {
  std::vector<double> y(before.size());
  std::transform(before.begin(), before.end(), after.begin(), y.begin(),
                 [](double base, double now) { return std::log(now / base); });
  return y;
}

RatioInterval paired_interval(double estimate, const stats::Interval& interval, double confidence,
                              const char* method) {
  return {finite_value(std::exp(estimate)), finite_value(std::exp(interval.lower)),
          finite_value(std::exp(interval.upper)), confidence, method};
}

PairedFacts paired_facts(const RowPlan& plan, const stats::PairedTest& test,
                         const stats::PairedDesign& design) {
  const std::vector<double> y = log_ratios(plan.rounds.before_other, plan.rounds.after_other);
  const stats::PairedTest other = design.test(y);
  PairedFacts facts;
  facts.rounds = y.size();
  facts.summary = plan.rounds.summary;
  facts.ranks = paired_interval(test.estimate, test.signed_rank, test.signed_rank_confidence,
                                "hodges-lehmann, signed rank exact");
  facts.signs = paired_interval(stats::median(log_ratios(plan.rounds.before, plan.rounds.after)),
                                test.sign, test.sign_confidence, "median, sign exact");
  facts.other = paired_interval(other.estimate, other.signed_rank, other.signed_rank_confidence,
                                "hodges-lehmann, signed rank exact");
  facts.skewed = test.shape.skewed;
  facts.two_modes = test.shape.two_modes;
  return facts;
}

std::optional<stats::SharedSpread> spread_shared_by(const std::vector<RowPlan>& plans) {
  std::vector<std::vector<double>> rows;
  for (const RowPlan& plan : plans) {
    if (in_rounds(plan) && plan.rounds.before.size() >= stats::kSharedLeastRounds) {
      rows.push_back(log_ratios(plan.rounds.before, plan.rounds.after));
    }
  }
  return rows.size() >= stats::kSharedLeastRows ? std::optional(stats::shared_spread(rows))
                                                : std::nullopt;
}

}  // namespace

PairedMeasuring::PairedMeasuring(const Policy& policy, const Families& families,
                                 const std::vector<RowPlan>& plans)
    : policy_(policy), families_(families), shared_(spread_shared_by(plans)) {}

const stats::PairedDesign& PairedMeasuring::design_of(std::size_t rounds,
                                                      const stats::PairedLevels& levels) {
  return designs_.try_emplace({rounds, levels.suite_alpha}, rounds, levels).first->second;
}

void PairedMeasuring::measure(const RowPlan& plan, ReportRow& row) {
  const stats::PairedLevels levels{1 - policy_.alpha, families_.of(plan).first_step(),
                                   policy_.power, std::log1p(policy_.noise_band)};
  const std::vector<double> y = log_ratios(plan.rounds.before, plan.rounds.after);
  const stats::PairedDesign& design = design_of(y.size(), levels);
  const stats::PairedTest exact = design.test(y);
  // Rounds too few for any exact decision stay so: what shares a spread is never the only proof.
  const bool sharing =
      shared_ && y.size() >= stats::kSharedLeastRounds && design.smallest_p() < levels.suite_alpha;
  const stats::PairedTest test =
      sharing ? stats::with_shared_spread(exact, y, *shared_, levels) : exact;
  stats::RatioTest ratio;
  ratio.estimate = std::exp(test.estimate);
  ratio.interval = {std::exp(test.interval.lower), std::exp(test.interval.upper)};
  ratio.confidence = test.confidence;
  ratio.method = test.method;
  set_ratio(row, ratio, policy_);
  row.suite_upper_pct =
      worse_end({std::exp(test.suite.lower), std::exp(test.suite.upper)}, row.direction);
  row.p_value = test.estimate > 0 ? test.p_greater : test.p_less;
  row.mde_pct = finite_value(100 * std::expm1(test.mde));
  row.paired = paired_facts(plan, exact, design);
}

}  // namespace perfgate
