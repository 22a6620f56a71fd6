// SPDX-License-Identifier: Apache-2.0
// Skewness and bimodality of a few values, as hints. They only ever make a decision more careful,
// so the limits are low: a false hint costs some power, a missed one costs coverage.
#include <perfgate/paired_stats.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

// In standard deviations that the skewness of a normal sample of this size has.
constexpr double kSkewLimit = 1.0;
// Sarle's coefficient of the uniform distribution; two modes lie above.
constexpr double kModesLimit = 5.0 / 9;

// A gap this wide, as a share of the range, with two values on each side separates two modes too:
// the coefficient misses modes of unequal weight in ten values.
constexpr double kGapLimit = 0.35;

bool has_gap(std::span<const double> y) {
  std::vector<double> values(y.begin(), y.end());
  std::sort(values.begin(), values.end());
  const double least = kGapLimit * (values.back() - values.front());
  for (std::size_t i = 2; i + 1 < values.size(); ++i) {
    if (values[i] - values[i - 1] > least) {
      return true;
    }
  }
  return false;
}

struct Moments {
  double second = 0, third = 0, fourth = 0;  // central, divisor n
};

Moments moments_of(std::span<const double> y) {
  const double centre = mean(y);
  Moments m;
  for (const double value : y) {
    const double d = value - centre;
    m.second += d * d;
    m.third += d * d * d;
    m.fourth += d * d * d * d;
  }
  const auto n = static_cast<double>(y.size());
  m.second /= n;
  m.third /= n;
  m.fourth /= n;
  return m;
}

}  // namespace

Shape shape_of(std::span<const double> y) {
  Shape shape;
  const auto n = static_cast<double>(y.size());
  if (y.size() < 3 || variance(y) == 0) {
    return shape;
  }
  const Moments m = moments_of(y);
  if (!(m.second > 0)) {  // a spread too small for its square
    return shape;
  }
  shape.skewness = std::sqrt(n * (n - 1)) / (n - 2) * m.third / std::pow(m.second, 1.5);
  const double normal_sd = std::sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)));
  shape.skewed = std::abs(shape.skewness) > kSkewLimit * normal_sd;
  if (y.size() >= 4) {
    const double excess =
        (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m.fourth / (m.second * m.second) - 3) + 6);
    const double scale = excess + 3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3));
    shape.bimodality = scale > 0 ? (shape.skewness * shape.skewness + 1) / scale : 0;
    shape.two_modes = shape.bimodality > kModesLimit || has_gap(y);
  }
  return shape;
}

}  // namespace perfgate::stats
