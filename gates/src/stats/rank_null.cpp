// SPDX-License-Identifier: Apache-2.0
// Counting: the number of arrangements with U = u is the coefficient of q^u in the Gaussian
// binomial (n+m choose n)_q, built factor by factor. For n * m <= 400 every coefficient is a whole
// number below 2^53, so the counts are exact in double.
#include "stats/rank_null.h"

#include "stats/distributions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace perfgate::stats {
namespace {

std::vector<double> exact_cumulative(std::size_t n, std::size_t m) {
  const std::size_t small = std::min(n, m);
  const std::size_t large = std::max(n, m);
  std::vector<double> counts(n * m + 1, 0.0);
  counts[0] = 1;
  for (std::size_t i = 1; i <= small; ++i) {
    for (std::size_t u = counts.size(); u-- > large + i;) {
      counts[u] -= counts[u - large - i];
    }
    for (std::size_t u = i; u < counts.size(); ++u) {
      counts[u] += counts[u - i];
    }
  }
  double sum = 0;
  for (double& count : counts) {
    sum += count;
    count = sum;
  }
  for (double& count : counts) {
    count /= sum;
  }
  return counts;
}

}  // namespace

RankNull::RankNull(std::size_t n, std::size_t m, bool exact, double tie_sum)
    : n_(static_cast<double>(n)), m_(static_cast<double>(m)), sigma_(0) {
  const double all = n_ + m_;
  sigma_ = std::sqrt(std::max(0.0, n_ * m_ / 12 * (all + 1 - tie_sum / (all * (all - 1)))));
  if (exact) {
    cumulative_ = exact_cumulative(n, m);
  }
}

double RankNull::sigma_without_ties() const {
  return std::sqrt(n_ * m_ * (n_ + m_ + 1) / 12);
}

double RankNull::cdf(std::uint64_t u) const {
  if (!cumulative_.empty()) {
    return cumulative_[std::min<std::size_t>(u, cumulative_.size() - 1)];
  }
  return normal_cdf((static_cast<double>(u) + 0.5 - n_ * m_ / 2) / sigma_without_ties());
}

double RankNull::two_sided_p(double u) const {
  const double smaller = std::min(u, n_ * m_ - u);  // the distribution is symmetric
  if (!cumulative_.empty()) {
    return std::min(1.0, 2 * cdf(static_cast<std::uint64_t>(smaller)));
  }
  if (!(sigma_ > 0)) {
    return 1;
  }
  const double z = std::max(0.0, (n_ * m_ / 2 - smaller - 0.5) / sigma_);
  return std::min(1.0, student_two_sided_p(z, std::numeric_limits<double>::infinity()));
}

std::uint64_t RankNull::interval_rank(double confidence, double& reached) const {
  const double tail = (1 - confidence) / 2;
  std::uint64_t rank = 0;
  if (!cumulative_.empty()) {
    rank = static_cast<std::uint64_t>(
        std::upper_bound(cumulative_.begin(), cumulative_.end(), tail) - cumulative_.begin());
  } else {
    const double z = student_quantile(1 - tail, std::numeric_limits<double>::infinity());
    rank = static_cast<std::uint64_t>(
        std::max(0.0, std::floor(n_ * m_ / 2 + 0.5 - z * sigma_without_ties())));
  }
  rank = std::max<std::uint64_t>(rank, 1);
  reached = 1 - 2 * cdf(rank - 1);
  return rank;
}

}  // namespace perfgate::stats
