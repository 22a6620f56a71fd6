// SPDX-License-Identifier: Apache-2.0
// Paired rounds of a whole suite: trimmed means whose spread is shared between the rows. Made for
// machines whose neighbours stop a round now and then; the exact rank tests of paired.cpp need
// nearly every round and lose such rows. Approximate where those are exact: proven by simulation
// (proof/coverage.cpp), for at least kSharedLeastRounds rounds and kSharedLeastRows rows.
#include "stats/distributions.h"
#include "stats/sorted.h"

#include <perfgate/paired_stats.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace perfgate::stats {
namespace {

constexpr double kTrimmedShare = 0.2;  // of the rounds, at each end
// What the rest of the suite is worth beside a row's own rounds, in degrees of freedom: ten rounds
// have five of their own. With 3 the errors of quiet and of noisy rows stay within the level when
// spreads differ by factors, and a quiet row is not talked up to the middle of the suite.
constexpr double kSharedDegrees = 3;

std::size_t trimmed_at_each_end(std::size_t rounds) {
  return static_cast<std::size_t>(kTrimmedShare * static_cast<double>(rounds) + 1e-9);
}

int side_of(double value, double centre) {
  return (value > centre ? 1 : 0) - (value < centre ? 1 : 0);
}

// Agreement of the two rounds of each block about the middle of their row, as a correlation of
// normal values would show it (quadrant correlation). Deviations from a middle of the same values
// disagree a little by construction, 1 / (n - 1), which is put back.
double block_correlation(std::span<const std::vector<double>> rows) {
  double agreements = 0;
  double expected = 0;
  double blocks = 0;
  for (const std::vector<double>& y : rows) {
    const double centre = median(y);
    for (std::size_t i = 0; i + 1 < y.size(); i += 2) {
      agreements += side_of(y[i], centre) * side_of(y[i + 1], centre);
      expected += 1 / (static_cast<double>(y.size()) - 1);
      ++blocks;
    }
  }
  const double share = std::clamp((agreements + expected) / std::max(blocks, 1.0), -1.0, 1.0);
  return std::sin(std::numbers::pi / 2 * share);
}

struct SharedPrecision {
  double se = 0, degrees = 0;
};

// The row's own spread is never talked down, and keeps its own few degrees where it is the larger.
SharedPrecision united(const TrimmedMean& own, std::size_t rounds, const SharedSpread& shared) {
  const double degrees = own.degrees + kSharedDegrees;
  const double both =
      (own.degrees * own.round_variance + kSharedDegrees * shared.round_variance) / degrees;
  const bool louder = own.round_variance > both;
  const double variance = shared.inflation * (louder ? own.round_variance : both);
  return {std::sqrt(variance / static_cast<double>(rounds)), louder ? own.degrees : degrees};
}

double one_sided_p(double t, double degrees) {
  const double two_sided = student_two_sided_p(t, degrees);
  return t > 0 ? two_sided / 2 : 1 - two_sided / 2;
}

Interval around(double centre, double half) {
  return {centre - half, centre + half};
}

}  // namespace

TrimmedMean trimmed_mean(std::span<const double> y) {
  std::vector<double> values = sorted(y);
  const std::size_t n = values.size();
  const std::size_t cut = trimmed_at_each_end(n);
  const auto kept = static_cast<double>(n - 2 * cut);
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(cut);
  const auto last = values.end() - static_cast<std::ptrdiff_t>(cut);
  TrimmedMean result;
  result.location =
      values.front() == values.back() ? values.front() : std::accumulate(first, last, 0.0) / kept;
  result.degrees = kept - 1;
  // Winsorized: the values cut off count as the nearest that is kept.
  std::fill(values.begin(), first, *first);
  std::fill(last, values.end(), *(last - 1));
  const auto all = static_cast<double>(n);
  result.round_variance = kept < 2 ? 0 : variance(values) * (all - 1) * all / (kept * (kept - 1));
  return result;
}

SharedSpread shared_spread(std::span<const std::vector<double>> rows) {
  std::vector<double> variances;
  for (const std::vector<double>& y : rows) {
    variances.push_back(trimmed_mean(y).round_variance);
  }
  return {variances.empty() ? 0 : median(variances), 1 + std::max(0.0, block_correlation(rows))};
}

PairedTest with_shared_spread(PairedTest test, std::span<const double> y,
                              const SharedSpread& shared, const PairedLevels& levels) {
  const TrimmedMean own = trimmed_mean(y);
  const auto [se, degrees] = united(own, y.size(), shared);
  const double row = student_quantile((1 + levels.confidence) / 2, degrees);
  const double suite = student_quantile(1 - levels.suite_alpha, degrees);
  const double power = student_quantile(levels.power, degrees);
  test.method = "paired, trimmed mean, spread shared by the suite";
  test.estimate = own.location;
  test.confidence = levels.confidence;
  test.interval = around(own.location, row * se);
  test.suite = around(own.location, suite * se);
  if (se > 0) {
    test.p_greater = one_sided_p(own.location / se, degrees);
    test.p_less = one_sided_p(-own.location / se, degrees);
  } else {
    test.p_greater = own.location > 0 ? 0 : 1;
    test.p_less = own.location < 0 ? 0 : 1;
  }
  test.mde = std::max((suite + power) * se, levels.margin + (row + power) * se);
  return test;
}

}  // namespace perfgate::stats
