// SPDX-License-Identifier: Apache-2.0
// Point estimates on hand-computed answers.
#include <benchsuite/estimates.h>

#include <doctest/doctest.h>

#include <cmath>

namespace benchsuite {
namespace {

bool near(double actual, double expected) {
  return std::abs(actual - expected) <= 1e-12 * (1 + std::abs(expected));
}

TEST_CASE("percentiles interpolate linearly between order statistics") {
  const std::vector<double> sorted = {10, 20, 30, 50};
  CHECK(near(percentile_of_sorted(sorted, 0), 10));
  CHECK(near(percentile_of_sorted(sorted, 25), 17.5));
  CHECK(near(percentile_of_sorted(sorted, 50), 25));
  CHECK(near(percentile_of_sorted(sorted, 75), 35));
  CHECK(near(percentile_of_sorted(sorted, 100), 50));
  CHECK(near(percentile_of_sorted(std::vector<double>{7}, 50), 7));
}

TEST_CASE("mean, median, standard deviation, MAD of a small sample") {
  const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9};
  CHECK(near(mean_of(values), 5));
  CHECK(near(median_of_copy(values), 4.5));
  CHECK(near(std_dev_of(values), std::sqrt(32.0 / 7)));
  // |x - 4.5| sorted: .5 .5 .5 .5 .5 2.5 2.5 4.5, median .5
  CHECK(near(median_abs_dev_of(values), 0.5 * kMadScale));
  CHECK(std::abs(kMadScale - 1.4826) <= 1e-7);
}

TEST_CASE("the standard deviation does not cancel on large offsets") {
  std::vector<double> values;
  for (int i = 0; i < 20; ++i) {
    values.push_back(1e9 + (i % 2 == 0 ? 5 : -5));
  }
  CHECK(near(std_dev_of(values), 5 * std::sqrt(20.0 / 19)));
}

TEST_CASE("the slope through the origin weighs long samples more") {
  const std::vector<double> x = {1, 2, 3};
  const std::vector<double> y = {10, 18, 33};
  CHECK(near(slope_of(x, y), (10.0 + 36 + 99) / 14));
}

TEST_CASE("Tukey fences from unsorted values") {
  const TukeyFences fences = tukey_fences({50, 10, 30, 20});  // q1 17.5, q3 35, iqr 17.5
  CHECK(near(fences.low_severe, -35));
  CHECK(near(fences.low_mild, -8.75));
  CHECK(near(fences.high_mild, 61.25));
  CHECK(near(fences.high_severe, 87.5));
}

}  // namespace
}  // namespace benchsuite
