// SPDX-License-Identifier: Apache-2.0
// The bound of screen.h in numbers: from the integer sums of a row and the facts about the query to
// an approximation and the largest value the exact logit can have. Reads no codes.
#pragma once

#include "screen/screen_layout.h"

#include <bitnet/kernels/screen.h>

namespace bitnet::kernels {
namespace {

struct ScreenValue {
  float approximation;
  float highest;  // the exact logit is not above it; +Inf: nothing is known
};

/// What the bounds of all rows share, from one query.
struct ScreenBound {
  double per_error;  // factors of E without the cut, of E and M with it, and of W
  double cut_per_error;
  double cut_per_most;
  double per_norm;
  double x_norm;
  double step;
  double tiny;  // rounding of numbers next to zero
  double q_sum;
};

// Norms beyond this could overflow in the exact logit.
constexpr double kScreenLargest = 1e37;
// More than the rounding of the bound's own arithmetic and of its conversion to f32.
constexpr double kScreenSlack = 1.0 + 0x1p-20;
// More than two roundings to f32.
constexpr double kScreenRounding = 0x1p-22;

inline ScreenBound screen_bound(const ScreenQuery& query, std::size_t cols) noexcept {
  const std::size_t additions = cols / 16 + 8;
  const auto roundings = static_cast<double>(additions);
  ScreenBound bound{};
  bound.per_error = query.norm + query.error;
  bound.cut_per_error = query.cut_norm + query.error;
  bound.cut_per_most = query.cut_excess;
  bound.per_norm = query.error + roundings * 0x1p-23 * query.norm;
  bound.x_norm = query.norm;
  bound.step = query.step;
  bound.tiny = static_cast<double>(cols + 1) * 0x1p-147;
  bound.q_sum = static_cast<double>(query.q_sum);
  return bound;
}

inline ScreenValue screen_value(const ScreenBound& bound, double approximation, double error,
                                double most, double norm) noexcept {
  const double whole = error * bound.per_error;
  const double cut = error * bound.cut_per_error + most * bound.cut_per_most;
  const double radius = (cut < whole ? cut : whole) + norm * bound.per_norm;
  const double magnitude = approximation < 0.0 ? -approximation : approximation;
  const double highest =
      approximation + radius * kScreenSlack + magnitude * kScreenRounding + bound.tiny;
  const bool known = norm * bound.x_norm < kScreenLargest && highest < kScreenLargest;
  if (!known) {  // also if anything is NaN
    return {-__builtin_inff(), __builtin_inff()};
  }
  return {static_cast<float>(approximation), static_cast<float>(highest)};
}

/// From sum c Q.
inline ScreenValue coarse_value(const ScreenBound& bound, const ScreenRow& row,
                                std::int64_t sum) noexcept {
  const double centred = 2.0 * static_cast<double>(sum) - 31.0 * bound.q_sum;
  const double approximation = 0.5 * (bound.step * static_cast<double>(row.step)) * centred;
  return screen_value(bound, approximation, static_cast<double>(row.error5),
                      static_cast<double>(row.most5), static_cast<double>(row.norm));
}

/// From the coarse approximation and sum b Q.
inline ScreenValue refined_value(const ScreenBound& bound, const ScreenRow& row, float coarse,
                                 std::int64_t sum) noexcept {
  const double centred = 2.0 * static_cast<double>(sum) - bound.q_sum;
  const double change = 0.25 * (bound.step * static_cast<double>(row.step)) * centred;
  const double magnitude =
      coarse < 0.0F ? -static_cast<double>(coarse) : static_cast<double>(coarse);
  ScreenBound rounded = bound;
  rounded.tiny += magnitude * kScreenRounding;  // the coarse approximation was rounded to f32
  return screen_value(rounded, static_cast<double>(coarse) + change,
                      static_cast<double>(row.error6), static_cast<double>(row.most6),
                      static_cast<double>(row.norm));
}

}  // namespace
}  // namespace bitnet::kernels
