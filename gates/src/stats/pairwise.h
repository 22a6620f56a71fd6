// SPDX-License-Identifier: Apache-2.0
// Order statistics of all differences y_j - x_i of two sorted samples, without ever storing them:
// time per rank is about O((n + m) log(n m)), memory O(n).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace perfgate::stats {

class PairwiseDifferences {
 public:
  /// Both sorted upward, finite, not empty; they must outlive this object.
  PairwiseDifferences(std::span<const double> x, std::span<const double> y);

  /// n * m.
  [[nodiscard]] std::uint64_t size() const;
  /// The rank-th smallest difference, rank in [0, size()).
  [[nodiscard]] double kth(std::uint64_t rank);
  /// Type-7 median of the differences: the Hodges-Lehmann shift.
  [[nodiscard]] double median();

 private:
  // For every x_i the differences that may still be the answer are those with y index in
  // [first_[i], last_[i]).
  void narrow_to(double pivot, std::vector<std::size_t>& bounds, bool inclusive) const;
  [[nodiscard]] double pivot_for(std::uint64_t rank, std::uint64_t active) const;
  [[nodiscard]] double finish(std::uint64_t rank);

  std::span<const double> x_, y_;
  std::vector<std::size_t> first_, last_, below_, through_;
  std::vector<double> rest_;
};

}  // namespace perfgate::stats
