// SPDX-License-Identifier: Apache-2.0
// Adjusted p-values for a family of rows. A p that is not a number counts as 1: it can never make a
// row significant.
#include <perfgate/stats.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace perfgate::stats {
namespace {

std::vector<std::size_t> by_size(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

std::vector<double> without_nan(std::span<const double> p) {
  std::vector<double> result(p.begin(), p.end());
  std::replace_if(
      result.begin(), result.end(), [](double v) { return std::isnan(v); }, 1.0);
  return result;
}

}  // namespace

std::vector<double> holm(std::span<const double> p) {
  const std::vector<double> clean = without_nan(p);
  std::vector<double> adjusted(p.size());
  double largest = 0;
  std::size_t remaining = p.size();
  for (const std::size_t i : by_size(clean)) {
    largest = std::max(largest, std::min(1.0, clean[i] * static_cast<double>(remaining--)));
    adjusted[i] = largest;
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  const std::vector<double> clean = without_nan(p);
  const std::vector<std::size_t> order = by_size(clean);
  std::vector<double> adjusted(p.size());
  const auto all = static_cast<double>(p.size());
  double smallest = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    smallest = std::min(smallest, clean[i] * all / static_cast<double>(rank));
    adjusted[i] = smallest;
  }
  return adjusted;
}

}  // namespace perfgate::stats
