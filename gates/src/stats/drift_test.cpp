// SPDX-License-Identifier: Apache-2.0
// Extra spread widens an interval quadratically, raises p, and changes nothing when it is zero.
#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

const std::vector<double> kBefore{1.00, 1.01, 0.99, 1.02, 1.00};
const std::vector<double> kAfter{1.10, 1.11, 1.09, 1.10, 1.12};

double half_of(const RatioTest& test) {
  return std::log(test.interval.upper) - std::log(test.estimate);
}

TEST_CASE("no extra spread, no change") {
  const RatioTest test = student_ratio(kBefore, kAfter, 0.95);
  const RatioTest same = with_extra_spread(test, 0);
  CHECK(same.interval.lower == test.interval.lower);
  CHECK(same.p_value == test.p_value);
}

TEST_CASE("half widths add in squares, the estimate stays") {
  for (const bool ranks : {false, true}) {
    const RatioTest test =
        ranks ? mann_whitney_ratio(kBefore, kAfter, 0.95) : student_ratio(kBefore, kAfter, 0.95);
    const RatioTest wide = with_extra_spread(test, 0.05);
    CHECK(wide.estimate == test.estimate);
    const double extra = half_of(wide) * half_of(wide) - half_of(test) * half_of(test);
    const double quantile = std::sqrt(extra) / 0.05;
    CHECK(quantile > 1.95);
    CHECK(quantile < 2.7);  // exact rank intervals reach more than 95 %
    CHECK(wide.interval.lower < test.interval.lower);
    CHECK(wide.p_value > test.p_value);
    CHECK(wide.p_value < 1);
    CHECK(std::abs(wide.log_se - std::hypot(test.log_se, 0.05)) <= 1e-15);
  }
}

TEST_CASE("samples without spread and p of zero") {
  const std::vector<double> one(4, 1.0);
  const std::vector<double> other(4, 1.1);
  const RatioTest exact = student_ratio(one, other, 0.95);
  REQUIRE(exact.p_value == 0);
  const RatioTest wide = with_extra_spread(exact, 0.05);
  // ln 1.1 / 0.05 = 1.906
  CHECK(std::abs(wide.interval.upper - 1.1 * std::exp(1.959964 * 0.05)) <= 1e-6);
  CHECK(wide.p_value > 0.05);
  CHECK(wide.p_value < 0.2);
}

}  // namespace
}  // namespace perfgate::stats
