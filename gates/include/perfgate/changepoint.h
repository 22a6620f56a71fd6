// SPDX-License-Identifier: Apache-2.0
// Change points in the history of rows: where a level moved for good. Pure functions of logarithms
// in time order; seeded, no I/O.
//
// Method. Spikes of one or two values give way to the median around them first (Hampel 1974, window
// of five, four scaled MADs). Circular binary segmentation (Olshen, Venkatraman, Lucito & Wigler
// 2004) then looks for the stretch whose mean differs most from the rest, by the F ratio, and goes
// on inside the pieces. Its p-value comes from permuting blocks of the residuals that remain when
// that stretch is taken out, so that a step does not look like noise (Carlstein 1986: length of the
// blocks from the correlation of neighbours; Davison & Hinkley 1997: residual resampling). What
// blocks cut off of the correlation, and what fitting the stretch hid of it (Marriott & Pope 1954),
// is restored: every permuted ratio is multiplied by the variance of a mean of that length under
// the corrected correlation, taken cautiously, over the one under blocks. Counting stops early on
// rows that are clearly quiet (Besag & Clifford 1991). Over the rows: Holm; further change points
// of a row are tested at the level divided by the number of rows.
//
// What it cannot do: tell a step from a slow drift, or from noise that is correlated over more runs
// than the history is long.
#pragma once

#include <perfgate/stats.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace perfgate::stats {

/// Fewest values of a history that is searched: below, the correlation of the runs cannot be told
/// from a step (simulated AR(1) noise of 0.6 at alpha 0.05: 2.8 % accused at 30 values, 5.1 % at
/// 24).
inline constexpr std::size_t kLeastHistory = 30;
/// Fewest values between two change points.
inline constexpr std::size_t kLeastSegment = 3;
/// Longest history: time grows with its square.
inline constexpr std::size_t kMostHistory = 1000;

struct ChangeRules {
  double alpha = 0.05;         // over all rows
  double least_change = 0.02;  // |after / before - 1| below which a change point is not reported
  double confidence = 0.95;    // of the intervals
  std::uint64_t seed = 42;
};

struct ChangePoint {
  std::size_t index = 0;  // first value after the change
  double change = 0;      // Hodges-Lehmann: ln after - ln before, of the stretches on both sides
  Interval interval{};    // Student, widened by the correlation of neighbouring runs
  double p_value = 1;     // of the search that found it
};

struct RowChanges {
  bool searched = false;            // at least kLeastHistory values and some spread
  double p_value = 1;               // H0: no change anywhere in the row
  double p_adjusted = 1;            // Holm over the searched rows
  double lag1 = 0;                  // correlation of neighbours, corrected
  std::vector<ChangePoint> points;  // in order; only where p_adjusted < alpha
};

/// One result per history, in order. A history is ln(value) per run, oldest first, all finite, at
/// most kMostHistory values. The seed of a history depends on its place.
[[nodiscard]] std::vector<RowChanges> find_changes(std::span<const std::vector<double>> histories,
                                                   const ChangeRules& rules);

}  // namespace perfgate::stats
