// SPDX-License-Identifier: Apache-2.0
// Intervals cover as often as they say, and tests raise false alarms as often as they say, in small
// seeded simulations. Tolerance: 4.5 standard deviations of the simulated share.
#include "stats/test_noise.h"

#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

constexpr int kTrials = 2000;
const double kTolerance = 4.5 * std::sqrt(0.95 * 0.05 / kTrials);

struct Shares {
  double covered = 0, alarms = 0;
};

template <typename Test>
Shares simulate(std::uint64_t seed, std::size_t n, std::size_t m, double sd_base, double sd_now,
                Test test) {
  Rng rng(seed);
  Shares shares;
  for (int i = 0; i < kTrials; ++i) {
    const std::vector<double> base = test::log_normal(rng, n, 1e-3, sd_base);
    const std::vector<double> now = test::log_normal(rng, m, 1e-3, sd_now);
    const RatioTest result = test(base, now, 0.95);
    shares.covered += result.interval.lower <= 1 && 1 <= result.interval.upper ? 1 : 0;
    shares.alarms += result.p_value < 0.05 ? 1 : 0;
  }
  shares.covered /= kTrials;
  shares.alarms /= kTrials;
  return shares;
}

TEST_CASE("Student, pooled, five runs against five") {
  const Shares shares = simulate(101, 5, 5, 0.02, 0.02, student_ratio);
  // Switching to Welch on the data costs a little; 1 % is allowed for it.
  CHECK(std::abs(shares.covered - 0.95) <= kTolerance + 0.01);
  CHECK(std::abs(shares.alarms - 0.05) <= kTolerance + 0.01);
}

TEST_CASE("Student, five runs against two") {
  const Shares shares = simulate(107, 5, 2, 0.02, 0.02, student_ratio);
  CHECK(std::abs(shares.covered - 0.95) <= kTolerance + 0.01);
}

TEST_CASE("Student, prediction of one run from five") {
  const Shares shares = simulate(102, 5, 1, 0.05, 0.05, student_ratio);
  CHECK(std::abs(shares.covered - 0.95) <= kTolerance);
}

TEST_CASE("Student, variances ten times apart") {
  const Shares shares = simulate(103, 6, 6, 0.02, 0.2, student_ratio);
  CHECK(std::abs(shares.covered - 0.95) <= kTolerance + 0.01);
}

TEST_CASE("Mann-Whitney exact is never liberal") {
  const Shares shares = simulate(104, 7, 6, 0.1, 0.1, mann_whitney_ratio);
  CHECK(shares.covered >= 0.95 - kTolerance);
  CHECK(shares.alarms <= 0.05 + kTolerance);
  CHECK(std::abs(shares.covered + shares.alarms - 1) <= 1e-12);  // the interval inverts the test
}

TEST_CASE("Mann-Whitney normal approximation, fifty against forty") {
  const Shares shares = simulate(105, 50, 40, 0.1, 0.1, mann_whitney_ratio);
  CHECK(std::abs(shares.covered - 0.95) <= kTolerance);
  CHECK(std::abs(shares.alarms - 0.05) <= kTolerance);
}

TEST_CASE("the smallest detectable effect is detected as often as its power says") {
  Rng rng(106);
  const double sd = 0.03;
  const double se = sd * std::sqrt(2.0 / 8);
  const double effect = minimum_detectable_effect(se, 14, 0.05, 0.8);
  double detected = 0;
  for (int i = 0; i < kTrials; ++i) {
    const std::vector<double> base = test::log_normal(rng, 8, 1, sd);
    const std::vector<double> now = test::log_normal(rng, 8, 1 + effect, sd);
    detected += student_ratio(base, now, 0.95).p_value < 0.05 ? 1 : 0;
  }
  // The sum of two central quantiles is a close approximation of the noncentral t.
  CHECK(std::abs(detected / kTrials - 0.8) <= 4.5 * std::sqrt(0.8 * 0.2 / kTrials) + 0.01);
}

}  // namespace
}  // namespace perfgate::stats
