// SPDX-License-Identifier: Apache-2.0
// Statistics of paired rounds: y_r = ln(candidate / base) of round r. Pure functions, no I/O.
// Sources: Wilcoxon 1945 (signed ranks); Hodges & Lehmann 1963 (median of the Walsh averages);
// Tukey 1949 and Thompson 1936 (intervals by inverting the signed-rank and the sign test); Tukey &
// McLaughlin 1963 and Yuen 1974 (trimmed means and their spread); Smyth 2004 (variances shared by
// many rows); Clopper & Pearson 1934 (exact interval of a share).
#pragma once

#include <perfgate/stats.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace perfgate::stats {

/// Null distribution of a whole-number statistic that is symmetric on 0 .. largest().
class SymmetricNull {
 public:
  /// `probabilities`[w] = P(W = w), symmetric, at least one entry.
  explicit SymmetricNull(std::vector<double> probabilities);

  [[nodiscard]] std::size_t largest() const { return cumulative_.size() - 1; }

  /// P(W <= w), P(W >= w).
  [[nodiscard]] double at_most(std::size_t w) const;
  [[nodiscard]] double at_least(std::size_t w) const;

  /// Largest c with P(W <= c - 1) <= tail: the c-th smallest order statistic is a lower bound that
  /// is wrong with probability P(W <= c - 1). 0 = no rank is good enough.
  [[nodiscard]] std::size_t bound_rank(double tail) const;

  /// Two-sided confidences that an interval of order statistics can have, largest first.
  [[nodiscard]] std::vector<double> levels() const;

 private:
  std::vector<double> cumulative_;
};

/// Sum of the ranks of the positive of n values without ties, symmetric about 0. Exact up to 200
/// values, above normal with continuity. n >= 1.
[[nodiscard]] SymmetricNull signed_rank_null(std::size_t n);
/// Number of positive of n values whose median is 0. Exact. n >= 1.
[[nodiscard]] SymmetricNull sign_null(std::size_t n);

/// All (y_i + y_j) / 2, i <= j, sorted. n (n + 1) / 2 values.
[[nodiscard]] std::vector<double> walsh_averages(std::span<const double> y);

/// What the shape of y says about the symmetry that the signed-rank interval needs.
struct Shape {
  double skewness = 0;    // of the sample, adjusted for bias; 0 for n < 3 or without spread
  double bimodality = 0;  // Sarle's coefficient with the correction for n; 0 for n < 4
  bool skewed = false;
  bool two_modes = false;
};

[[nodiscard]] Shape shape_of(std::span<const double> y);

/// One row of a paired comparison. Intervals and bounds are of the location of y; ends that n
/// values cannot give at the asked level are infinite.
struct PairedTest {
  double estimate = 0;  // Hodges-Lehmann: median of the Walsh averages
  Interval signed_rank{}, sign{};
  double signed_rank_confidence = 0, sign_confidence = 0;  // reached; 0 when the end is infinite
  Shape shape;
  bool careful = false;  // skewed or two modes: the interval below spans both, p is the larger
  Interval interval{};
  double confidence = 0;    // that `interval` reached; 0 when an end is infinite
  Interval suite{};         // one-sided bounds, each at 1 - suite_alpha
  double p_greater = 1;     // one-sided, H0: location <= 0
  double p_less = 1;        // one-sided, H0: location >= 0
  double mde = 0;           // smallest location beyond `margin` that is found with the asked power
  const char* method = "";  // of the deciding interval
};

struct PairedLevels {
  double confidence = 0.95;   // of the row's own two-sided interval
  double suite_alpha = 0.05;  // one-sided, of the bounds for the whole suite and of a finding
  double power = 0.8;         // of the smallest detectable change
  double margin = 0;          // ln: a finding's own interval must also lie beyond this
};

/// Everything of a paired comparison that depends on the number of rounds alone; made once and used
/// for many rows.
class PairedDesign {
 public:
  using Levels = PairedLevels;

  /// rounds >= 1.
  PairedDesign(std::size_t rounds, const Levels& levels);

  /// y: finite, one value a round. Ties and zeros count against a finding.
  [[nodiscard]] PairedTest test(std::span<const double> y) const;

  /// Smallest one-sided p that any data of this many rounds can have: 2^-rounds.
  [[nodiscard]] double smallest_p() const;

 private:
  // What a decision costs for normal y with standard deviation 1: by the rule with or without care.
  struct Reach {
    double row = 0, suite = 0;  // shift at which the bound passes zero with the asked power
  };

  void simulate();
  void approximate();
  void decide(PairedTest& result, const std::vector<double>& sorted,
              const std::vector<double>& walsh) const;
  [[nodiscard]] double detectable(const PairedTest& result) const;

  std::size_t rounds_;
  Levels levels_;
  SymmetricNull ranks_, signs_;
  double half_width_ = 0;  // median half width of the signed-rank interval of standard normal y
  Reach plain_, careful_;
};

/// Mean of the middle three fifths of y, and the spread that this mean has.
struct TrimmedMean {
  double location = 0;
  double round_variance = 0;  // variance of `location` times the number of rounds
  double degrees = 0;         // rounds kept - 1
};

/// y: at least one value. A fifth of the values, rounded down, is left out at each end.
[[nodiscard]] TrimmedMean trimmed_mean(std::span<const double> y);

/// What the rows of one paired run have in common.
struct SharedSpread {
  double round_variance = 0;  // the middle one of the rows
  double inflation = 1;       // of variances: rounds of a block that resemble each other, >= 1
};

/// Fewest rounds of a row, and fewest rows with so many, for which sharing is proven by simulation.
inline constexpr std::size_t kSharedLeastRounds = 8;
inline constexpr std::size_t kSharedLeastRows = 10;

/// Of rows with at least two rounds each; rounds 0 and 1 are a block, 2 and 3 the next.
[[nodiscard]] SharedSpread shared_spread(std::span<const std::vector<double>> rows);

/// `test` decided by the trimmed mean of y and a Student interval whose variance unites the row's
/// own with the shared one (and is never below its own) instead of by ranks: estimate, interval,
/// suite, p and mde are replaced, the exact intervals stay beside them. Two stray rounds of ten
/// cost a rank test its decision and this one little. Symmetric noise is assumed, as of differences
/// between two like processes.
[[nodiscard]] PairedTest with_shared_spread(PairedTest test, std::span<const double> y,
                                            const SharedSpread& shared, const PairedLevels& levels);

/// Clopper-Pearson interval of a share of which `hits` of `trials` were seen. trials >= 1.
[[nodiscard]] Interval share_interval(std::size_t hits, std::size_t trials, double confidence);

/// One-sided upper Clopper-Pearson bound, e.g. 0 of 60 at 95 %: 4.87 %.
[[nodiscard]] double share_upper_bound(std::size_t hits, std::size_t trials, double confidence);

}  // namespace perfgate::stats
