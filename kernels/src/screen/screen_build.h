// SPDX-License-Identifier: Apache-2.0
// The decisions of building a screen's row in f32 arithmetic, one definition for every ISA: which
// steps are tried, and how computed norms become upper bounds. Reads no weights.
#pragma once

#include "screen/screen_layout.h"

namespace bitnet::kernels {
namespace {

// Steps tried, as multiples of the root mean square, beside largest / 16 (no weight is clipped):
// 0.188 is optimal for a normal distribution with 32 levels, the others for longer tails.
constexpr float kScreenSteps[] = {0.188F, 0.25F, 0.33F};
constexpr std::size_t kScreenStepCount = 3;

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

/// More than the norm of `n` values whose striped sum of squares is the square of `root`, each
/// value rounded once: relative for the roundings, absolute for squares that underflow.
inline float norm_bound(float root, std::size_t n) noexcept {
  const float slack = static_cast<float>(n / 16 + 16) * 0x1p-23F;
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
