// SPDX-License-Identifier: Apache-2.0
// The decisions of building a screen's row in f32 arithmetic, one definition for every ISA: which
// steps are tried, and how computed norms become upper bounds. Reads no weights.
#pragma once

#include "screen/screen_layout.h"

namespace bitnet::kernels {
namespace {

// Steps tried, as multiples of the root mean square, beside largest / 16 (no weight is clipped):
// around the optimum of a normal distribution with 32 levels, and wider for longer tails.
constexpr float kScreenSteps[] = {0.19F, 0.21F, 0.24F, 0.3F};
constexpr std::size_t kScreenStepCount = 4;

// Below this a step could lose bits to underflow; such rows are approximated by 0.
constexpr float kScreenLeast = 0x1p-100F;

/// 12 significant bits, not below `step`.
inline float coarse_step(float step) noexcept {
  std::uint32_t bits = 0;
  __builtin_memcpy(&bits, &step, sizeof bits);
  bits = (bits + 0xfffU) & ~std::uint32_t{0xfff};
  __builtin_memcpy(&step, &bits, sizeof step);
  return step;
}

/// Weights beyond it are clipped: what exceeds it is their error.
inline float clip_limit(float step) noexcept {
  return step * 15.5F;
}

/// What the choice of a step minimises: about E5^2 + E6^2. Rounding makes n step^2 / 12 and n
/// step^2 / 48; clipping, of which `excess` is the sum of squares, is in both. (Measuring E5 itself
/// takes a pass over the row for every step, and lets no fewer rows through.)
inline float step_cost(float step, float excess, std::size_t n) noexcept {
  return (step * step) * (static_cast<float>(n) * (5.0F / 48.0F)) + excess * 2.0F;
}

/// The cheapest of the steps tried and of the widest, which clips nothing.
inline float best_step(const float (&steps)[kScreenStepCount],
                       const float (&excess)[kScreenStepCount], float largest,
                       std::size_t n) noexcept {
  const float widest = coarse_step(largest / 16.0F);
  float best = widest;
  float least = step_cost(widest, 0.0F, n);
  for (std::size_t j = 0; j < kScreenStepCount; ++j) {
    const float cost = step_cost(steps[j], excess[j], n);
    if (steps[j] < widest && cost < least) {
      best = steps[j];
      least = cost;
    }
  }
  return best;
}

/// More than the norm of `n` values whose striped sum of squares is the square of `root`, each
/// value rounded once: relative for the roundings, absolute for squares that underflow.
inline float norm_bound(float root, std::size_t n) noexcept {
  const std::size_t additions = n / 16 + 16;
  const float slack = static_cast<float>(additions) * 0x1p-23F;
  return root * (1.0F + slack) + static_cast<float>(n) * 0x1p-73F;
}

/// More than the largest of values that were rounded once.
inline float most_bound(float largest) noexcept {
  return largest * (1.0F + 0x1p-22F);
}

/// A row that only exact computation decides.
inline ScreenRow undecidable_row() noexcept {
  const float infinity = __builtin_inff();
  return {0.0F, infinity, infinity, infinity, infinity, infinity};
}

}  // namespace
}  // namespace bitnet::kernels
