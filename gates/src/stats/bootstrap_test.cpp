// SPDX-License-Identifier: Apache-2.0
// The bootstrap: point values, reproducibility, and widths that theory predicts.
#include "stats/test_noise.h"

#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

using test::near;

TEST_CASE("changes are those of the samples, not of the resamples") {
  const std::array<double, 3> base{1, 2, 6};
  const std::array<double, 4> now{2, 4, 6, 12};
  const BootstrapChanges changes = bootstrap_changes(base, now, 0.95, 200, 1);
  CHECK(near(changes.mean.change, 1, 1e-15));
  CHECK(near(changes.median.change, 1.5, 1e-15));
  const BootstrapChanges none = bootstrap_changes(base, now, 0.95, 0, 1);
  CHECK(none.mean.interval.lower == none.mean.change);
  CHECK(none.median.interval.upper == none.median.change);
}

TEST_CASE("same seed, same interval; other seed, other interval") {
  Rng rng(5);
  const std::vector<double> base = test::log_normal(rng, 31, 1, 0.1);
  const std::vector<double> now = test::log_normal(rng, 30, 1, 0.1);
  const BootstrapChanges a = bootstrap_changes(base, now, 0.95, 500, 42);
  const BootstrapChanges b = bootstrap_changes(base, now, 0.95, 500, 42);
  const BootstrapChanges c = bootstrap_changes(base, now, 0.95, 500, 43);
  CHECK(a.mean.interval.lower == b.mean.interval.lower);
  CHECK(a.median.interval.upper == b.median.interval.upper);
  CHECK(a.mean.interval.lower != c.mean.interval.lower);
}

TEST_CASE("width of the mean interval is the normal-theory one") {
  Rng rng(6);
  const std::vector<double> base = test::log_normal(rng, 200, 1, 0.05);
  const std::vector<double> now = test::log_normal(rng, 200, 1, 0.05);
  const BootstrapChanges changes = bootstrap_changes(base, now, 0.95, 10000, 9);
  const double se = std::sqrt(variance(base) / 200 + variance(now) / 200);
  const double width = changes.mean.interval.upper - changes.mean.interval.lower;
  // 10,000 resamples fix the width to about 2 %; mean of base is 1 within 1 %.
  CHECK(std::abs(width / (2 * 1.96 * se) - 1) <= 0.06);
  CHECK(changes.median.interval.lower < changes.median.change);
  CHECK(changes.median.change < changes.median.interval.upper);
}

TEST_CASE("one value and constant samples have intervals of no width") {
  const BootstrapChanges single = bootstrap_changes(std::array{2.0}, std::array{3.0}, 0.95, 100, 1);
  CHECK(single.mean.interval.lower == 0.5);
  CHECK(single.median.interval.upper == 0.5);
  const BootstrapChanges constant =
      bootstrap_changes(std::array{2.0, 2.0}, std::array{1.0, 1.0}, 0.95, 100, 1);
  CHECK(constant.median.interval.lower == -0.5);
  CHECK(constant.mean.interval.upper == -0.5);
}

TEST_CASE("median of a two-value sample: the three outcomes have chances 1/4, 1/2, 1/4") {
  // Medians of resamples of {1, 3}: 1, 2, 3; so the 60 % interval of the change is 1 to 3 over 1.
  const BootstrapChanges changes =
      bootstrap_changes(std::array{1.0}, std::array{1.0, 3.0}, 0.6, 4000, 8);
  CHECK(changes.median.interval.lower == 0);
  CHECK(changes.median.interval.upper == 2);
  const BootstrapChanges narrow =
      bootstrap_changes(std::array{1.0}, std::array{1.0, 3.0}, 0.4, 4000, 8);
  CHECK(narrow.median.interval.lower == 1);
  CHECK(narrow.median.interval.upper == 1);
}

}  // namespace
}  // namespace perfgate::stats
