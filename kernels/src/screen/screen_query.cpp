// SPDX-License-Identifier: Apache-2.0
// Sizes of a screen, and the query: x as two planes of int8 with the norms that the bound needs.
// Once per token, so in plain loops and double; every result is enlarged by more than its rounding.
#include "screen/screen_steps.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace bitnet::kernels {
namespace {

constexpr double kSlack = 1.0 + 1e-9;  // 2^17 additions in double round by less
constexpr double kLargestQ = 32512.0;  // 256 * 127, so that both planes stay in int8

struct Split {
  double cut_norm;
  double cut_excess;
};

// |clip(x, cut)|_2 and |x - clip(x, cut)|_1.
Split split_at(const float* x, std::size_t n, double cut) noexcept {
  double squares = 0.0;
  double excess = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double magnitude = std::fabs(static_cast<double>(x[i]));
    const double clipped = std::min(magnitude, cut);
    squares += clipped * clipped;
    excess += magnitude - clipped;
  }
  return {std::sqrt(squares) * kSlack, excess * kSlack};
}

// The cut with the smallest bound for a row whose errors are spread evenly over a step, except that
// a few clipped weights are off by three steps.
Split best_split(const float* x, std::size_t n, double norm) noexcept {
  const double rms = norm / std::sqrt(static_cast<double>(n));
  const double error_per_most = std::sqrt(static_cast<double>(n) / 12.0) / 3.0;
  Split best{norm, 0.0};
  for (const double factor : {3.0, 6.0, 12.0, 24.0}) {
    const Split split = split_at(x, n, factor * rms);
    if (split.cut_norm * error_per_most + split.cut_excess <
        best.cut_norm * error_per_most + best.cut_excess) {
      best = split;
    }
  }
  return best;
}

struct Magnitudes {
  double largest;
  double norm;
  bool finite;
};

Magnitudes magnitudes_of(const float* x, std::size_t n) noexcept {
  double largest = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double value = static_cast<double>(x[i]);
    largest = std::max(largest, std::fabs(value));
    squares += value * value;
  }
  return {largest, std::sqrt(squares) * kSlack, std::isfinite(squares)};
}

// The planes and the sum of q; returns |x - t q|_2.
double fill_planes(const float* x, std::size_t n, double step, std::int8_t* high, std::int8_t* low,
                   std::int64_t* q_sum) noexcept {
  const double inverse = step > 0.0 ? 1.0 / step : 0.0;
  double squares = 0.0;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double value = static_cast<double>(x[i]);
    const double rounded = std::clamp(std::nearbyint(value * inverse), -kLargestQ, kLargestQ);
    const auto q = static_cast<std::int32_t>(rounded);
    const std::int32_t upper = (q + 128) >> 8;
    high[i] = static_cast<std::int8_t>(upper);
    low[i] = static_cast<std::int8_t>(q - 256 * upper);
    sum += q;
    const double rest = value - step * rounded;
    squares += rest * rest;
  }
  *q_sum = sum;
  return std::sqrt(squares) * kSlack;
}

}  // namespace

std::size_t screen_bytes(std::uint32_t rows, std::uint32_t cols) noexcept {
  // 2^32 rows of at most 2^17 columns: no product comes near 2^64.
  const bool possible = rows != 0 && cols != 0 && cols <= kScreenMaxCols;
  return possible ? screen_layout(rows, cols).total : 0;
}

std::size_t screen_query_bytes(std::uint32_t cols) noexcept {
  return 2 * screen_groups(cols) * kScreenGroup;
}

std::uint64_t screen_rows_bytes(const ScreenMatrix& screen, std::uint32_t rows) noexcept {
  return std::uint64_t{rows} *
         (kScreenHeadBytes + screen_layout(screen.rows, screen.cols).code_stride);
}

std::uint64_t screen_top_bytes(const DenseMatrix& head, const ScreenCounts& counts) noexcept {
  return std::uint64_t{counts.refined} * screen_layout(head.rows, head.cols).refine_stride +
         std::uint64_t{counts.exact} * dense_row_bytes(head.type, head.cols);
}

ScreenQuery screen_prepare(const float* x, std::uint32_t cols, std::int8_t* planes) noexcept {
  const std::size_t padded = screen_groups(cols) * kScreenGroup;
  std::memset(planes, 0, 2 * padded);
  ScreenQuery query;
  query.x = x;
  query.high = planes;
  query.low = planes + padded;
  const Magnitudes facts = magnitudes_of(x, cols);
  if (!facts.finite) {
    return query;
  }
  // A f32 step: its product with q is then exact in double.
  query.step = static_cast<double>(static_cast<float>(facts.largest / kLargestQ));
  query.norm = facts.norm;
  const Split split = best_split(x, cols, facts.norm);
  query.cut_norm = split.cut_norm;
  query.cut_excess = split.cut_excess;
  query.error = fill_planes(x, cols, query.step, planes, planes + padded, &query.q_sum);
  query.usable = true;
  return query;
}

}  // namespace bitnet::kernels
