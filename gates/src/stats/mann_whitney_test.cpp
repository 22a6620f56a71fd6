// SPDX-License-Identifier: Apache-2.0
// The rank test against enumeration of all arrangements, published values and closed forms.
#include "stats/rank_null.h"
#include "stats/test_noise.h"

#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

namespace perfgate::stats {
namespace {

using test::near;

double u_of(const std::vector<double>& base, const std::vector<double>& now) {
  double u = 0;
  for (const double a : base) {
    for (const double b : now) {
      u += b > a ? 1 : 0;
    }
  }
  return u;
}

// Two-sided p by listing every way to label the pooled values.
double enumerated_p(const std::vector<double>& base, const std::vector<double>& now) {
  std::vector<double> pooled = base;
  pooled.insert(pooled.end(), now.begin(), now.end());
  const double pairs = static_cast<double>(base.size() * now.size());
  const double observed = std::min(u_of(base, now), pairs - u_of(base, now));
  std::vector<int> labels(pooled.size(), 0);
  std::fill(labels.begin() + static_cast<std::ptrdiff_t>(base.size()), labels.end(), 1);
  double all = 0;
  double extreme = 0;
  do {
    std::vector<double> a;
    std::vector<double> b;
    for (std::size_t i = 0; i < pooled.size(); ++i) {
      (labels[i] == 0 ? a : b).push_back(pooled[i]);
    }
    all += 1;
    extreme += u_of(a, b) <= observed ? 1 : 0;
  } while (std::next_permutation(labels.begin(), labels.end()));
  return std::min(1.0, 2 * extreme / all);
}

TEST_CASE("exact p equals enumeration") {
  Rng rng(11);
  for (const std::size_t n : {1U, 2U, 4U, 6U}) {
    for (const std::size_t m : {1U, 3U, 5U}) {
      const std::vector<double> base = test::log_normal(rng, n, 1, 0.1);
      const std::vector<double> now = test::log_normal(rng, m, 1.05, 0.1);
      const RatioTest result = mann_whitney_ratio(base, now, 0.95);
      CAPTURE(n);
      CAPTURE(m);
      CHECK(near(result.p_value, enumerated_p(base, now), 1e-14));
    }
  }
}

TEST_CASE("smallest p per sample size as published for n = m = 3 .. 9") {
  const std::array<double, 7> inverse{20, 70, 252, 924, 3432, 12870, 48620};  // (2n choose n)
  for (std::size_t n = 3; n <= 9; ++n) {
    CHECK(near(mann_whitney_smallest_p(n, n), 2 / inverse.at(n - 3), 1e-15));
  }
  CHECK(mann_whitney_smallest_p(0, 5) == 1);
  CHECK(mann_whitney_smallest_p(1, 1) == 1);
  CHECK(near(mann_whitney_smallest_p(5, 1), 2.0 / 6, 1e-15));
  CHECK(mann_whitney_smallest_p(100, 100) < 1e-30);
}

TEST_CASE("permeability data: one-sided p 0.1272, so two-sided 0.2544") {
  // Hollander and Wolfe 1973, p. 69; all ratios of exp() have the differences of the data.
  std::vector<double> x{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  std::vector<double> y{1.15, 0.88, 0.90, 0.74, 1.21};
  for (std::vector<double>* side : {&x, &y}) {
    for (double& value : *side) {
      value = std::exp(value);
    }
  }
  const RatioTest result = mann_whitney_ratio(y, x, 0.95);
  CHECK(near(result.p_value, 0.2544, 5e-5));
  CHECK(near(std::log(result.estimate), 0.305, 1e-12));
}

TEST_CASE("interval ranks and reached confidence for five against five") {
  // P(U <= 2) = 4/252 <= 0.025 < P(U <= 3) = 7/252: third smallest and third largest of 25.
  const std::vector<double> base{1, 2, 4, 8, 16};
  const std::vector<double> now{3, 7, 15, 31, 63};
  const RatioTest result = mann_whitney_ratio(base, now, 0.95);
  std::vector<double> ratios;
  for (const double a : base) {
    for (const double b : now) {
      ratios.push_back(b / a);
    }
  }
  std::sort(ratios.begin(), ratios.end());
  CHECK(near(result.confidence, 1 - 8.0 / 252, 1e-15));
  CHECK(near(result.interval.lower, ratios[2], 1e-12));
  CHECK(near(result.interval.upper, ratios[22], 1e-12));
  CHECK(near(result.estimate, ratios[12], 1e-12));
}

TEST_CASE("too few values: the widest interval says the confidence that it has") {
  const RatioTest result = mann_whitney_ratio(std::array{1.0, 2.0}, std::array{3.0, 5.0}, 0.95);
  CHECK(near(result.confidence, 1 - 2.0 / 6, 1e-15));
  CHECK(near(result.interval.lower, 1.5, 1e-12));
  CHECK(near(result.interval.upper, 5, 1e-12));
  const RatioTest single = mann_whitney_ratio(std::array{1.0}, std::array{2.0}, 0.95);
  CHECK(single.p_value == 1);
  CHECK(near(single.confidence, 0, 1e-15));
  CHECK(std::isinf(single.log_se));
  CHECK(std::isinf(minimum_detectable_effect(single.log_se, single.degrees, 0.05, 0.8)));
}

TEST_CASE("ties use the normal approximation with tie correction") {
  const std::vector<double> base{1, 1, 2, 2, 3};
  const std::vector<double> now{2, 3, 3, 4, 4};
  // U = 22 of 25 with ties at half; groups of 2, 3, 3, 2 values: sum of t^3 - t = 60.
  const double sigma = std::sqrt(25.0 / 12 * (11 - 60.0 / 90));
  const double z = (22 - 12.5 - 0.5) / sigma;
  const RatioTest result = mann_whitney_ratio(base, now, 0.95);
  CHECK(near(result.p_value, std::erfc(z / std::sqrt(2.0)), 1e-12));
  CHECK(std::string_view(result.method) == "hodges-lehmann, mann-whitney normal");
  const RatioTest constant =
      mann_whitney_ratio(std::array{2.0, 2.0, 2.0}, std::array{2.0, 2.0, 2.0}, 0.95);
  CHECK(constant.p_value == 1);
  CHECK(constant.estimate == 1);
}

TEST_CASE("normal approximation agrees with counting where both are possible") {
  const RankNull exact(20, 20, true, 0);
  const RankNull approximate(20, 20, false, 0);
  for (std::uint64_t u = 100; u <= 200; ++u) {
    // First Edgeworth term: excess kurtosis 0.091 / 24 times at most 0.55.
    CHECK(near(exact.cdf(u), approximate.cdf(u), 0.0022));
  }
  CHECK(near(exact.cdf(400), 1, 1e-15));
  CHECK(near(exact.cdf(0), 1 / 137846528820.0, 1e-25));  // 40 choose 20
}

TEST_CASE("several confidences at once equal single calls, wider at higher confidence") {
  Rng rng(3);
  const std::vector<double> base = test::log_normal(rng, 100, 1e-3, 0.05);
  const std::vector<double> now = test::log_normal(rng, 90, 1.1e-3, 0.05);
  const std::array<double, 2> confidences{0.95, 0.9999};
  const std::vector<RatioTest> both = mann_whitney_ratios(base, now, confidences);
  const RatioTest one = mann_whitney_ratio(base, now, 0.95);
  CHECK(both[0].interval.lower == one.interval.lower);
  CHECK(both[0].interval.upper == one.interval.upper);
  CHECK(both[1].p_value == one.p_value);
  CHECK(both[1].interval.lower < one.interval.lower);
  CHECK(both[1].interval.upper > one.interval.upper);
  CHECK(both[0].confidence >= 0.95);
  CHECK(both[1].confidence >= 0.9999);
  // Normal theory: se = 0.05 sqrt(1/100 + 1/90) / sqrt(3 / pi), met within a quarter.
  const double se = 0.05 * std::sqrt((1 / 100.0 + 1 / 90.0) * 3.14159265 / 3);
  CHECK(std::abs(one.log_se / se - 1) <= 0.25);
}

}  // namespace
}  // namespace perfgate::stats
