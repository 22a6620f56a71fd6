// SPDX-License-Identifier: Apache-2.0
// Percentile bootstrap of the estimates of one measurement. Seeded; no standard distribution is
// used because their streams differ between library versions.
#include <benchsuite/estimates.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace benchsuite {
namespace {

// Index below `size` from the high bits of a 32 x 32 bit product; its bias, below size / 2^32, is
// far under the resolution of any interval.
class IndexSource {
 public:
  IndexSource(std::uint64_t seed, std::size_t size) : engine_(seed), size_(size) {}

  std::size_t next() {
    if (buffered_) {
      buffered_ = false;
      return pick(bits_ >> 32U);
    }
    bits_ = engine_();
    buffered_ = true;
    return pick(bits_ & 0xffffffffU);
  }

 private:
  [[nodiscard]] std::size_t pick(std::uint64_t bits32) const { return (bits32 * size_) >> 32U; }

  std::mt19937_64 engine_;
  std::uint64_t size_;
  std::uint64_t bits_ = 0;
  bool buffered_ = false;
};

// Median of values that may be reordered; the R-7 rule for 50 %.
double median_in_place(std::vector<double>& values) {
  const std::size_t half = values.size() / 2;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  const double below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) * 0.5;
}

Estimate from_distribution(double point, std::vector<double> distribution) {
  Estimate result;
  result.point = point;
  result.standard_error = std_dev_of(distribution);
  std::sort(distribution.begin(), distribution.end());
  result.lower = percentile_of_sorted(distribution, 50 * (1 - kConfidenceLevel));
  result.upper = percentile_of_sorted(distribution, 50 * (1 + kConfidenceLevel));
  return result;
}

void bootstrap_location(const std::vector<double>& values, std::size_t resamples,
                        std::uint64_t seed, Estimates& out) {
  std::vector<double> means(resamples);
  std::vector<double> medians(resamples);
  std::vector<double> mads(resamples);
  std::vector<double> deviations(resamples);
  std::vector<double> resample(values.size());
  IndexSource index(seed, values.size());
  for (std::size_t r = 0; r < resamples; ++r) {
    std::generate(resample.begin(), resample.end(), [&] { return values[index.next()]; });
    means[r] = mean_of(resample);
    deviations[r] = std_dev_of(resample);
    const double median = median_in_place(resample);
    medians[r] = median;
    for (double& value : resample) {
      value = std::abs(value - median);
    }
    mads[r] = kMadScale * median_in_place(resample);
  }
  out.mean = from_distribution(mean_of(values), std::move(means));
  out.median = from_distribution(median_of_copy(values), std::move(medians));
  out.median_abs_dev = from_distribution(median_abs_dev_of(values), std::move(mads));
  out.std_dev = from_distribution(std_dev_of(values), std::move(deviations));
}

Estimate bootstrap_slope(const Measurement& measurement, std::size_t resamples,
                         std::uint64_t seed) {
  std::vector<double> slopes(resamples);
  IndexSource index(seed, measurement.iters.size());
  for (double& slope : slopes) {
    double xy = 0;
    double xx = 0;
    for (std::size_t i = 0; i < measurement.iters.size(); ++i) {
      const std::size_t pick = index.next();  // pairs stay together
      xy += measurement.iters[pick] * measurement.times_ns[pick];
      xx += measurement.iters[pick] * measurement.iters[pick];
    }
    slope = xy / xx;
  }
  return from_distribution(slope_of(measurement.iters, measurement.times_ns), std::move(slopes));
}

bool all_positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](double value) { return value > 0 && std::isfinite(value); });
}

}  // namespace

Result<Estimates> estimate(const Measurement& measurement, std::size_t resamples,
                           std::uint64_t seed) {
  if (measurement.iters.size() != measurement.times_ns.size()) {
    return failure(fmt::format("{} iteration counts for {} times", measurement.iters.size(),
                               measurement.times_ns.size()));
  }
  if (measurement.iters.size() < kMinSamples) {
    return failure(
        fmt::format("{} samples, at least {} wanted", measurement.iters.size(), kMinSamples));
  }
  if (resamples < 100 || resamples > 1'000'000) {
    return failure(fmt::format("{} bootstrap resamples, 100 to 1000000 wanted", resamples));
  }
  if (!all_positive(measurement.iters) || !all_positive(measurement.times_ns)) {
    return failure("a sample has a time or an iteration count that is not positive and finite");
  }
  Estimates estimates;
  bootstrap_location(per_iteration_ns(measurement), resamples, seed, estimates);
  if (measurement.mode == SamplingMode::kLinear) {
    // Another stream, so that the slope does not depend on how many draws the others consumed.
    constexpr std::uint64_t kSlopeStream = 0x9e3779b97f4a7c15U;
    estimates.slope = bootstrap_slope(measurement, resamples, seed ^ kSlopeStream);
  }
  return estimates;
}

}  // namespace benchsuite
