// SPDX-License-Identifier: Apache-2.0
// Statistics of the gate: pure functions of their arguments (seeded where they resample), no I/O,
// no clock. Sources: Hodges & Lehmann 1963; Mann & Whitney 1947; Holm 1979; Benjamini & Hochberg
// 1995; Welch 1947; Moser & Stevens 1992; Davison & Hinkley 1997 (percentile bootstrap); Hyndman &
// Fan 1996 (type 7 quantiles).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace perfgate::stats {

struct Interval {
  double lower = 0;
  double upper = 0;
};

/// Type-7 quantile, q in [0, 1]. Requires values not empty (any order).
[[nodiscard]] double quantile(std::span<const double> values, double q);
[[nodiscard]] double median(std::span<const double> values);
[[nodiscard]] double mean(std::span<const double> values);
/// Two-pass, divisor n-1; 0 for n < 2.
[[nodiscard]] double variance(std::span<const double> values);
/// sqrt(variance) / mean.
[[nodiscard]] double coefficient_of_variation(std::span<const double> values);
/// median |x - median| x 1.4826.
[[nodiscard]] double scaled_mad(std::span<const double> values);

/// A comparison of location on the log scale: ratio = current / baseline.
struct RatioTest {
  double estimate = 1;    // of the ratio
  Interval interval{};    // two-sided at the asked confidence; infinite ends become 0 / infinity
  double confidence = 0;  // actually reached (exact methods may exceed the asked one; lower when n
                          // is too small for it)
  double p_value = 1;     // two-sided, H0: ratio = 1
  double log_se = 0;      // standard error of ln ratio (normal-equivalent), for the MDE
  double degrees = 0;     // degrees of freedom; infinity for rank methods with normal approximation
  const char* method = "";  // e.g. "hodges-lehmann, mann-whitney exact"
};

/// Hodges-Lehmann ratio of two samples with the Mann-Whitney interval and p. Exact null
/// distribution without ties and n*m <= 400, else normal approximation with tie and continuity
/// correction; the interval ignores ties (conservative). Requires positive values, both not empty.
/// n*m pairs above ~1e6 are handled by selection, not by storing them all... never more than O(n*m)
/// time, O(n + m) or O(n*m) memory.
[[nodiscard]] RatioTest mann_whitney_ratio(std::span<const double> baseline,
                                           std::span<const double> current, double confidence);

/// The same test with one interval per entry of `confidences` (not empty); ranks and logs are
/// made once. All results share estimate, p-value, log_se and degrees, which come from the first.
[[nodiscard]] std::vector<RatioTest> mann_whitney_ratios(std::span<const double> baseline,
                                                         std::span<const double> current,
                                                         std::span<const double> confidences);

/// Smallest two-sided p that Mann-Whitney can give for these sample sizes, whatever the data
/// (without ties). 1 if a size is 0.
[[nodiscard]] double mann_whitney_smallest_p(std::size_t baseline, std::size_t current);

/// Ratio of geometric means of run summaries, Student-type: pooled variance when both sides have >=
/// 2 runs (Welch if both have >= 3, the variances differ by more than a factor of 4 and an F test
/// at 5 % agrees), the baseline's variance alone (prediction form, s*sqrt(1/k + 1)) when current
/// has one run. Requires >= 2 baseline values, positive. Zero variance on both sides: interval =
/// estimate, p = 0 or 1.
[[nodiscard]] RatioTest student_ratio(std::span<const double> baseline,
                                      std::span<const double> current, double confidence);

/// What is known of the spread from run to run before the two samples are seen.
struct SpreadPrior {
  double run_sd = 0;     // standard deviation of ln(value)
  double degrees = 0;    // behind it
  double inflation = 1;  // of the variance of a mean, for runs that resemble their neighbours: >= 1
};

/// Variance inflation of a mean of autocorrelated values, (1 + lag1) / (1 - lag1); negative
/// correlations are not believed, those above 0.9 count as 0.9.
[[nodiscard]] double lag_inflation(double lag1);

/// Natural logarithms, in order. Positive values.
[[nodiscard]] std::vector<double> logs_of(std::vector<double> values);

/// Correlation of neighbours among `values` (at least 2): sum of products of neighbouring
/// deviations over the sum of squares, -1 to 1; 0 without spread. Of few independent values -1 / n
/// on average.
[[nodiscard]] double lag1_of(std::span<const double> values);

/// lag1_of averaged over many stretches of `runs` (at least 4) values, without the bias of short
/// stretches, (1 + 3 r) / runs (Marriott & Pope 1954).
[[nodiscard]] double unbiased_lag1(double average, double runs);

/// student_ratio whose variance unites the row's own with one that the rows of a suite share
/// (weights: degrees of freedom; Smyth 2004), is never below its own, and is inflated; an inflated
/// variance has fewer degrees of freedom, as in spread_prior. `shared` with 0 degrees and no
/// inflation changes nothing.
[[nodiscard]] RatioTest student_ratio_shared(std::span<const double> baseline,
                                             std::span<const double> current, double confidence,
                                             const SpreadPrior& shared);

/// The prior that `runs` runs with this standard deviation and this correlation of neighbours give.
/// The correlation is corrected for the bias of few runs, (1 + 3 r) / runs (Marriott & Pope 1954),
/// and correlated runs count as fewer: (1 - r^2) / (1 + r^2) of them for a variance (Bayley &
/// Hammersley 1946).
[[nodiscard]] SpreadPrior spread_prior(double run_sd, double lag1, std::size_t runs);

/// The runs of one row: one positive value a run, in the order of time.
struct RunSides {
  std::vector<double> before, after;
};

/// What the rows of a suite know of each other: the median of their standard deviations of
/// ln(value) from run to run, worth three degrees of freedom beside a row's own. Inflated where
/// neighbouring runs resemble each other (averaged over rows and sides of five runs and more): too
/// little of a machine's slow spells is then seen within one side. Rows with fewer than three runs
/// on both sides together are left out; fewer than ten rows say nothing: 0 degrees, no inflation.
[[nodiscard]] SpreadPrior shared_run_spread(std::span<const RunSides> rows);

/// Student interval whose variance unites the prior with the two samples (weights: degrees of
/// freedom, those of the samples divided by the inflation, because short stretches of correlated
/// runs look too quiet), is never below that of the samples alone, and is inflated. One value a
/// side is enough.
[[nodiscard]] RatioTest student_ratio_with_prior(std::span<const double> baseline,
                                                 std::span<const double> current, double confidence,
                                                 const SpreadPrior& prior);

/// `test` with a spread of ln ratio that its samples cannot show: both half widths, the standard
/// error and p as if an independent normal error of this standard deviation were added. 0 changes
/// nothing; p never falls.
[[nodiscard]] RatioTest with_extra_spread(const RatioTest& test, double log_sd);

/// Student interval of the mean of `values` (at least 2). Zero variance: both ends are the mean.
[[nodiscard]] Interval mean_interval(std::span<const double> values, double confidence);

/// Smallest |ln ratio| detected with `power` at two-sided level alpha: (t_{1-alpha/2, df} +
/// t_{power, df}) * log_se, as exp(x) - 1.
[[nodiscard]] double minimum_detectable_effect(double log_se, double degrees, double alpha,
                                               double power);

/// Holm-adjusted p-values, same order as the input.
[[nodiscard]] std::vector<double> holm(std::span<const double> p);
/// Benjamini-Hochberg adjusted p-values (q-values), same order as the input.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p);

/// Relative change current/baseline - 1 of mean and of median with percentile bootstrap intervals
/// (Criterion's two-sample form).
struct ChangeEstimate {
  double change = 0;
  Interval interval{};
};

struct BootstrapChanges {
  ChangeEstimate mean, median;
};

[[nodiscard]] BootstrapChanges bootstrap_changes(std::span<const double> baseline,
                                                 std::span<const double> current, double confidence,
                                                 std::size_t resamples, std::uint64_t seed);

/// xoshiro256** seeded by splitmix64: the only random source of perfgate.
class Rng {
 public:
  explicit Rng(std::uint64_t seed);
  [[nodiscard]] std::uint64_t next();
  /// Uniform in [0, bound), bound > 0, without modulo bias worth naming (multiply-shift).
  [[nodiscard]] std::size_t below(std::size_t bound);

 private:
  std::uint64_t state_[4];
};

}  // namespace perfgate::stats
