// SPDX-License-Identifier: Apache-2.0
// A line of block characters. The scale is that of the values, not of zero: a trend is about
// changes, and the figures stand beside it.
#include <perfgate/history.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace perfgate {
namespace {

constexpr std::array<const char*, 8> kBlocks = {"\u2581", "\u2582", "\u2583", "\u2584",
                                                "\u2585", "\u2586", "\u2587", "\u2588"};

// Means of `width` equal parts.
std::vector<double> condensed(const std::vector<double>& values, std::size_t width) {
  if (values.size() <= width) {
    return values;
  }
  std::vector<double> means(width);
  for (std::size_t column = 0; column < width; ++column) {
    const std::size_t from = column * values.size() / width;
    const std::size_t to = (column + 1) * values.size() / width;
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) {
      sum += values[i];
    }
    means[column] = sum / static_cast<double>(to - from);
  }
  return means;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
  std::vector<double> finite;
  std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
               [](double value) { return std::isfinite(value); });
  if (finite.empty() || width == 0) {
    return "";
  }
  const std::vector<double> columns = condensed(finite, width);
  const auto [low, high] = std::minmax_element(columns.begin(), columns.end());
  const double range = *high - *low;
  std::string line;
  for (const double value : columns) {
    const double share = range > 0 && std::isfinite(range) ? (value - *low) / range : 0;
    const auto level = static_cast<std::size_t>(std::lround(share * 7));
    line += kBlocks.at(std::min<std::size_t>(level, kBlocks.size() - 1));
  }
  return line;
}

}  // namespace perfgate
