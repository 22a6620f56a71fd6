// SPDX-License-Identifier: Apache-2.0
// The paired comparison of one row: known answers, enumeration, ties, order, shape, open intervals.
#include "stats/test_noise.h"

#include <perfgate/paired_stats.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace perfgate::stats {
namespace {

using test::near;

constexpr PairedDesign::Levels kPlain{0.95, 0.05, 0.8, 0};

std::vector<double> noise(std::uint64_t seed, std::size_t n, double centre, double sd) {
  Rng rng(seed);
  std::vector<double> y(n);
  std::generate(y.begin(), y.end(), [&] { return centre + sd * test::normal(rng); });
  return y;
}

// One-sided p by listing every sign pattern of the ranked sizes.
double enumerated_p_greater(const std::vector<double>& y) {
  std::vector<double> sizes;
  for (const double value : y) {
    sizes.push_back(std::abs(value));
  }
  std::vector<double> ranks(y.size());
  double observed = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    ranks[i] = static_cast<double>(
        std::count_if(sizes.begin(), sizes.end(), [&](double other) { return other <= sizes[i]; }));
    observed += y[i] > 0 ? ranks[i] : 0;
  }
  double extreme = 0;
  const std::size_t patterns = std::size_t{1} << y.size();
  for (std::size_t bits = 0; bits < patterns; ++bits) {
    double w = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      w += (bits >> i & 1U) != 0 ? ranks[i] : 0;
    }
    extreme += w >= observed ? 1 : 0;
  }
  return extreme / static_cast<double>(patterns);
}

TEST_CASE("the textbook example of Hollander and Wolfe") {
  const std::vector<double> before{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
  const std::vector<double> after{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
  std::vector<double> y(before.size());
  std::transform(before.begin(), before.end(), after.begin(), y.begin(),
                 [](double b, double a) { return b - a; });
  const PairedTest test = PairedDesign(9, kPlain).test(y);
  CHECK(near(test.estimate, 0.46, 1e-9));
  CHECK(near(signed_rank_null(9).at_least(40), 10.0 / 512, 1e-15));
  CHECK(near(test.signed_rank.lower, 0.010, 1e-9));
  CHECK(near(test.signed_rank.upper, 0.786, 1e-9));
  CHECK(near(test.signed_rank_confidence, 1 - 2 * 10.0 / 512, 1e-15));
}

TEST_CASE("p equals enumeration") {
  for (std::size_t n = 3; n <= 11; ++n) {
    const std::vector<double> y = noise(n, n, 0.4, 1);
    const double exact = enumerated_p_greater(y);
    const PairedTest test = PairedDesign(n, kPlain).test(y);
    CAPTURE(n);
    if (!test.careful) {
      CHECK(near(test.p_greater, exact, 1e-14));
    } else {
      CHECK(test.p_greater >= exact - 1e-14);
    }
  }
}

TEST_CASE("a bound lies beyond zero exactly when its one-sided p is small enough") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::vector<double> y = noise(seed, 12, 0.5, 1);
    const PairedTest test = PairedDesign(12, kPlain).test(y);
    CAPTURE(seed);
    CHECK((test.suite.lower > 0) == (test.p_greater <= 0.05));
    CHECK((test.suite.upper < 0) == (test.p_less <= 0.05));
    CHECK((test.signed_rank.lower > 0 || test.careful) ==
          (test.p_greater <= 0.025 || test.careful));
  }
}

TEST_CASE("exchange of the sides mirrors everything, order changes nothing") {
  std::vector<double> y = noise(5, 15, 0.02, 0.03);
  const PairedDesign design(15, kPlain);
  const PairedTest one = design.test(y);
  std::reverse(y.begin(), y.end());
  const PairedTest same = design.test(y);
  CHECK(same.estimate == one.estimate);
  CHECK(same.interval.lower == one.interval.lower);
  CHECK(same.p_greater == one.p_greater);
  for (double& value : y) {
    value = -value;
  }
  const PairedTest other = design.test(y);
  CHECK(near(other.estimate, -one.estimate, 1e-15));
  CHECK(near(other.interval.lower, -one.interval.upper, 1e-15));
  CHECK(other.p_less == one.p_greater);
  CHECK(near(other.mde, one.mde, 1e-12));
}

TEST_CASE("ties and zeros count against a finding") {
  const PairedDesign design(8, kPlain);
  const PairedTest zeros = design.test(std::vector<double>(8, 0.0));
  CHECK(zeros.estimate == 0);
  CHECK(zeros.p_greater == 1);
  CHECK(zeros.p_less == 1);
  CHECK(zeros.interval.lower == 0);
  CHECK(zeros.interval.upper == 0);
  const PairedTest equal = design.test(std::vector<double>(8, 0.1));
  CHECK(equal.p_greater == 1.0 / 256);
  CHECK(equal.interval.lower == 0.1);
  const PairedTest mixed = design.test(std::vector<double>{0, 0, 0, 0, 0.1, 0.1, 0.1, 0.1});
  CHECK(mixed.p_greater > enumerated_p_greater({0.1, 0.2, 0.3, 0.4}));
}

TEST_CASE("too few rounds leave the interval open") {
  const PairedTest five = PairedDesign(5, kPlain).test(noise(1, 5, 1, 0.1));
  CHECK(std::isinf(five.signed_rank.lower));
  CHECK(std::isinf(five.interval.upper));
  CHECK(five.signed_rank_confidence == 0);
  CHECK(std::isinf(five.mde));
  const PairedTest six = PairedDesign(6, kPlain).test(noise(1, 6, 1, 0.1));
  CHECK(std::isfinite(six.interval.lower));
  CHECK(near(six.signed_rank_confidence, 1 - 2.0 / 64, 1e-15));
  const PairedTest one = PairedDesign(1, kPlain).test(std::vector<double>{0.3});
  CHECK(one.estimate == 0.3);
  CHECK(one.p_greater == 0.5);
  // The first Holm step of fifty rows needs p < 0.001: ten rounds are the least that can have it.
  CHECK(PairedDesign(9, kPlain).smallest_p() > 0.001);
  CHECK(PairedDesign(10, kPlain).smallest_p() < 0.001);
}

TEST_CASE("skewed or two-moded ratios are decided by the more careful of both intervals") {
  std::vector<double> skewed;
  for (int i = 1; i <= 20; ++i) {
    skewed.push_back(std::exp(i / 4.0));
  }
  const PairedDesign design(20, kPlain);
  const PairedTest test = design.test(skewed);
  CHECK(test.shape.skewed);
  CHECK(test.careful);
  CHECK(test.interval.lower == std::min(test.signed_rank.lower, test.sign.lower));
  CHECK(test.interval.upper == std::max(test.signed_rank.upper, test.sign.upper));
  std::vector<double> modes = noise(2, 20, 0, 0.01);
  for (std::size_t i = 0; i < 8; ++i) {
    modes[i] += 1;
  }
  CHECK(design.test(modes).shape.two_modes);
  const PairedTest even =
      design.test(std::vector<double>{-4,  -3,  -2.5, -2, -1.5, -1.2, -1, -0.7, -0.4, -0.1,
                                      0.1, 0.4, 0.7,  1,  1.2,  1.5,  2,  2.5,  3,    4});
  CHECK_FALSE(even.careful);
  CHECK(even.interval.lower == even.signed_rank.lower);
}

TEST_CASE("shape of degenerate values") {
  CHECK(shape_of(std::vector<double>{1, 2}).skewness == 0);
  CHECK(shape_of(std::vector<double>(10, 3.0)).bimodality == 0);
  CHECK_FALSE(shape_of(std::vector<double>(10, 3.0)).two_modes);
  const std::vector<double> tiny{1e-200, 2e-200, 5e-200, 9e-200, 1e-199};
  CHECK(std::isfinite(shape_of(tiny).skewness));
}

TEST_CASE("the smallest detectable change scales with the spread and starts at the margin") {
  const PairedDesign plain(12, kPlain);
  const PairedDesign banded(12, {0.95, 0.001, 0.8, 0.02});
  const std::vector<double> y = noise(8, 12, 0, 0.01);
  std::vector<double> wide = y;
  for (double& value : wide) {
    value *= 3;
  }
  CHECK(near(plain.test(wide).mde, 3 * plain.test(y).mde, 1e-12));
  CHECK(banded.test(y).mde > 0.02);
  CHECK(banded.test(std::vector<double>(12, 0.0)).mde == 0.02);
  CHECK(std::isinf(PairedDesign(9, {0.95, 0.001, 0.8, 0.02}).test(noise(8, 9, 0, 0.01)).mde));
}

}  // namespace
}  // namespace perfgate::stats
