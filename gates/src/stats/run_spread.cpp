// SPDX-License-Identifier: Apache-2.0
// Standard deviations and correlations of neighbours, over the rows of a suite.
#include <perfgate/stats.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace perfgate::stats {
namespace {

constexpr std::size_t kLeastRows = 10;
// As of paired rounds (trimmed.cpp): five and five runs have eight degrees of freedom of their own.
constexpr double kSuiteDegrees = 3;
constexpr std::size_t kRunsForLag = 5;  // shorter stretches say nothing of neighbours

double squares_of(const std::vector<double>& logs) {
  return logs.size() < 2 ? 0 : variance(logs) * (static_cast<double>(logs.size()) - 1);
}

}  // namespace

SpreadPrior shared_run_spread(std::span<const RunSides> rows) {
  std::vector<double> spreads;
  std::vector<double> lags;
  for (const RunSides& row : rows) {
    if (row.before.size() + row.after.size() <= 2) {
      continue;
    }
    double squares = 0;
    for (const std::vector<double>* side : {&row.before, &row.after}) {
      const std::vector<double> logs = logs_of(*side);
      squares += squares_of(logs);
      if (logs.size() >= kRunsForLag) {
        lags.push_back(unbiased_lag1(lag1_of(logs), static_cast<double>(logs.size())));
      }
    }
    spreads.push_back(
        std::sqrt(squares / (static_cast<double>(row.before.size() + row.after.size()) - 2)));
  }
  if (spreads.size() < kLeastRows) {
    return {};
  }
  return {median(spreads), kSuiteDegrees, lags.empty() ? 1 : lag_inflation(mean(lags))};
}

}  // namespace perfgate::stats
