// SPDX-License-Identifier: Apache-2.0
// Seeded normal and log-normal samples for the tests of statistics and policy.
#pragma once

#include <perfgate/stats.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace perfgate::test {

/// Standard normal by Box and Muller.
inline double normal(stats::Rng& rng) {
  const double unit = 0x1p-53;
  const double u = (static_cast<double>(rng.next() >> 11U) + 0.5) * unit;
  const double v = static_cast<double>(rng.next() >> 11U) * unit;
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

/// n values exp(log_centre + log_sd * normal).
inline std::vector<double> log_normal(stats::Rng& rng, std::size_t n, double centre,
                                      double log_sd) {
  std::vector<double> values(n);
  for (double& value : values) {
    value = centre * std::exp(log_sd * normal(rng));
  }
  return values;
}

/// Tolerance at which two doubles of size about 1 count as equal.
inline bool near(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance;
}

}  // namespace perfgate::test
