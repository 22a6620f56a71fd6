// SPDX-License-Identifier: Apache-2.0
// Paired intervals cover, the estimate is median-unbiased, and the smallest detectable change is
// found as often as its power says; small seeded simulations. Tolerance: 4.5 standard deviations of
// the simulated share.
#include "stats/test_noise.h"

#include <perfgate/paired_stats.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

constexpr int kPairedTrials = 2000;

double tolerance(double share) {
  return 4.5 * std::sqrt(share * (1 - share) / kPairedTrials);
}

double uniform(Rng& rng) {
  return (static_cast<double>(rng.next() >> 11U) + 0.5) * 0x1p-53;
}

double exponential(Rng& rng) {
  return -std::log(uniform(rng));
}

// Share of intervals that contain the median of `draw`, which must be 0.
template <typename Draw>
double coverage(std::size_t n, Draw draw) {
  const PairedDesign design(n, {0.95, 0.05, 0.8, 0});
  Rng rng(n);
  std::vector<double> y(n);
  double covered = 0;
  for (int i = 0; i < kPairedTrials; ++i) {
    std::generate(y.begin(), y.end(), [&] { return draw(rng); });
    const PairedTest test = design.test(y);
    covered += test.interval.lower <= 0 && 0 <= test.interval.upper ? 1 : 0;
  }
  return covered / kPairedTrials;
}

TEST_CASE("coverage of the median, symmetric, skewed and two-moded") {
  for (const std::size_t n : {6U, 10U, 20U, 40U}) {
    CAPTURE(n);
    CHECK(coverage(n, test::normal) >= 0.95 - tolerance(0.95));
    CHECK(coverage(n, [](Rng& rng) { return exponential(rng) - std::log(2.0); }) >=
          0.94 - tolerance(0.94));
    CHECK(coverage(n, [](Rng& rng) { return exponential(rng) - exponential(rng); }) >=
          0.95 - tolerance(0.95));
    CHECK(coverage(n, [](Rng& rng) {
            return (rng.below(2) == 0 ? 3 : -3) + test::normal(rng) / 4;
          }) >= 0.95 - tolerance(0.95));
  }
}

TEST_CASE("the estimate is median-unbiased for symmetric noise") {
  for (const std::size_t n : {6U, 13U, 30U}) {
    const PairedDesign design(n, {0.95, 0.05, 0.8, 0});
    Rng rng(n + 100);
    std::vector<double> y(n);
    double below = 0;
    for (int i = 0; i < kPairedTrials; ++i) {
      std::generate(y.begin(), y.end(), [&] { return 0.03 + exponential(rng) - exponential(rng); });
      below += design.test(y).estimate < 0.03 ? 1 : 0;
    }
    CAPTURE(n);
    CHECK(std::abs(below / kPairedTrials - 0.5) <= tolerance(0.5));
  }
}

TEST_CASE("the smallest detectable change is found with its power") {
  struct Case {
    std::size_t rounds;
    double suite_alpha, margin;
  };

  for (const Case& c : {Case{10, 0.05 / 50, 0}, Case{20, 0.05 / 50, 0.02}, Case{12, 0.05 / 8, 0}}) {
    const PairedDesign design(c.rounds, {0.95, c.suite_alpha, 0.8, c.margin});
    Rng rng(77);
    std::vector<double> y(c.rounds);
    double printed = 0;
    std::vector<double> needed;
    for (int i = 0; i < kPairedTrials; ++i) {
      std::generate(y.begin(), y.end(), [&] { return 0.01 * test::normal(rng); });
      const PairedTest test = design.test(y);
      printed += test.mde / kPairedTrials;
      needed.push_back(std::max(-test.suite.lower, c.margin - test.interval.lower));
    }
    const double found =
        static_cast<double>(std::count_if(needed.begin(), needed.end(),
                                          [&](double shift) { return shift < printed; })) /
        kPairedTrials;
    CAPTURE(c.rounds);
    CAPTURE(found);
    CHECK(std::abs(found - 0.8) <= 0.1);
  }
}

TEST_CASE("above 60 rounds the approximation continues the simulation") {
  Rng rng(3);
  std::vector<double> y(60);
  std::generate(y.begin(), y.end(), [&] { return test::normal(rng); });
  const double simulated = PairedDesign(60, {0.95, 0.001, 0.8, 0}).test(y).mde;
  y.push_back(0.0);
  const double approximate = PairedDesign(61, {0.95, 0.001, 0.8, 0}).test(y).mde;
  CHECK(std::abs(approximate / simulated - 1) <= 0.12);
}

}  // namespace
}  // namespace perfgate::stats
