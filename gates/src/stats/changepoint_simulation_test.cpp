// SPDX-License-Identifier: Apache-2.0
// Change points on simulated histories with fixed seeds: how often quiet ones are accused, how
// often a step is found, and where. The whole table is skipped unless asked for (--no-skip):
// minutes.
#include "stats/test_noise.h"

#include <perfgate/changepoint.h>
#include <perfgate/paired_stats.h>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace perfgate::stats {
namespace {

using test::normal;

/// AR(1) with standard deviation `sd` of one value, plus `step` from value `at` on.
struct Walk {
  std::size_t count = 60;
  double lag1 = 0, sd = 0.01, step = 0;
  std::size_t at = 0;
  double spikes = 0;  // share of values that are 20 % too high
};

std::vector<double> simulated(Rng& rng, const Walk& walk) {
  std::vector<double> values;
  double state = normal(rng);
  const double fresh = std::sqrt(1 - walk.lag1 * walk.lag1);
  for (std::size_t i = 0; i < walk.count; ++i) {
    state = i == 0 ? state : walk.lag1 * state + fresh * normal(rng);
    const bool spike = walk.spikes > 0 && static_cast<double>(rng.below(1000)) < 1000 * walk.spikes;
    values.push_back(walk.sd * state + (walk.step != 0 && i >= walk.at ? walk.step : 0) +
                     (spike ? 0.2 : 0));
  }
  return values;
}

struct Tally {
  std::size_t rows = 0, accused = 0, found = 0, exact = 0, covered = 0;
};

/// `accused`: some change point; `found`: exactly one, within two values of the truth; `covered`:
/// its interval holds the truth.
Tally simulate_rows(const Walk& walk, std::size_t rows, double alpha, std::uint64_t seed) {
  Rng rng(seed);
  Tally tally;
  ChangeRules rules;
  rules.alpha = alpha;
  rules.least_change = walk.step == 0 ? 0 : 0.02;  // the null must hold without the help of a limit
  for (std::size_t i = 0; i < rows; ++i) {
    rules.seed = seed + i;
    const std::vector<std::vector<double>> histories = {simulated(rng, walk)};
    const RowChanges row = find_changes(histories, rules).front();
    ++tally.rows;
    tally.accused += row.p_adjusted < alpha ? 1 : 0;
    if (row.points.size() == 1) {
      const auto distance = static_cast<double>(row.points[0].index) - static_cast<double>(walk.at);
      tally.found += std::abs(distance) <= 2 ? 1 : 0;
      tally.exact += distance == 0 ? 1 : 0;
      tally.covered +=
          row.points[0].interval.lower <= walk.step && walk.step <= row.points[0].interval.upper
              ? 1
              : 0;
    }
  }
  return tally;
}

TEST_CASE("change points: correlated noise is accused at most at the asked rate, upper bound") {
  for (const std::size_t count : {30U, 60U}) {
    for (const double lag1 : {0.0, 0.6}) {
      const Tally tally = simulate_rows({count, lag1, 0.01, 0, 0, 0}, 400, 0.05, 11);
      CAPTURE(count);
      CAPTURE(lag1);
      CHECK(share_upper_bound(tally.accused, tally.rows, 0.8) <= 0.05);
    }
  }
}

TEST_CASE("change points: a step of 5 % in noise of 1 % is found in 30 runs, where it is") {
  const Tally tally = simulate_rows({30, 0, 0.01, 0.05, 15, 0}, 100, 0.05, 12);
  CHECK(tally.found >= 95);
  CHECK(tally.exact >= 90);
  CHECK(tally.covered >= 90);
  const Tally correlated = simulate_rows({60, 0.6, 0.01, 0.05, 30, 0}, 100, 0.05, 13);
  CHECK(correlated.found >= 80);
}

TEST_CASE("change points: the whole table of rates" * doctest::skip()) {
  for (const double alpha : {0.05, 0.01}) {
    for (const std::size_t count : {30U, 60U, 100U, 200U}) {
      for (const double lag1 : {0.0, 0.3, 0.6, 0.8}) {
        const Tally quiet = simulate_rows({count, lag1, 0.01, 0, 0, 0}, 1000, alpha, 11);
        const Tally step = simulate_rows({count, lag1, 0.01, 0.05, count / 2, 0}, 300, alpha, 12);
        const Tally late = simulate_rows({count, lag1, 0.01, 0.05, count - 4, 0}, 300, alpha, 13);
        const Tally spiky = simulate_rows({count, lag1, 0.01, 0, 0, 0.05}, 300, alpha, 14);
        std::printf(
            "alpha %.2f n %3zu lag %.1f: accused %.3f (<= %.3f), spikes %.3f; 5 %% step found %.2f "
            "exact %.2f covered %.2f; last four found %.2f\n",
            alpha, count, lag1, static_cast<double>(quiet.accused) / 1000,
            share_upper_bound(quiet.accused, quiet.rows, 0.95),
            static_cast<double>(spiky.accused) / 300, static_cast<double>(step.found) / 300,
            static_cast<double>(step.exact) / 300,
            static_cast<double>(step.covered) /
                std::max<double>(1, static_cast<double>(step.found)),
            static_cast<double>(late.found) / 300);
        std::fflush(stdout);
        CHECK(share_interval(quiet.accused, quiet.rows, 0.9).lower <= alpha);
      }
    }
  }
}

}  // namespace
}  // namespace perfgate::stats
