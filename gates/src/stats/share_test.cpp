// SPDX-License-Identifier: Apache-2.0
// Clopper-Pearson against closed forms and published values.
#include "stats/test_noise.h"

#include <perfgate/paired_stats.h>

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate::stats {
namespace {

using test::near;

TEST_CASE("nothing seen: 1 - (1 - confidence)^(1/n)") {
  CHECK(near(share_upper_bound(0, 60, 0.95), 1 - std::pow(0.05, 1.0 / 60), 1e-12));
  CHECK(near(share_upper_bound(0, 200, 0.95), 1 - std::pow(0.05, 1.0 / 200), 1e-12));
  CHECK(share_interval(0, 10, 0.95).lower == 0);
}

TEST_CASE("everything seen is the mirror image of nothing") {
  const Interval all = share_interval(10, 10, 0.95);
  const Interval none = share_interval(0, 10, 0.95);
  CHECK(all.upper == 1);
  CHECK(near(all.lower, 1 - none.upper, 1e-12));
  CHECK(share_upper_bound(1, 1, 0.95) == 1);
}

TEST_CASE("published intervals") {
  const Interval half = share_interval(5, 10, 0.95);
  CHECK(near(half.lower, 0.1871, 5e-5));
  CHECK(near(half.upper, 0.8129, 5e-5));
  const Interval one = share_interval(1, 20, 0.95);
  CHECK(near(one.lower, 0.0013, 5e-5));
  CHECK(near(one.upper, 0.2487, 5e-5));
}

TEST_CASE("the ends are where the binomial tails are 2.5 %") {
  const Interval share = share_interval(3, 12, 0.95);
  const auto at_least = [](int hits, int n, double p) {
    double sum = 0;
    for (int k = hits; k <= n; ++k) {
      sum += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1)) *
             std::pow(p, k) * std::pow(1 - p, n - k);
    }
    return sum;
  };
  CHECK(near(at_least(3, 12, share.lower), 0.025, 1e-9));
  CHECK(near(1 - at_least(4, 12, share.upper), 0.025, 1e-9));
}

}  // namespace
}  // namespace perfgate::stats
