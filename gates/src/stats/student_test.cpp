// SPDX-License-Identifier: Apache-2.0
// Student-type ratios against published analyses and hand-made cases.
#include "stats/distributions.h"
#include "stats/test_noise.h"

#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

namespace perfgate::stats {
namespace {

using test::near;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> exponentials(std::vector<double> values) {
  for (double& value : values) {
    value = std::exp(value);
  }
  return values;
}

TEST_CASE("a spread shared by the suite joins the row's own and never narrows it") {
  const std::vector<double> before = exponentials({0.00, 0.01, 0.02, 0.01, 0.00});
  const std::vector<double> after = exponentials({0.10, 0.11, 0.12, 0.11, 0.10});
  const RatioTest own = student_ratio(before, after, 0.95);
  const RatioTest wide = student_ratio_shared(before, after, 0.95, {0.05, 3, 1});
  const double variance = (8 * own.log_se * own.log_se + 3 * 0.05 * 0.05 * 0.4) / 11;
  CHECK(near(wide.log_se, std::sqrt(variance), 1e-12));
  CHECK(wide.degrees == 11);
  CHECK(wide.estimate == own.estimate);
  CHECK(wide.interval.lower < own.interval.lower);
  CHECK(wide.p_value > own.p_value);
  for (const SpreadPrior& quieter : {SpreadPrior{1e-6, 3, 1}, SpreadPrior{0.05, 0, 1}}) {
    const RatioTest same = student_ratio_shared(before, after, 0.95, quieter);
    CHECK(same.log_se == own.log_se);
    CHECK(same.degrees == own.degrees);
    CHECK(same.p_value == own.p_value);
  }
}

TEST_CASE("runs without any spread of their own take that of the suite") {
  const std::vector<double> before(5, 2.0);
  const std::vector<double> after(5, 2.1);
  CHECK(student_ratio(before, after, 0.95).p_value == 0);
  const RatioTest shared = student_ratio_shared(before, after, 0.95, {0.02, 3, 1});
  CHECK(shared.p_value > 0);
  CHECK(shared.interval.lower < shared.estimate);
}

TEST_CASE("quantiles and tails from tables") {
  CHECK(near(student_quantile(0.975, 4), 2.776445105, 1e-8));
  CHECK(near(student_quantile(0.975, kInfinity), 1.959963985, 1e-8));
  CHECK(near(student_quantile(0.8, kInfinity), 0.841621234, 1e-8));
  CHECK(near(normal_cdf(-1.959963985), 0.025, 1e-9));
  CHECK(near(student_two_sided_p(2.776445105, 4), 0.05, 1e-9));
  CHECK(near(student_two_sided_p(-2.776445105, 4), 0.05, 1e-9));
  CHECK(student_quantile(1, 5) == kInfinity);
  CHECK(student_quantile(0, 5) == -kInfinity);
  CHECK(student_quantile(0.9, 0) == kInfinity);
  CHECK(student_two_sided_p(1e300, 3) >= 0);
  CHECK(student_two_sided_p(3, 0) == 1);
}

TEST_CASE("sleep data of Student 1908: pooled t, p = 0.07919, interval -0.203874 to 3.363874") {
  const auto first = exponentials({0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0});
  const auto second = exponentials({1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4});
  const RatioTest result = student_ratio(first, second, 0.95);
  CHECK(std::string_view(result.method) == "student, pooled");
  CHECK(near(result.p_value, 0.07919, 5e-6));
  CHECK(near(std::log(result.interval.lower), -0.203874, 1e-6));
  CHECK(near(std::log(result.interval.upper), 3.363874, 1e-6));
  CHECK(near(std::log(result.estimate), 1.58, 1e-12));
  CHECK(result.degrees == 18);
}

TEST_CASE("variances apart by more than a factor of 4 and more than chance: Welch") {
  // Logs with variance 2.5 (five values) against variance 250 (five values).
  const auto narrow = exponentials({1, 2, 3, 4, 5});
  const RatioTest result = student_ratio(narrow, exponentials({10, 20, 30, 40, 50}), 0.95);
  CHECK(std::string_view(result.method) == "student, welch");
  CHECK(near(result.log_se, std::sqrt(0.5 + 50), 1e-12));
  CHECK(near(result.degrees, 50.5 * 50.5 / (0.25 / 4 + 2500.0 / 4), 1e-12));
  // A factor of 5.4 of five against three values: F(0.95; 4, 2) = 19.2, so this is chance.
  const RatioTest pooled = student_ratio(narrow, exponentials({1, 1.68, 2.36}), 0.95);
  CHECK(std::string_view(pooled.method) == "student, pooled");
  CHECK(near(pooled.log_se, std::sqrt((4 * 2.5 + 2 * 0.4624) / 6 * (0.2 + 1 / 3.0)), 1e-12));
  CHECK(std::string_view(student_ratio(narrow, exponentials({1, 999}), 0.95).method) ==
        "student, pooled");
  CHECK(near(variance_ratio_quantile(0.95, 4, 1), 224.583, 1e-3));
}

TEST_CASE("one current run: prediction form s sqrt(1/k + 1)") {
  const RatioTest result = student_ratio(exponentials({1, 2, 3, 4, 5}), exponentials({9}), 0.95);
  CHECK(near(result.log_se, std::sqrt(2.5 * 1.2), 1e-12));
  CHECK(result.degrees == 4);
  CHECK(near(std::log(result.estimate), 6, 1e-12));
  CHECK(near(std::log(result.interval.lower), 6 - 2.776445105 * std::sqrt(3.0), 1e-8));
}

TEST_CASE("zero variance is exact") {
  const RatioTest same = student_ratio(std::array{0.1, 0.1}, std::array{0.1, 0.1, 0.1}, 0.95);
  CHECK(same.estimate == 1);
  CHECK(same.p_value == 1);
  CHECK(same.interval.lower == 1);
  const RatioTest other = student_ratio(std::array{2.0, 2.0}, std::array{3.0}, 0.95);
  CHECK(near(other.estimate, 1.5, 1e-15));
  CHECK(other.p_value == 0);
  CHECK(other.interval.lower == other.interval.upper);
  CHECK(minimum_detectable_effect(other.log_se, other.degrees, 0.05, 0.8) == 0);
}

TEST_CASE("smallest detectable effect") {
  // (1.959963985 + 0.841621234) sigma for known sigma.
  CHECK(near(minimum_detectable_effect(0.01, kInfinity, 0.05, 0.8), std::expm1(0.02801585219),
             1e-10));
  CHECK(minimum_detectable_effect(0.01, 4, 0.05, 0.8) >
        minimum_detectable_effect(0.01, kInfinity, 0.05, 0.8));
  CHECK(minimum_detectable_effect(0.01, 4, 0.001, 0.8) >
        minimum_detectable_effect(0.01, 4, 0.05, 0.8));
  CHECK(std::isinf(minimum_detectable_effect(kInfinity, 4, 0.05, 0.8)));
  CHECK(std::isinf(minimum_detectable_effect(0.01, 0, 0.05, 0.8)));
  CHECK(std::isinf(minimum_detectable_effect(std::nan(""), 4, 0.05, 0.8)));
}

TEST_CASE("lag inflation: 1 without correlation, bounded, never below 1") {
  CHECK(lag_inflation(0) == 1);
  CHECK(lag_inflation(-0.5) == 1);
  CHECK(std::abs(lag_inflation(0.6) - 4) <= 1e-12);
  CHECK(lag_inflation(2) == lag_inflation(0.9));
}

TEST_CASE("a prior of correlated runs is worth fewer of them") {
  const SpreadPrior quiet = spread_prior(0.01, -0.05, 41);
  CHECK(std::abs(quiet.degrees - 40) <= 1e-9);
  CHECK(quiet.inflation == 1);
  const SpreadPrior slow = spread_prior(0.01, 0.6, 40);
  CHECK(slow.degrees < 20);
  CHECK(slow.inflation > 4);
  CHECK(slow.run_sd == 0.01);
}

TEST_CASE("with a prior one value a side has an interval") {
  const std::vector<double> one{1.0};
  const std::vector<double> two{1.1};
  const RatioTest test = student_ratio_with_prior(one, two, 0.95, {0.02, 19, 1});
  CHECK(std::abs(test.estimate - 1.1) <= 1e-12);
  // t(0.975, 19) = 2.0930, as published
  const double half = 2.0930 * 0.02 * std::sqrt(2.0);
  CHECK(std::abs(std::log(test.interval.upper) - std::log(1.1) - half) <= 1e-5);
  CHECK(test.degrees == 19);
}

TEST_CASE("the samples' own spread is never talked down, a quiet sample is talked up") {
  const std::vector<double> wild{1, 1.3, 0.8, 1.2};
  const RatioTest own = student_ratio(wild, wild, 0.95);
  const RatioTest with = student_ratio_with_prior(wild, wild, 0.95, {0.001, 100, 1});
  CHECK(with.log_se >= own.log_se * (1 - 1e-12));
  const std::vector<double> calm{1, 1.0001, 0.9999, 1};
  CHECK(student_ratio_with_prior(calm, calm, 0.95, {0.02, 30, 1}).log_se >
        10 * student_ratio(calm, calm, 0.95).log_se);
  CHECK(std::abs(student_ratio_with_prior(calm, calm, 0.95, {0.02, 30, 4}).log_se /
                     student_ratio_with_prior(calm, calm, 0.95, {0.02, 30, 1}).log_se -
                 2) <= 0.15);
}

}  // namespace
}  // namespace perfgate::stats
