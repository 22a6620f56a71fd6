// SPDX-License-Identifier: Apache-2.0
// Paired rounds: Hodges-Lehmann estimate, exact signed-rank and sign intervals, the choice between
// them, and the smallest change that the design finds. Knows nothing of rows or verdicts.
#include "stats/distributions.h"
#include "stats/sorted.h"

#include <perfgate/paired_stats.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace perfgate::stats {
namespace {

constexpr std::size_t kSimulatedRounds = 60;  // above, the normal approximation is close
constexpr std::size_t kDraws = 2000;

// The rank-th smallest and the rank-th largest of sorted values; rank 0 gives no bound.
Interval between(const std::vector<double>& values, std::size_t rank) {
  if (rank == 0) {
    return {-kInfinity, kInfinity};
  }
  return {values[rank - 1], values[values.size() - rank]};
}

Interval hull(const Interval& a, const Interval& b) {
  return {std::min(a.lower, b.lower), std::max(a.upper, b.upper)};
}

double middle(const std::vector<double>& values) {
  const std::size_t n = values.size();
  const double low = values[(n - 1) / 2];
  return low + (values[n / 2] - low) / 2;
}

std::size_t count_above(const std::vector<double>& values, double limit) {
  return static_cast<std::size_t>(values.end() -
                                  std::upper_bound(values.begin(), values.end(), limit));
}

std::size_t count_below(const std::vector<double>& values, double limit) {
  return static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), limit) -
                                  values.begin());
}

double reached(const SymmetricNull& null, std::size_t rank) {
  return rank == 0 ? 0 : 1 - 2 * null.at_most(rank - 1);
}

double standard_normal(Rng& rng) {
  const double u = (static_cast<double>(rng.next() >> 11U) + 0.5) * 0x1p-53;
  const double v = static_cast<double>(rng.next() >> 11U) * 0x1p-53;
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

}  // namespace

std::vector<double> walsh_averages(std::span<const double> y) {
  std::vector<double> averages;
  averages.reserve(y.size() * (y.size() + 1) / 2);
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = i; j < y.size(); ++j) {
      averages.push_back(y[i] + (y[j] - y[i]) / 2);
    }
  }
  std::sort(averages.begin(), averages.end());
  return averages;
}

PairedDesign::PairedDesign(std::size_t rounds, const Levels& levels)
    : rounds_(rounds),
      levels_(levels),
      ranks_(signed_rank_null(rounds)),
      signs_(sign_null(rounds)) {
  if (rounds <= kSimulatedRounds) {
    simulate();
  } else {
    approximate();
  }
}

double PairedDesign::smallest_p() const {
  return ranks_.at_most(0);
}

void PairedDesign::decide(PairedTest& result, const std::vector<double>& sorted_y,
                          const std::vector<double>& walsh) const {
  const double tail = (1 - levels_.confidence) / 2;
  const std::size_t rank = ranks_.bound_rank(tail);
  const std::size_t sign = signs_.bound_rank(tail);
  result.signed_rank = between(walsh, rank);
  result.sign = between(sorted_y, sign);
  result.signed_rank_confidence = reached(ranks_, rank);
  result.sign_confidence = reached(signs_, sign);
  const Interval suite_rank = between(walsh, ranks_.bound_rank(levels_.suite_alpha));
  const Interval suite_sign = between(sorted_y, signs_.bound_rank(levels_.suite_alpha));
  result.interval = result.careful ? hull(result.signed_rank, result.sign) : result.signed_rank;
  result.suite = result.careful ? hull(suite_rank, suite_sign) : suite_rank;
  result.confidence = result.careful
                          ? std::min(result.signed_rank_confidence, result.sign_confidence)
                          : result.signed_rank_confidence;
}

PairedTest PairedDesign::test(std::span<const double> y) const {
  const std::vector<double> sorted_y = sorted(y);
  const std::vector<double> walsh = walsh_averages(sorted_y);
  PairedTest result;
  result.estimate = middle(walsh);
  result.shape = shape_of(y);
  result.careful = result.shape.skewed || result.shape.two_modes;
  result.method = result.careful ? "paired, signed rank and sign" : "paired, signed rank";
  decide(result, sorted_y, walsh);
  result.p_greater = ranks_.at_least(count_above(walsh, 0));
  result.p_less = ranks_.at_least(count_below(walsh, 0));
  if (result.careful) {
    result.p_greater = std::max(result.p_greater, signs_.at_least(count_above(sorted_y, 0)));
    result.p_less = std::max(result.p_less, signs_.at_least(count_below(sorted_y, 0)));
  }
  result.mde = detectable(result);
  return result;
}

// A finding needs its suite-wide bound beyond zero and its own interval beyond the margin.
double PairedDesign::detectable(const PairedTest& result) const {
  const Reach& reach = result.careful ? careful_ : plain_;
  const double width = result.signed_rank.upper - result.signed_rank.lower;
  if (width == 0) {
    if (!std::isfinite(reach.suite)) {
      return kInfinity;
    }
    return levels_.margin;
  }
  const double scale = width / 2 / half_width_;
  if (!std::isfinite(scale) || !std::isfinite(reach.suite)) {
    return kInfinity;
  }
  return std::max(reach.suite * scale, levels_.margin + reach.row * scale);
}

// Both rules on the same standard normal draws. A shift of y moves its bounds by as much, so the
// shift that is needed in a draw is its lower bound with the sign turned.
void PairedDesign::simulate() {
  Rng rng(0x5061697265640000U + rounds_);
  std::vector<double> widths, needed[4];
  std::vector<double> y(rounds_);
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    std::generate(y.begin(), y.end(), [&] { return standard_normal(rng); });
    std::sort(y.begin(), y.end());
    const std::vector<double> walsh = walsh_averages(y);
    PairedTest result;
    for (const bool careful : {false, true}) {
      result.careful = careful;
      decide(result, y, walsh);
      needed[careful ? 2 : 0].push_back(-result.interval.lower);
      needed[careful ? 3 : 1].push_back(-result.suite.lower);
    }
    widths.push_back((result.signed_rank.upper - result.signed_rank.lower) / 2);
  }
  const auto at_power = [&](const std::vector<double>& values) {
    return std::isfinite(values.front()) ? quantile(values, levels_.power) : kInfinity;
  };
  half_width_ = std::isfinite(widths.front()) ? median(widths) : kInfinity;
  plain_ = {at_power(needed[0]), at_power(needed[1])};
  careful_ = {at_power(needed[2]), at_power(needed[3])};
}

// Asymptotic efficiencies for normal y: 3 / pi of the signed ranks, 2 / pi of the signs.
void PairedDesign::approximate() {
  const double root = std::sqrt(static_cast<double>(rounds_));
  const double rank_se = std::sqrt(std::numbers::pi / 3) / root;
  const double sign_se = std::sqrt(std::numbers::pi / 2) / root;
  const double row = student_quantile((1 + levels_.confidence) / 2, kInfinity);
  const double suite = student_quantile(1 - levels_.suite_alpha, kInfinity);
  const double power = student_quantile(levels_.power, kInfinity);
  half_width_ = row * rank_se;
  plain_ = {(row + power) * rank_se, (suite + power) * rank_se};
  careful_ = {(row + power) * sign_se, (suite + power) * sign_se};
}

}  // namespace perfgate::stats
