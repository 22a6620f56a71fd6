// SPDX-License-Identifier: Apache-2.0
// Null distributions of the signed-rank and the sign statistic by adding one value at a time: with
// probability 1/2 it contributes its rank (or 1), else nothing. Halving keeps every number a
// probability, so nothing overflows at any n.
#include "stats/distributions.h"

#include <perfgate/paired_stats.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace perfgate::stats {
namespace {

constexpr std::size_t kExactRounds = 200;

std::vector<double> signed_rank_probabilities(std::size_t n) {
  std::vector<double> p(n * (n + 1) / 2 + 1, 0.0);
  p[0] = 1;
  for (std::size_t rank = 1; rank <= n; ++rank) {
    for (std::size_t w = rank * (rank + 1) / 2 + 1; w-- > 0;) {
      p[w] = (p[w] + (w >= rank ? p[w - rank] : 0.0)) / 2;
    }
  }
  return p;
}

std::vector<double> normal_rank_probabilities(std::size_t n) {
  const auto count = static_cast<double>(n);
  const double centre = count * (count + 1) / 4;
  const double sigma = std::sqrt(count * (count + 1) * (2 * count + 1) / 24);
  std::vector<double> p(n * (n + 1) / 2 + 1);
  for (std::size_t w = 0; w < p.size(); ++w) {
    // From the nearer tail, where the difference of two probabilities keeps its digits.
    const double distance = std::abs(static_cast<double>(w) - centre);
    p[w] = normal_cdf((0.5 - distance) / sigma) - normal_cdf((-0.5 - distance) / sigma);
  }
  return p;
}

}  // namespace

SymmetricNull::SymmetricNull(std::vector<double> probabilities)
    : cumulative_(std::move(probabilities)) {
  double sum = 0;
  for (double& value : cumulative_) {
    sum += value;
    value = std::min(sum, 1.0);
  }
  cumulative_.back() = 1;
}

double SymmetricNull::at_most(std::size_t w) const {
  return cumulative_[std::min(w, largest())];
}

double SymmetricNull::at_least(std::size_t w) const {
  return w == 0 ? 1 : (w > largest() ? 0 : cumulative_[largest() - w]);
}

std::size_t SymmetricNull::bound_rank(double tail) const {
  return static_cast<std::size_t>(std::upper_bound(cumulative_.begin(), cumulative_.end(), tail) -
                                  cumulative_.begin());
}

std::vector<double> SymmetricNull::levels() const {
  std::vector<double> result;
  for (const double tail : cumulative_) {
    if (tail >= 0.5) {
      break;
    }
    result.push_back(1 - 2 * tail);
  }
  return result;
}

SymmetricNull signed_rank_null(std::size_t n) {
  return SymmetricNull(n <= kExactRounds ? signed_rank_probabilities(n)
                                         : normal_rank_probabilities(n));
}

SymmetricNull sign_null(std::size_t n) {
  std::vector<double> p(n + 1, 0.0);
  p[0] = 1;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t w = i + 1; w-- > 0;) {
      p[w] = (p[w] + (w >= 1 ? p[w - 1] : 0.0)) / 2;
    }
  }
  return SymmetricNull(std::move(p));
}

}  // namespace perfgate::stats
