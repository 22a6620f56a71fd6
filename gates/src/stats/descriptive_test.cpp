// SPDX-License-Identifier: Apache-2.0
// Known answers for the summaries, and the cases where a naive formula breaks.
#include "stats/test_noise.h"

#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

using test::near;

TEST_CASE("type 7 quantiles interpolate between order statistics") {
  const std::vector<double> values{4, 1, 3, 2};
  CHECK(quantile(values, 0) == 1);
  CHECK(quantile(values, 1) == 4);
  CHECK(quantile(values, 0.5) == 2.5);
  CHECK(near(quantile(values, 0.25), 1.75, 1e-15));
  CHECK(near(quantile(values, 0.9), 3.7, 1e-15));
  CHECK(quantile(std::array{7.0}, 0.3) == 7);
  CHECK(median(std::array{5.0, 1.0, 9.0}) == 5);
}

TEST_CASE("variance has divisor n - 1 and survives a large offset") {
  CHECK(near(variance(std::array{2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0}), 32.0 / 7, 1e-14));
  CHECK(variance(std::array{3.0}) == 0);
  // 1e9 and a spread of 1: E[x^2] - E[x]^2 loses every digit here.
  CHECK(near(variance(std::array{1e9 - 1, 1e9, 1e9 + 1}), 1, 1e-12));
  // The rounded mean of three 0.1 is not 0.1.
  CHECK(variance(std::array{0.1, 0.1, 0.1}) == 0);
}

TEST_CASE("coefficient of variation and scaled MAD") {
  CHECK(near(coefficient_of_variation(std::array{9.0, 11.0}), std::sqrt(2.0) / 10, 1e-15));
  CHECK(near(scaled_mad(std::array{1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0}), 1.4826, 1e-15));
  CHECK(scaled_mad(std::array{5.0, 5.0, 5.0}) == 0);
}

TEST_CASE("mean interval is Student's") {
  // t(0.975, 3) = 3.182446305, mean 2.5, sd sqrt(5/3).
  const Interval interval = mean_interval(std::array{1.0, 2.0, 3.0, 4.0}, 0.95);
  const double half = 3.182446305284263 * std::sqrt(5.0 / 3 / 4);
  CHECK(near(interval.lower, 2.5 - half, 1e-12));
  CHECK(near(interval.upper, 2.5 + half, 1e-12));
  const Interval exact = mean_interval(std::array{0.1, 0.1, 0.1}, 0.95);
  CHECK(exact.lower == 0.1);
  CHECK(exact.upper == 0.1);
}

TEST_CASE("random numbers are those of xoshiro256** seeded by splitmix64") {
  Rng rng(42);  // recomputed with whole numbers of unlimited size
  CHECK(rng.next() == 0x15780b2e0c2ec716U);
  CHECK(rng.next() == 0x6104d9866d113a7eU);
  CHECK(rng.next() == 0xae17533239e499a1U);
  CHECK(rng.next() == 0xecb8ad4703b360a1U);
  std::array<int, 7> seen{};
  for (int i = 0; i < 7000; ++i) {
    ++seen.at(rng.below(7));
  }
  for (const int count : seen) {
    CHECK(std::abs(count - 1000) <= 147);  // 5 standard deviations of binomial(7000, 1/7)
  }
  CHECK(rng.below(1) == 0);
}

}  // namespace
}  // namespace perfgate::stats
