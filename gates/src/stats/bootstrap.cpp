// SPDX-License-Identifier: Apache-2.0
// Percentile bootstrap of the relative change of mean and median, both from the same resamples. A
// resample is drawn as counts over the sorted sample: the mean is a weighted sum and the median a
// walk, so no resample is ever sorted.
#include <perfgate/stats.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace perfgate::stats {
namespace {

struct Location {
  double mean = 0, median = 0;
};

class Resampler {
 public:
  explicit Resampler(std::span<const double> values)
      : sorted_(values.begin(), values.end()), counts_(values.size()) {
    std::sort(sorted_.begin(), sorted_.end());
  }

  Location draw(Rng& rng) {
    std::fill(counts_.begin(), counts_.end(), 0);
    const std::uint64_t n = sorted_.size();
    // One 64-bit number gives two 32-bit positions: sample sizes are far below 2^32.
    for (std::uint64_t i = 0; i + 1 < n; i += 2) {
      const std::uint64_t bits = rng.next();
      ++counts_[(bits >> 32U) * n >> 32U];
      ++counts_[(bits & 0xffffffffU) * n >> 32U];
    }
    if (n % 2 == 1) {
      ++counts_[(rng.next() >> 32U) * n >> 32U];
    }
    return summary();
  }

 private:
  [[nodiscard]] Location summary() const {
    const std::size_t n = sorted_.size();
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      sum += counts_[i] * sorted_[i];
    }
    std::size_t position = 0;
    std::size_t seen = counts_[0];
    while (seen <= (n - 1) / 2) {
      seen += counts_[++position];
    }
    const double low = sorted_[position];
    while (seen <= n / 2) {
      seen += counts_[++position];
    }
    return {sum / static_cast<double>(n), low + (sorted_[position] - low) / 2};
  }

  std::vector<double> sorted_;
  std::vector<std::uint32_t> counts_;
};

Interval percentile_interval(const std::vector<double>& draws, double confidence) {
  return {quantile(draws, (1 - confidence) / 2), quantile(draws, (1 + confidence) / 2)};
}

}  // namespace

BootstrapChanges bootstrap_changes(std::span<const double> baseline,
                                   std::span<const double> current, double confidence,
                                   std::size_t resamples, std::uint64_t seed) {
  BootstrapChanges result;
  result.mean.change = mean(current) / mean(baseline) - 1;
  result.median.change = median(current) / median(baseline) - 1;
  result.mean.interval = {result.mean.change, result.mean.change};
  result.median.interval = {result.median.change, result.median.change};
  if (resamples == 0) {
    return result;
  }
  Rng rng(seed);
  Resampler base(baseline);
  Resampler now(current);
  std::vector<double> means(resamples);
  std::vector<double> medians(resamples);
  for (std::size_t i = 0; i < resamples; ++i) {
    const Location from = base.draw(rng);
    const Location to = now.draw(rng);
    means[i] = to.mean / from.mean - 1;
    medians[i] = to.median / from.median - 1;
  }
  result.mean.interval = percentile_interval(means, confidence);
  result.median.interval = percentile_interval(medians, confidence);
  return result;
}

}  // namespace perfgate::stats
