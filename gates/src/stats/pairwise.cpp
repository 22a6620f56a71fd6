// SPDX-License-Identifier: Apache-2.0
// Selection in the implicit matrix of differences, whose rows are sorted: guess a pivot, count what
// lies below it with one pass of two pointers, drop the part without the answer. Rounding is
// monotone, so counting on the rounded differences is exact. Deterministic: pivots come from fixed
// positions.
#include "stats/pairwise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace perfgate::stats {
namespace {

constexpr std::uint64_t kFinishDirectly = 512;  // fewer candidates than this are gathered
constexpr std::size_t kProbes = 31;

std::uint64_t total(const std::vector<std::size_t>& bounds) {
  return std::accumulate(bounds.begin(), bounds.end(), std::uint64_t{0});
}

}  // namespace

PairwiseDifferences::PairwiseDifferences(std::span<const double> x, std::span<const double> y)
    : x_(x), y_(y), first_(x.size()), last_(x.size()), below_(x.size()), through_(x.size()) {}

std::uint64_t PairwiseDifferences::size() const {
  return std::uint64_t{x_.size()} * y_.size();
}

void PairwiseDifferences::narrow_to(double pivot, std::vector<std::size_t>& bounds,
                                    bool inclusive) const {
  std::size_t j = 0;
  for (std::size_t i = 0; i < x_.size(); ++i) {
    while (j < y_.size() && (inclusive ? y_[j] - x_[i] <= pivot : y_[j] - x_[i] < pivot)) {
      ++j;
    }
    bounds[i] = j;
  }
}

// A pivot a little beyond the wanted rank, on the side of the middle: one pass then drops the
// larger part.
double PairwiseDifferences::pivot_for(std::uint64_t rank, std::uint64_t active) const {
  std::array<double, kProbes> probes{};
  std::uint64_t row_start = 0;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < x_.size() && taken < kProbes; ++i) {
    const std::uint64_t width = last_[i] - first_[i];
    while (taken < kProbes && (2 * taken + 1) * active / (2 * kProbes) < row_start + width) {
      // The probe's column is scattered by a fixed stride so that probes are not all at row ends.
      const std::size_t column = first_[i] + (taken * 13 + 5) % kProbes * width / kProbes;
      probes[taken++] = y_[column] - x_[i];
    }
    row_start += width;
  }
  const double share = static_cast<double>(rank) / static_cast<double>(active);
  const double shifted = share < 0.5 ? share + 0.1 : share - 0.1;
  const auto nth = static_cast<std::size_t>(std::lround(shifted * static_cast<double>(taken - 1)));
  std::nth_element(probes.begin(), probes.begin() + static_cast<std::ptrdiff_t>(nth),
                   probes.begin() + static_cast<std::ptrdiff_t>(taken));
  return probes[nth];
}

double PairwiseDifferences::finish(std::uint64_t rank) {
  rest_.clear();
  for (std::size_t i = 0; i < x_.size(); ++i) {
    for (std::size_t j = first_[i]; j < last_[i]; ++j) {
      rest_.push_back(y_[j] - x_[i]);
    }
  }
  const auto nth = rest_.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(rest_.begin(), nth, rest_.end());
  return *nth;
}

double PairwiseDifferences::kth(std::uint64_t rank) {
  std::fill(first_.begin(), first_.end(), 0);
  std::fill(last_.begin(), last_.end(), y_.size());
  std::uint64_t start = 0;  // rank of the smallest candidate
  std::uint64_t end = size();
  while (end - start > kFinishDirectly) {
    const double pivot = pivot_for(rank - start, end - start);
    narrow_to(pivot, below_, false);
    const std::uint64_t below = total(below_);
    if (rank < below) {
      last_.swap(below_);
      end = below;
      continue;
    }
    narrow_to(pivot, through_, true);
    const std::uint64_t through = total(through_);
    if (rank < through) {
      return pivot;
    }
    first_.swap(through_);
    start = through;
  }
  return finish(rank - start);
}

double PairwiseDifferences::median() {
  const std::uint64_t half = size() / 2;
  if (size() % 2 == 1) {
    return kth(half);
  }
  const double low = kth(half - 1);
  return low + (kth(half) - low) / 2;
}

}  // namespace perfgate::stats
