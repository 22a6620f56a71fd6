// SPDX-License-Identifier: Apache-2.0
// Normal, Student, F and beta distributions for this module: quantiles and two-sided tails, from
// Boost.Math with its exceptions switched off. Infinite degrees of freedom mean the normal
// distribution.
#pragma once

#include <limits>

namespace perfgate::stats {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// P(X <= x), X standard normal.
[[nodiscard]] double normal_cdf(double x);

/// x with P(T <= x) = p for Student's t, p in (0, 1); degrees may be infinite. Degrees <= 0 give
/// infinity with the sign of p - 0.5.
[[nodiscard]] double student_quantile(double p, double degrees);

/// P(|T| >= |t|).
[[nodiscard]] double student_two_sided_p(double t, double degrees);

/// x with P(F <= x) = p for the ratio of two variances with these degrees of freedom (finite, > 0).
[[nodiscard]] double variance_ratio_quantile(double p, double above, double below);

/// x with P(B <= x) = p for the beta distribution with these shapes (finite, > 0).
[[nodiscard]] double beta_quantile(double p, double a, double b);

}  // namespace perfgate::stats
