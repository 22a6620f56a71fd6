// SPDX-License-Identifier: Apache-2.0
// absmax with AVX2: instantiates the template, adds nothing.
#include "simd/avx2.h"
#include "simd/codec.inl.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

float absmax_avx2(const float* w, std::size_t n) noexcept {
  return tensor_absmax<Avx2>(w, n);
}

}  // namespace bitnet::kernels
