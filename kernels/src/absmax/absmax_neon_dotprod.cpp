// SPDX-License-Identifier: Apache-2.0
// absmax with NEON.
#include "simd/neon.h"
#include "simd/neon_rows.h"

namespace bitnet::kernels {

float absmax_neon_dotprod(const float* w, std::size_t n) noexcept {
  return neon_absmax(w, n);
}

}  // namespace bitnet::kernels
