// SPDX-License-Identifier: Apache-2.0
// The scan over all stretches, and its null distribution. Time: values^2 / 2 a permutation near the
// border of significance; in proportion to the values far beyond it, and few permutations far
// below.
#include "stats/changepoint_scan.h"

#include <perfgate/changepoint.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace perfgate::stats {
namespace {

constexpr std::size_t kSpikeReach = 2;  // neighbours on each side
constexpr std::size_t kWindow = 2 * kSpikeReach + 1;
constexpr double kSpikeDeviations = 4;  // scaled MADs
constexpr double kRounding = 1e-12;     // share of the squares that is no spread but arithmetic
constexpr double kMostLag = 0.95;
constexpr std::size_t kFewestBlocks = 6;
constexpr std::size_t kClearlyQuiet = 20;  // permutations beyond the observed one that end a search

/// Sum of squares and prefix sums of centred values.
struct Profile {
  std::vector<double> prefix;  // one longer than the values
  double squares = 0;
};

void fill_profile(std::span<const double> values, Profile& profile) {
  const double centre = mean(values);
  profile.prefix.resize(values.size() + 1);
  profile.prefix[0] = 0;
  profile.squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double deviation = values[i] - centre;
    profile.prefix[i + 1] = profile.prefix[i] + deviation;
    profile.squares += deviation * deviation;
  }
}

struct Peak {
  double ratio = 0;  // explained over unexplained sum of squares
  Stretch stretch;
};

/// Largest squared sum over the stretches of `length` values.
double largest_square(const Profile& profile, std::size_t length, std::size_t& from) {
  const std::size_t n = profile.prefix.size() - 1;
  double best = -1;
  const auto consider = [&](std::size_t i) {
    const double sum = profile.prefix[i + length] - profile.prefix[i];
    if (sum * sum > best) {
      best = sum * sum;
      from = i;
    }
  };
  consider(0);
  // What a stretch leaves on either side is nothing or a segment; one that reaches the end is the
  // complement of one that starts at the beginning.
  for (std::size_t i = kLeastSegment; i + length + kLeastSegment <= n; ++i) {
    consider(i);
  }
  return best;
}

/// Explained over unexplained sum of squares when a stretch of `length` values has this squared
/// sum.
double ratio_of(const Profile& profile, std::size_t length, double square) {
  const auto count = static_cast<double>(profile.prefix.size() - 1);
  const auto size = static_cast<double>(length);
  const double explained = square * count / (size * (count - size));
  return explained / std::max(profile.squares - explained, profile.squares * kRounding);
}

Peak highest(const Profile& profile) {
  const std::size_t n = profile.prefix.size() - 1;
  Peak peak;
  if (!(profile.squares > 0)) {
    return peak;
  }
  for (std::size_t length = kLeastSegment; length + kLeastSegment <= n; ++length) {
    std::size_t from = 0;
    const double ratio = ratio_of(profile, length, largest_square(profile, length, from));
    if (ratio > peak.ratio) {
      peak = {ratio, {from, from + length}};
    }
  }
  return peak;
}

/// Does any stretch reach `wanted`? `factors`[length - 1] weighs the stretches of that length and
/// those of its complement. No sum is larger than the range of the prefix sums: far from a change
/// that bound decides most lengths without a look at their stretches.
bool reaches(const Profile& profile, const std::vector<double>& factors, double wanted) {
  const std::size_t n = profile.prefix.size() - 1;
  const auto [low, high] = std::minmax_element(profile.prefix.begin(), profile.prefix.end());
  const double bound = (*high - *low) * (*high - *low);
  for (std::size_t length = kLeastSegment; length + kLeastSegment <= n; ++length) {
    const double factor = factors[std::min(length, n - length) - 1];
    if (ratio_of(profile, length, bound) * factor < wanted) {
      continue;
    }
    std::size_t from = 0;
    if (ratio_of(profile, length, largest_square(profile, length, from)) * factor >= wanted) {
      return true;
    }
  }
  return false;
}

/// Differences from the means of the pieces that end at `ends`.
std::vector<double> residuals_of(std::span<const double> values,
                                 std::span<const std::size_t> ends) {
  std::vector<double> residuals(values.begin(), values.end());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    const double centre = mean(values.subspan(begin, end - begin));
    for (std::size_t i = begin; i < end; ++i) {
      residuals[i] -= centre;
    }
    begin = end;
  }
  return residuals;
}

std::vector<std::size_t> piece_ends(const Stretch& stretch, std::size_t count) {
  std::vector<std::size_t> ends;
  for (const std::size_t end : {stretch.from, stretch.to, count}) {
    if (end > 0 && (ends.empty() || ends.back() < end)) {
      ends.push_back(end);
    }
  }
  return ends;
}

/// Carlstein's length for a correlation that falls geometrically.
std::size_t block_length(double lag1, std::size_t count) {
  const double length =
      std::pow(2 * lag1 / (1 - lag1 * lag1), 2.0 / 3.0) * std::cbrt(static_cast<double>(count));
  const auto most = std::max<std::size_t>(1, count / kFewestBlocks);
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(length)), 1, most);
}

/// What is left of mean_variance_factor when only values of the same block stay together; the
/// borders of blocks are anywhere.
double blocked_variance_factor(double lag1, std::size_t length, std::size_t block) {
  const auto size = static_cast<double>(length);
  double factor = 1;
  double power = 1;
  for (std::size_t k = 1; k < std::min(length, block); ++k) {
    power *= lag1;
    const auto apart = static_cast<double>(k);
    factor += 2 * (1 - apart / size) * (1 - apart / static_cast<double>(block)) * power;
  }
  return factor;
}

/// Residuals in blocks, shuffled; the borders of the blocks start anywhere.
class BlockShuffle {
 public:
  BlockShuffle(std::vector<double> residuals, std::size_t block)
      : residuals_(std::move(residuals)), block_(block), shuffled_(residuals_.size()) {
    order_.resize((residuals_.size() + block - 1) / block);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
  }

  [[nodiscard]] std::span<const double> next(Rng& rng) {
    for (std::size_t i = order_.size(); i > 1; --i) {
      std::swap(order_[i - 1], order_[rng.below(i)]);
    }
    const std::size_t n = residuals_.size();
    const std::size_t start = rng.below(n);
    std::size_t at = 0;
    for (const std::size_t block : order_) {
      const std::size_t end = std::min(n, (block + 1) * block_);
      for (std::size_t i = block * block_; i < end; ++i) {
        const std::size_t place = start + i;
        shuffled_[at++] = residuals_[place < n ? place : place - n];
      }
    }
    return shuffled_;
  }

 private:
  std::vector<double> residuals_;
  std::size_t block_;
  std::vector<double> shuffled_;
  std::vector<std::size_t> order_;
};

}  // namespace

std::vector<double> without_spikes(std::span<const double> values) {
  std::vector<double> centres(values.size());
  std::vector<double> distances(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    // At the ends the window stays whole: two values there are no majority of three.
    const std::size_t before = i < kSpikeReach ? 0 : i - kSpikeReach;
    const std::size_t from =
        values.size() < kWindow ? 0 : std::min(before, values.size() - kWindow);
    centres[i] = median(values.subspan(from, std::min(kWindow, values.size() - from)));
    distances[i] = values[i] - centres[i];
  }
  std::vector<double> result(values.begin(), values.end());
  // Around zero, not around their median: a centre that most values share has no distance at all.
  std::vector<double> sizes(distances);
  std::transform(sizes.begin(), sizes.end(), sizes.begin(), [](double d) { return std::abs(d); });
  constexpr double kScale = 1.4826;  // of the MAD, to the standard deviation of normal values
  const double reach = sizes.empty() ? 0 : kSpikeDeviations * kScale * median(sizes);
  for (std::size_t i = 0; reach > 0 && i < result.size(); ++i) {
    result[i] = std::abs(distances[i]) > reach ? centres[i] : values[i];
  }
  return result;
}

double mean_variance_factor(double lag1, std::size_t length) {
  const auto size = static_cast<double>(length);
  double factor = 1;
  double power = 1;
  for (std::size_t k = 1; k < length; ++k) {
    power *= lag1;
    factor += 2 * (1 - static_cast<double>(k) / size) * power;
  }
  return factor;
}

LagEstimate lag_within(std::span<const double> residuals, std::span<const std::size_t> ends,
                       double caution) {
  double neighbours = 0;
  double squares = 0;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    for (std::size_t i = begin; i < end; ++i) {
      squares += residuals[i] * residuals[i];
      neighbours += i > begin ? residuals[i] * residuals[i - 1] : 0;
    }
    begin = end;
  }
  LagEstimate lag;
  if (!(squares > 0)) {
    return lag;
  }
  const auto n = static_cast<double>(residuals.size());
  const double raw = std::clamp(neighbours / squares, -1.0, 1.0);
  const double share = std::min(static_cast<double>(ends.size()) / n, 0.25);
  const double corrected = std::clamp((raw + share) / (1 - 3 * share), 0.0, kMostLag);
  lag.raw = std::clamp(raw, 0.0, kMostLag);
  lag.corrected = corrected;
  lag.cautious =
      std::clamp(corrected + caution * std::sqrt((1 - corrected * corrected) / n), 0.0, kMostLag);
  return lag;
}

ScanResult scan_for_change(std::span<const double> values, const ScanEffort& effort, Rng& rng) {
  const std::size_t n = values.size();
  Profile profile;
  fill_profile(values, profile);
  const Peak observed = highest(profile);
  ScanResult result;
  result.best = observed.stretch;
  if (!(observed.ratio > 0)) {
    return result;
  }
  const std::vector<std::size_t> ends = piece_ends(observed.stretch, n);
  const std::vector<double> residuals = residuals_of(values, ends);
  const double rest =
      std::inner_product(residuals.begin(), residuals.end(), residuals.begin(), 0.0);
  if (rest <= profile.squares * kRounding) {  // a step between exact levels
    result.p_value = 1 / static_cast<double>(effort.permutations + 1);
    return result;
  }
  result.lag = lag_within(residuals, ends, effort.caution);
  const std::size_t block = block_length(result.lag.cautious, n);
  std::vector<double> restore(n);
  for (std::size_t length = 1; length <= n; ++length) {
    restore[length - 1] = mean_variance_factor(result.lag.cautious, length) /
                          blocked_variance_factor(result.lag.raw, length, block);
  }
  BlockShuffle shuffle(residuals, block);
  std::size_t beyond = 0;
  for (std::size_t done = 1; done <= effort.permutations; ++done) {
    fill_profile(shuffle.next(rng), profile);
    beyond += reaches(profile, restore, observed.ratio) ? 1 : 0;
    if (beyond == kClearlyQuiet) {
      result.p_value = static_cast<double>(beyond) / static_cast<double>(done);
      return result;
    }
  }
  result.p_value = static_cast<double>(beyond + 1) / static_cast<double>(effort.permutations + 1);
  return result;
}

}  // namespace perfgate::stats
