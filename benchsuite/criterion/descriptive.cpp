// SPDX-License-Identifier: Apache-2.0
// Point estimates of one sample: mean, percentiles, spread, slope, Tukey fences. No resampling
// here.
#include <benchsuite/estimates.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace benchsuite {

double percentile_of_sorted(std::span<const double> sorted, double percent) {
  const double rank = percent / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  if (below + 1 >= sorted.size()) {
    return sorted.back();
  }
  const double fraction = rank - static_cast<double>(below);
  return sorted[below] + (sorted[below + 1] - sorted[below]) * fraction;
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median_of_copy(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return percentile_of_sorted(values, 50);
}

double std_dev_of(std::span<const double> values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double median_abs_dev_of(std::span<const double> values) {
  const double median = median_of_copy({values.begin(), values.end()});
  std::vector<double> deviations(values.size());
  std::transform(values.begin(), values.end(), deviations.begin(),
                 [median](double value) { return std::abs(value - median); });
  return kMadScale * median_of_copy(std::move(deviations));
}

double slope_of(std::span<const double> x, std::span<const double> y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0) /
         std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

TukeyFences tukey_fences(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double q1 = percentile_of_sorted(values, 25);
  const double q3 = percentile_of_sorted(values, 75);
  const double iqr = q3 - q1;
  return {q1 - 3 * iqr, q1 - 1.5 * iqr, q3 + 1.5 * iqr, q3 + 3 * iqr};
}

}  // namespace benchsuite
