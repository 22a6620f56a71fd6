// SPDX-License-Identifier: Apache-2.0
// The decisions that all scalar quantisers share: which weight becomes which trit, and which scale
// stands for a group without information. The definition that every ISA must reproduce.
#pragma once

#include <bitnet/kernels/formats.h>

#include <cfloat>
#include <cmath>
#include <cstddef>

namespace bitnet::kernels {

/// sign(w) if half_scale <= |w| < inf, else 0. half_scale is 0.5f * s, which is exact unless s is
/// an odd subnormal; then it rounds to even, on every ISA.
[[nodiscard]] inline int ternary(float w, float half_scale) noexcept {
  const float magnitude = std::fabs(w);
  if (!(magnitude >= half_scale) || !(magnitude <= FLT_MAX)) {
    return 0;  // too small, Inf, or NaN
  }
  return (w > 0.0F ? 1 : 0) - (w < 0.0F ? 1 : 0);
}

/// The scale stored for a group without a finite nonzero weight.
[[nodiscard]] inline float empty_group_scale(Format format) noexcept {
  switch (format) {
    case Format::kI2sBlock32:
      return 1.0F;
    case Format::kI2sTensor:
      return 1e-5F;
    case Format::kTl1:
    case Format::kTl2:
    case Format::kTq1:
    case Format::kTq2:
      break;
  }
  return 0.0F;
}

/// The scale stored for a group whose largest finite |w| is `absmax`.
[[nodiscard]] inline float stored_scale(Format format, float absmax) noexcept {
  return absmax > 0.0F ? absmax : empty_group_scale(format);
}

/// max |w[i]| over finite w[i], 0 if there is none.
[[nodiscard]] float absmax_scalar(const float* w, std::size_t n) noexcept;

}  // namespace bitnet::kernels
