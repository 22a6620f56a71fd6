// SPDX-License-Identifier: Apache-2.0
// absmax with AVX-512: instantiates the template, adds nothing.
#include "simd/avx512vnni.h"
#include "simd/codec.inl.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

float absmax_avx512vnni(const float* w, std::size_t n) noexcept {
  return tensor_absmax<Avx512>(w, n);
}

}  // namespace bitnet::kernels
