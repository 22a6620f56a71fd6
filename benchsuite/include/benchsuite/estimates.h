// SPDX-License-Identifier: Apache-2.0
// Statistics of one measurement as Criterion computes them: point estimates, percentile bootstrap
// intervals, Tukey fences. Pure functions of samples and seed. Does not compare two measurements:
// that is the gate's work.
#pragma once

#include <benchsuite/bench_result.h>
#include <benchsuite/measurement.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace benchsuite {

inline constexpr double kConfidenceLevel = 0.95;

/// Scales the median absolute deviation to a standard deviation. Criterion's constant passes
/// through a 32-bit float, which moves it by 1.8e-8: without that, stored figures do not reproduce.
inline constexpr double kMadScale = static_cast<double>(1.4826F);

struct Estimate {
  double point = 0;
  double standard_error = 0;  // standard deviation of the bootstrap distribution
  double lower = 0;           // percentile interval at kConfidenceLevel
  double upper = 0;
};

struct Estimates {
  Estimate mean, median, median_abs_dev, std_dev;  // ns per iteration
  std::optional<Estimate> slope;                   // Linear sampling only
};

/// Limits beyond which Criterion calls a sample an outlier: quartiles -+ 1.5 and 3 interquartile
/// ranges, in ns per iteration.
struct TukeyFences {
  double low_severe = 0, low_mild = 0, high_mild = 0, high_severe = 0;
};

/// Percentile by linear interpolation. Requires sorted, not empty, 0 <= percent <= 100.
[[nodiscard]] double percentile_of_sorted(std::span<const double> sorted, double percent);

/// Requires values not empty.
[[nodiscard]] double mean_of(std::span<const double> values);
[[nodiscard]] double median_of_copy(std::vector<double> values);

/// Standard deviation with divisor n - 1, two passes. Requires at least two values.
[[nodiscard]] double std_dev_of(std::span<const double> values);

/// kMadScale * median |x - median|. Requires values not empty.
[[nodiscard]] double median_abs_dev_of(std::span<const double> values);

/// Slope of the line through the origin, sum xy / sum xx. Requires equal lengths, x not all zero.
[[nodiscard]] double slope_of(std::span<const double> x, std::span<const double> y);

/// Requires values not empty.
[[nodiscard]] TukeyFences tukey_fences(std::vector<double> values);

/// Everything that estimates.json holds. The same measurement, resamples and seed give the same
/// bits in every run of one program. Errors: fewer than kMinSamples samples, iters and times of
/// different length, a value that is not finite or not > 0, resamples < 100 or > 1,000,000.
Result<Estimates> estimate(const Measurement& measurement, std::size_t resamples,
                           std::uint64_t seed);

}  // namespace benchsuite
