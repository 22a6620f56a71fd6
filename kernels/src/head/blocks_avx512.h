// SPDX-License-Identifier: Apache-2.0
// What AVX-512 adds to blocks_x86.h: the 16 values of a q4_0 block fit one register, and a code
// selects one of them: two instructions a vector less than converting and multiplying, with the
// same products. Internal linkage (see lanes_avx512.h).
#pragma once

#include "head/blocks_x86.h"

namespace bitnet::kernels {
namespace {

struct Blocks512 : BlocksX86 {
  static constexpr bool kHasTables = true;

  /// d * (q - 8) for q = 0..15.
  static __m512 nibble_values(float d) noexcept {
    const __m512 weights = _mm512_setr_ps(-8.0F, -7.0F, -6.0F, -5.0F, -4.0F, -3.0F, -2.0F, -1.0F,
                                          0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F, 7.0F);
    return _mm512_mul_ps(_mm512_set1_ps(d), weights);
  }

  /// The values that bits kShift+3 .. kShift of 16 bytes select.
  template <int kShift>
  static __m512 nibble_floats(__m512 values, const std::uint8_t* p) noexcept {
    const __m512i codes = _mm512_srli_epi32(_mm512_cvtepu8_epi32(load(p)), kShift);
    return _mm512_permutexvar_ps(codes, values);  // looks at four bits
  }
};

}  // namespace
}  // namespace bitnet::kernels
