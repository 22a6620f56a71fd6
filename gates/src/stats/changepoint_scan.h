// SPDX-License-Identifier: Apache-2.0
// One search for the stretch of a series that differs most from the rest, and its p-value by
// permuting blocks of residuals. The method is described in <perfgate/changepoint.h>.
#pragma once

#include <perfgate/stats.h>

#include <cstddef>
#include <span>
#include <vector>

namespace perfgate::stats {

/// Values [from, to) against the others.
struct Stretch {
  std::size_t from = 0, to = 0;
};

/// Correlation of neighbours within stretches.
struct LagEstimate {
  double raw = 0;        // as measured, at least 0
  double corrected = 0;  // without the bias of having fitted the means of the stretches
  double cautious = 0;   // corrected, plus some of its standard errors
};

struct ScanResult {
  Stretch best;
  LagEstimate lag;
  double p_value = 1;
};

/// What a level costs: permutations that resolve it, and doubt about the correlation, which a few
/// runs show badly and which makes most of the false alarms of correlated noise.
struct ScanEffort {
  std::size_t permutations = 999;
  double caution = 3.5;  // standard errors by which the correlation is taken as larger
};

/// The series with spikes, values beyond four scaled MADs from the median of the five around them,
/// replaced by that median.
[[nodiscard]] std::vector<double> without_spikes(std::span<const double> values);

/// Variance of a mean of `length` values, times length and over the variance of one value, when the
/// correlation of values k apart is lag1^k.
[[nodiscard]] double mean_variance_factor(double lag1, std::size_t length);

/// Correlation of neighbours in `residuals`, which are relative to the means of pieces that end at
/// `ends` (rising, the last is the number of values).
[[nodiscard]] LagEstimate lag_within(std::span<const double> residuals,
                                     std::span<const std::size_t> ends, double caution);

/// Requires at least 2 x kLeastSegment values. Without any spread: p = 1.
[[nodiscard]] ScanResult scan_for_change(std::span<const double> values, const ScanEffort& effort,
                                         Rng& rng);

}  // namespace perfgate::stats
