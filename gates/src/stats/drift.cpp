// SPDX-License-Identifier: Apache-2.0
// Spread that no sample of a comparison can show, added to its result: quadratically to both half
// widths, to the standard error and to the p-value. The estimate stays.
#include "stats/distributions.h"

#include <perfgate/stats.h>

#include <algorithm>
#include <cmath>

namespace perfgate::stats {
namespace {

double widened(double half, double extra) {
  return std::isfinite(half) ? std::hypot(half, extra) : half;
}

}  // namespace

RatioTest with_extra_spread(const RatioTest& test, double log_sd) {
  if (!(log_sd > 0)) {
    return test;
  }
  RatioTest result = test;
  const double centre = std::log(test.estimate);
  // The quantile of the interval's own method; the extra spread itself is known, hence normal.
  const double extra = student_quantile((1 + test.confidence) / 2, kInfinity) * log_sd;
  result.interval = {std::exp(centre - widened(centre - std::log(test.interval.lower), extra)),
                     std::exp(centre + widened(std::log(test.interval.upper) - centre, extra))};
  result.log_se = std::hypot(test.log_se, log_sd);
  const double p = std::clamp(test.p_value, 1e-300, 1.0);
  const double t =
      test.log_se > 0 ? student_quantile(1 - p / 2, test.degrees) * test.log_se : std::abs(centre);
  // Below 1e-16, 1 - p / 2 is 1: the quantile is infinite and p says no less than it did.
  result.p_value = std::isfinite(t) ? student_two_sided_p(t / result.log_se, test.degrees)
                                    : student_two_sided_p(centre / result.log_se, kInfinity);
  result.p_value = std::max(result.p_value, test.p_value);
  return result;
}

}  // namespace perfgate::stats
