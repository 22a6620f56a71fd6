// SPDX-License-Identifier: Apache-2.0
// Largest finite magnitude, the scale of absmax quantisation. A maximum of exact values is exact in
// any order, so every ISA gives the same bits.
#include "scalar/ternary.h"

namespace bitnet::kernels {

float absmax_scalar(const float* w, std::size_t n) noexcept {
  float largest = 0.0F;
  for (std::size_t i = 0; i < n; ++i) {
    const float magnitude = std::fabs(w[i]);
    if (magnitude <= FLT_MAX && magnitude > largest) {  // both false for NaN
      largest = magnitude;
    }
  }
  return largest;
}

}  // namespace bitnet::kernels
