// SPDX-License-Identifier: Apache-2.0
// Properties that hold for every pair of samples: scale, exchange of sides, shift, adjusted
// p-values.
#include "stats/test_noise.h"

#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <rapidcheck.h>
#include <vector>

namespace perfgate::stats {
namespace {

// One seed for every run of the tests; the environment may still ask for another.
const bool kSeeded = setenv("RC_PARAMS", "seed=20240229 max_success=200", 0) == 0;

rc::Gen<std::vector<double>> samples(std::size_t least) {
  const auto value = rc::gen::map(rc::gen::inRange(1, 2000), [](int n) { return n / 997.0; });
  return rc::gen::suchThat(
      rc::gen::container<std::vector<double>>(value),
      [least](const std::vector<double>& v) { return v.size() >= least && v.size() <= 40; });
}

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double& value : values) {
    value *= factor;
  }
  return values;
}

bool close(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

template <typename Test>
void symmetric_and_scale_free(Test test) {
  const auto base = *samples(2);
  const auto now = *samples(2);
  const double factor = std::ldexp(1.0, *rc::gen::inRange(-30, 30));
  const RatioTest one = test(base, now, 0.95);
  const RatioTest other = test(scaled(base, factor), scaled(now, factor), 0.95);
  RC_ASSERT(close(one.estimate, other.estimate));
  RC_ASSERT(close(one.p_value, other.p_value));
  RC_ASSERT(close(one.interval.upper, other.interval.upper));
  const RatioTest swapped = test(now, base, 0.95);
  RC_ASSERT(close(swapped.estimate, 1 / one.estimate));
  RC_ASSERT(close(swapped.p_value, one.p_value));
  RC_ASSERT(close(swapped.interval.lower, 1 / one.interval.upper));
  RC_ASSERT(close(swapped.interval.upper, 1 / one.interval.lower));
  RC_ASSERT(one.interval.lower <= one.estimate * (1 + 1e-12));
  RC_ASSERT(one.estimate <= one.interval.upper * (1 + 1e-12));
  RC_ASSERT(one.p_value >= 0 && one.p_value <= 1);
}

TEST_CASE("scaling both sides changes nothing, exchanging them inverts the ratio") {
  REQUIRE(kSeeded);
  CHECK(rc::check("mann-whitney", [] { symmetric_and_scale_free(mann_whitney_ratio); }));
  CHECK(rc::check("student", [] { symmetric_and_scale_free(student_ratio); }));
}

// Distinct numbers 4 i + remainder: two such samples with remainders 1 and 3 have no ties, and
// keep none when one is scaled by a power of two.
std::vector<double> untied(int remainder) {
  const auto whole =
      *rc::gen::suchThat(rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 5000)),
                         [](const std::vector<int>& v) { return v.size() >= 3 && v.size() <= 19; });
  std::vector<double> values;
  for (const int i : whole) {
    values.push_back(4 * i + remainder);
  }
  return values;
}

template <typename Test>
void p_falls_with_distance(Test test) {
  const auto base = untied(1);
  const auto now = untied(3);
  double last = 1;
  for (int power = 0; power <= 16; ++power) {
    const RatioTest result = test(base, scaled(now, std::ldexp(1.0, power)), 0.95);
    if (result.estimate > 1) {
      RC_ASSERT(result.p_value <= last * (1 + 1e-9));
      last = result.p_value;
    }
  }
  RC_ASSERT(last < 1);
}

TEST_CASE("the further current is shifted above baseline, the smaller p") {
  CHECK(rc::check("mann-whitney", [] { p_falls_with_distance(mann_whitney_ratio); }));
  CHECK(rc::check("student", [] { p_falls_with_distance(student_ratio); }));
}

TEST_CASE("the estimate scales with current") {
  CHECK(rc::check("equivariance", [] {
    const auto base = *samples(2);
    const auto now = *samples(2);
    for (const auto& test : {mann_whitney_ratio, student_ratio}) {
      const RatioTest one = test(base, now, 0.9);
      const RatioTest twice = test(base, scaled(now, 2), 0.9);
      RC_ASSERT(close(twice.estimate, 2 * one.estimate));
      RC_ASSERT(close(twice.interval.lower, 2 * one.interval.lower));
    }
  }));
}

TEST_CASE("adjusted p-values are at least p, at most 1, in the order of p") {
  CHECK(rc::check("adjusted", [] {
    const auto p = scaled(*samples(1), 997.0 / 2000);
    const auto strict = holm(p);
    const auto mild = benjamini_hochberg(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
      RC_ASSERT(strict[i] >= p[i] && strict[i] <= 1);
      RC_ASSERT(mild[i] >= p[i] * (1 - 1e-12) && mild[i] <= strict[i] * (1 + 1e-12));
      for (std::size_t j = 0; j < p.size(); ++j) {
        RC_ASSERT(p[i] > p[j] || strict[i] <= strict[j]);
        RC_ASSERT(p[i] > p[j] || mild[i] <= mild[j]);
      }
    }
  }));
}

TEST_CASE("quantiles lie within the sample and rise with q") {
  CHECK(rc::check("quantile", [] {
    const auto values = *samples(1);
    double last = -std::numeric_limits<double>::infinity();
    for (int i = 0; i <= 20; ++i) {
      const double x = quantile(values, i / 20.0);
      RC_ASSERT(x >= last - 1e-12);
      last = x;
    }
    RC_ASSERT(quantile(values, 0) == *std::min_element(values.begin(), values.end()));
    RC_ASSERT(quantile(values, 1) == *std::max_element(values.begin(), values.end()));
  }));
}

}  // namespace
}  // namespace perfgate::stats
