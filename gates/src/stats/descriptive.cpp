// SPDX-License-Identifier: Apache-2.0
// Summaries of one sample: quantiles, mean, spread. Knows nothing of rows, units or verdicts, and
// never uses the cancelling form E[x^2] - E[x]^2.
#include <perfgate/stats.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace perfgate::stats {

double quantile(std::span<const double> values, double q) {
  std::vector<double> work(values.begin(), values.end());
  const double position = q * static_cast<double>(work.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double part = position - static_cast<double>(below);
  const auto nth = work.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(work.begin(), nth, work.end());
  if (part <= 0) {
    return *nth;
  }
  const double above = *std::min_element(nth + 1, work.end());
  return *nth + part * (above - *nth);
}

double median(std::span<const double> values) {
  return quantile(values, 0.5);
}

double mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

double variance(std::span<const double> values) {
  if (values.size() < 2) {
    return 0;
  }
  // Equal values have variance exactly 0; the rounded mean of equal values may differ from them.
  if (std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); })) {
    return 0;
  }
  const double centre = mean(values);
  double squares = 0;
  for (const double value : values) {
    squares += (value - centre) * (value - centre);
  }
  return squares / static_cast<double>(values.size() - 1);
}

double coefficient_of_variation(std::span<const double> values) {
  return std::sqrt(variance(values)) / mean(values);
}

double scaled_mad(std::span<const double> values) {
  constexpr double kNormalScale = 1.4826;  // 1 / normal quantile of 3/4: the SD of a normal sample
  const double centre = median(values);
  std::vector<double> distances(values.begin(), values.end());
  for (double& value : distances) {
    value = std::abs(value - centre);
  }
  return kNormalScale * median(distances);
}

}  // namespace perfgate::stats
