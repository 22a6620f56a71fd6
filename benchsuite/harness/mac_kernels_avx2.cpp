// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of AVX2, without FMA: the instruction set as kernels use it has none.
#include "mac_kernels.h"

#include <immintrin.h>

namespace benchsuite {
namespace {

// 2 x 4 operands give eight different products; each has a sum of its own, and the additions of
// 16-bit integers take one cycle. The empty asm makes the operands new in every step.
template <class Vector, class Add>
inline void eight_products(std::uint64_t steps, Vector one, Vector zero, const Add& add) noexcept {
  Vector a0 = one, a1 = one;
  Vector b0 = one, b1 = one, b2 = one, b3 = one;
  asm volatile("" : "+x"(b0), "+x"(b1), "+x"(b2), "+x"(b3));
  Vector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+x"(a0), "+x"(a1));
    s0 = add(s0, a0, b0);
    s1 = add(s1, a0, b1);
    s2 = add(s2, a0, b2);
    s3 = add(s3, a0, b3);
    s4 = add(s4, a1, b0);
    s5 = add(s5, a1, b1);
    s6 = add(s6, a1, b2);
    s7 = add(s7, a1, b3);
  }
  asm volatile("" : : "x"(s0), "x"(s1), "x"(s2), "x"(s3), "x"(s4), "x"(s5), "x"(s6), "x"(s7));
}

}  // namespace

void avx2_pair_macs(std::uint64_t steps) noexcept {
  eight_products(steps, _mm256_set1_epi8(1), _mm256_setzero_si256(),
                 [](__m256i sum, __m256i a, __m256i b) {
                   return _mm256_add_epi16(sum, _mm256_maddubs_epi16(a, b));
                 });
}

void avx2_f32_macs(std::uint64_t steps) noexcept {
  eight_products(
      steps, _mm256_set1_ps(1.0F), _mm256_setzero_ps(),
      [](__m256 sum, __m256 a, __m256 b) { return _mm256_add_ps(sum, _mm256_mul_ps(a, b)); });
}

}  // namespace benchsuite
