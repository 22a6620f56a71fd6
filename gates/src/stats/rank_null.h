// SPDX-License-Identifier: Apache-2.0
// Null distribution of the Mann-Whitney statistic U: exact by counting, or normal. Data-free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace perfgate::stats {

class RankNull {
 public:
  /// Exact if `exact`, else the normal approximation with continuity correction and with `tie_sum`
  /// = sum of t^3 - t over groups of t tied values.
  RankNull(std::size_t n, std::size_t m, bool exact, double tie_sum);

  /// Largest product n * m for which the exact distribution is used.
  static constexpr std::size_t kExactPairs = 400;

  /// P(U <= u).
  [[nodiscard]] double cdf(std::uint64_t u) const;
  /// Two-sided p of a statistic (whole or half numbers).
  [[nodiscard]] double two_sided_p(double u) const;
  /// c such that the c-th smallest and c-th largest difference bound the shift with at least this
  /// confidence; 1 when the sizes do not allow it. `reached` receives the real confidence.
  [[nodiscard]] std::uint64_t interval_rank(double confidence, double& reached) const;

 private:
  [[nodiscard]] double sigma_without_ties() const;

  double n_, m_;
  double sigma_;                    // with tie correction
  std::vector<double> cumulative_;  // exact: P(U <= u)
};

}  // namespace perfgate::stats
