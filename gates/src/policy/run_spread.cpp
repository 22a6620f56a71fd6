// SPDX-License-Identifier: Apache-2.0
// Standard deviations and correlations of neighbours, over all rows that are compared run by run.
#include "policy/run_spread.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace perfgate {
namespace {

constexpr std::size_t kRowsForTypical = 10;
// What the rest of the suite is worth beside a row's own runs: eight degrees of freedom for five
// and five. As of paired rounds (stats/trimmed.cpp).
constexpr double kSharedDegrees = 3;
constexpr std::size_t kRunsForLag = 5;  // shorter stretches say nothing of neighbours

std::vector<double> logs_of(std::vector<double> values) {
  std::transform(values.begin(), values.end(), values.begin(),
                 [](double value) { return std::log(value); });
  return values;
}

double pooled_log_sd(const std::vector<double>& before, const std::vector<double>& after) {
  const auto squares = [](const std::vector<double>& values) {
    return stats::variance(logs_of(values)) * (static_cast<double>(values.size()) - 1);
  };
  const double degrees = static_cast<double>(before.size() + after.size()) - 2;
  return std::sqrt((squares(before) + squares(after)) / degrees);
}

}  // namespace

stats::SpreadPrior shared_run_spread(const std::vector<RowPlan>& plans) {
  std::vector<double> spreads;
  std::vector<double> lags;
  for (const RowPlan& plan : plans) {
    const bool of_runs =
        plan.method == RowMethod::kStudentOfRuns || plan.method == RowMethod::kRankOfRuns;
    if (plan.kind != RowKind::kTested || !of_runs ||
        plan.before.summaries.size() + plan.after.summaries.size() <= 2) {
      continue;
    }
    spreads.push_back(pooled_log_sd(plan.before.summaries, plan.after.summaries));
    for (const std::vector<double>* side : {&plan.before.summaries, &plan.after.summaries}) {
      if (side->size() >= kRunsForLag) {
        lags.push_back(stats::unbiased_lag1(stats::lag1_of(logs_of(*side)),
                                            static_cast<double>(side->size())));
      }
    }
  }
  if (spreads.size() < kRowsForTypical) {
    return {};
  }
  return {stats::median(spreads), kSharedDegrees,
          lags.empty() ? 1 : stats::lag_inflation(stats::mean(lags))};
}

}  // namespace perfgate
