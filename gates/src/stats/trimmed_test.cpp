// SPDX-License-Identifier: Apache-2.0
// Trimmed means with a spread shared by the suite: known answers, stray rounds, rows that are
// quieter or louder than their suite, resemblance of neighbours, and the smallest detectable
// change.
#include "stats/test_noise.h"

#include <perfgate/paired_stats.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace perfgate::stats {
namespace {

constexpr PairedLevels kSharedLevels{0.95, 0.05 / 20, 0.8, 0.02};

std::vector<double> one_to(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

PairedTest decided(const std::vector<double>& y, const SharedSpread& shared) {
  return with_shared_spread(PairedDesign(y.size(), kSharedLevels).test(y), y, shared,
                            kSharedLevels);
}

std::vector<std::vector<double>> suite_of(Rng& rng, std::size_t rows, std::size_t rounds) {
  std::vector<std::vector<double>> suite(rows, std::vector<double>(rounds));
  for (std::vector<double>& y : suite) {
    std::generate(y.begin(), y.end(), [&] { return 0.02 * test::normal(rng); });
  }
  return suite;
}

TEST_CASE("trimmed mean and Winsorized variance of 1 ... 10, by hand") {
  const std::vector<double> y = one_to(10);
  const TrimmedMean mean = trimmed_mean(y);
  CHECK(std::abs(mean.location - 5.5) <= 1e-12);
  CHECK(std::abs(mean.round_variance - 10 * 42.5 / 30) <= 1e-12);
  CHECK(std::abs(mean.degrees - 5) <= 0);
  // 5.5 +- t(0.975, 5) sqrt(42.5 / 30)
  const PairedTest alone = decided(y, {0, 1});
  CHECK(std::abs(alone.interval.lower - (5.5 - 3.0596)) <= 1e-3);
  CHECK(std::abs(alone.interval.upper - (5.5 + 3.0596)) <= 1e-3);
  // The shared variance 30 weighs 3 against 5: (5 x 14.1667 + 3 x 30) / 8, with 8 degrees.
  const PairedTest shared = decided(y, {30, 1});
  CHECK(std::abs(shared.interval.upper - (5.5 + 2.3060 * std::sqrt(2.01042))) <= 1e-3);
  CHECK(shared.signed_rank.lower == alone.signed_rank.lower);
}

TEST_CASE("five values or fewer lose none, constant rows have no spread") {
  CHECK(std::abs(trimmed_mean(std::vector<double>{1, 2, 6}).location - 3) <= 1e-12);
  CHECK(std::abs(trimmed_mean(std::vector<double>{1, 2, 3, 4, 90}).location - 3) <= 1e-12);
  const std::vector<double> equal(10, 0.1);
  CHECK(trimmed_mean(equal).location == 0.1);
  const PairedTest exact = decided(equal, {0, 1});
  CHECK(exact.interval.lower == exact.interval.upper);
  CHECK(exact.p_greater == 0);
  CHECK(exact.p_less == 1);
  CHECK(trimmed_mean(std::vector<double>{7}).round_variance == 0);
}

TEST_CASE("two rounds that stray take the decision from the ranks, not from the trimmed mean") {
  std::vector<double> y{0.12, 0.11, 0.13, 0.12, 0.10, 0.14, 0.12, 0.13, -0.6, -0.5};
  const PairedTest ranks = PairedDesign(y.size(), kSharedLevels).test(y);
  CHECK(ranks.interval.lower < 0);
  CHECK(ranks.p_greater > kSharedLevels.suite_alpha);
  const PairedTest test = decided(y, {4e-4, 1});
  CHECK(test.interval.lower > 0.05);
  CHECK(test.p_greater < kSharedLevels.suite_alpha);
  CHECK(test.p_less > 0.99);
  // A third one cannot be told from noise.
  y[7] = -0.55;
  CHECK(decided(y, {4e-4, 1}).p_greater > kSharedLevels.suite_alpha);
}

TEST_CASE("a lucky quiet row is talked up, a loud one is never talked down") {
  std::vector<double> quiet{0.001, 0.0011, 0.0009, 0.001, 0.0012, 0.001, 0.0011, 0.0008};
  const auto width = [](const PairedTest& test) {
    return test.interval.upper - test.interval.lower;
  };
  CHECK(width(decided(quiet, {4e-4, 1})) > 10 * width(decided(quiet, {0, 1})));
  const std::vector<double> loud{0.3, -0.2, 0.25, -0.3, 0.1, -0.15, 0.2, -0.1};
  CHECK(width(decided(loud, {1e-8, 1})) == width(decided(loud, {0, 1})));
}

TEST_CASE("rounds of a block that resemble each other widen every interval") {
  Rng rng(4);
  const SharedSpread free = shared_spread(suite_of(rng, 40, 20));
  CHECK(free.inflation >= 1);
  CHECK(free.inflation <= 1.15);
  CHECK(std::abs(std::sqrt(free.round_variance) - 0.02) <= 0.003);
  std::vector<std::vector<double>> alike = suite_of(rng, 40, 20);
  for (std::vector<double>& y : alike) {
    for (std::size_t i = 0; i + 1 < y.size(); i += 2) {
      y[i + 1] = 0.7 * y[i] + 0.3 * y[i + 1];
    }
  }
  const SharedSpread bound = shared_spread(alike);
  CHECK(bound.inflation > 1.5);
  const std::vector<double>& y = alike.front();
  CHECK(decided(y, bound).interval.upper > decided(y, {bound.round_variance, 1}).interval.upper);
}

TEST_CASE("under the null a whole suite rarely has a finding") {
  const PairedDesign design(10, kSharedLevels);
  std::size_t red = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Rng rng(seed);
    std::vector<std::vector<double>> suite = suite_of(rng, 20, 10);
    for (std::vector<double>& y : suite) {
      for (double& value : y) {
        value += rng.below(8) == 0 ? (rng.below(2) == 0 ? 0.5 : -0.5) : 0;
      }
    }
    const SharedSpread shared = shared_spread(suite);
    red += std::any_of(suite.begin(), suite.end(), [&](const std::vector<double>& y) {
      return with_shared_spread(design.test(y), y, shared, kSharedLevels).p_greater <
             kSharedLevels.suite_alpha;
    });
  }
  CHECK(red <= 25);  // expected at most 15; 25 has a chance below 1 %
}

TEST_CASE("the smallest detectable change of a shared spread is found with its power") {
  Rng rng(6);
  const PairedDesign design(12, kSharedLevels);
  double found = 0;
  double printed = 0;
  constexpr int kSuites = 60;
  for (const bool planted : {false, true}) {
    for (int i = 0; i < kSuites; ++i) {
      std::vector<std::vector<double>> suite = suite_of(rng, 20, 12);
      const SharedSpread shared = shared_spread(suite);
      for (std::vector<double>& y : suite) {
        for (double& value : y) {
          value += planted ? printed / (20 * kSuites) : 0;
        }
        const PairedTest test = with_shared_spread(design.test(y), y, shared, kSharedLevels);
        printed += planted ? 0 : test.mde;
        found += planted && test.suite.lower > 0 && test.interval.lower > kSharedLevels.margin;
      }
    }
  }
  CHECK(std::abs(found / (20 * kSuites) - 0.8) <= 0.1);
}

}  // namespace
}  // namespace perfgate::stats
