// SPDX-License-Identifier: Apache-2.0
// The bootstrap against theory on synthetic samples, its determinism, and its refusals.
#include <benchsuite/estimates.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

namespace benchsuite {
namespace {

Measurement synthetic(SamplingMode mode, std::size_t samples) {
  std::mt19937_64 engine(7);
  Measurement measurement{mode, {}, {}};
  for (std::size_t i = 1; i <= samples; ++i) {
    const double iterations = mode == SamplingMode::kLinear ? static_cast<double>(i) : 4.0;
    const double noise = static_cast<double>(engine() >> 11U) * 0x1p-53 - 0.5;
    measurement.iters.push_back(iterations);
    measurement.times_ns.push_back(iterations * (1000 + 100 * noise));
  }
  return measurement;
}

bool same(const Estimate& a, const Estimate& b) {
  return a.point == b.point && a.standard_error == b.standard_error && a.lower == b.lower &&
         a.upper == b.upper;
}

TEST_CASE("standard error and interval of the mean follow the normal theory") {
  const Measurement measurement = synthetic(SamplingMode::kFlat, 100);
  const auto estimates = estimate(measurement, 20'000, 1);
  REQUIRE(estimates);
  const auto values = per_iteration_ns(measurement);
  // The bootstrap SE of a mean is exactly s_n / sqrt(n) with divisor n; 20,000 draws know it to 0.5
  // %.
  const double theory = std_dev_of(values) * std::sqrt(99.0 / 100) / 10;
  CHECK(std::abs(estimates->mean.standard_error / theory - 1) <= 0.025);
  CHECK(std::abs(estimates->mean.lower - (estimates->mean.point - 1.96 * theory)) <= 0.12 * theory);
  CHECK(std::abs(estimates->mean.upper - (estimates->mean.point + 1.96 * theory)) <= 0.12 * theory);
}

TEST_CASE("every interval holds its point estimate; the slope exists in linear sampling only") {
  const auto linear = estimate(synthetic(SamplingMode::kLinear, 41), 2000, 3);
  REQUIRE(linear);
  REQUIRE(linear->slope.has_value());
  for (const Estimate& e :
       {linear->mean, linear->median, linear->median_abs_dev, linear->std_dev, *linear->slope}) {
    CHECK(e.lower <= e.point);
    CHECK(e.point <= e.upper);
    CHECK(e.standard_error > 0);
  }
  const auto flat = estimate(synthetic(SamplingMode::kFlat, 41), 2000, 3);
  REQUIRE(flat);
  CHECK_FALSE(flat->slope.has_value());
}

TEST_CASE("the same seed gives the same bits, another seed another interval") {
  const Measurement measurement = synthetic(SamplingMode::kLinear, 50);
  const auto first = estimate(measurement, 500, 11);
  const auto again = estimate(measurement, 500, 11);
  const auto other = estimate(measurement, 500, 12);
  REQUIRE(first);
  REQUIRE(again);
  REQUIRE(other);
  CHECK(same(first->median, again->median));
  CHECK(same(*first->slope, *again->slope));
  CHECK_FALSE(same(first->mean, other->mean));
  CHECK(first->mean.point == other->mean.point);
}

TEST_CASE("identical samples have zero spread and intervals of zero width") {
  Measurement constant{SamplingMode::kFlat, std::vector<double>(10, 2),
                       std::vector<double>(10, 84)};
  const auto estimates = estimate(constant, 1000, 5);
  REQUIRE(estimates);
  CHECK(estimates->mean.lower == 42);
  CHECK(estimates->mean.upper == 42);
  CHECK(estimates->std_dev.point == 0);
  CHECK(estimates->median_abs_dev.upper == 0);
}

TEST_CASE("samples that are not samples are refused") {
  const Measurement good = synthetic(SamplingMode::kFlat, 10);
  CHECK(estimate(good, 100, 1));
  CHECK_FALSE(estimate(good, 99, 1));
  CHECK_FALSE(estimate(good, 1'000'001, 1));
  CHECK_FALSE(estimate(synthetic(SamplingMode::kFlat, 9), 100, 1));
  Measurement bad = good;
  bad.times_ns[3] = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(estimate(bad, 100, 1));
  bad = good;
  bad.times_ns[9] = 0;
  CHECK_FALSE(estimate(bad, 100, 1));
  bad = good;
  bad.iters.pop_back();
  CHECK_FALSE(estimate(bad, 100, 1));
  bad = good;
  bad.iters[0] = std::numeric_limits<double>::infinity();
  CHECK_FALSE(estimate(bad, 100, 1));
}

}  // namespace
}  // namespace benchsuite
