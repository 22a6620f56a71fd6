// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of AVX2, without FMA: the instruction set as kernels use it has none.
#include "mac_kernels.h"

#include <immintrin.h>

namespace benchsuite {

// 2 x 4 operands give eight different products; each has a sum of its own, and the additions of
// 16-bit integers take one cycle. The empty asm makes the operands new in every step.
void avx2_pair_macs(std::uint64_t steps) noexcept {
  __m256i a0 = _mm256_set1_epi8(1);
  __m256i a1 = a0;
  __m256i b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  asm volatile("" : "+x"(b0), "+x"(b1), "+x"(b2), "+x"(b3));
  __m256i s0 = _mm256_setzero_si256();
  __m256i s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+x"(a0), "+x"(a1));
    s0 = _mm256_add_epi16(s0, _mm256_maddubs_epi16(a0, b0));
    s1 = _mm256_add_epi16(s1, _mm256_maddubs_epi16(a0, b1));
    s2 = _mm256_add_epi16(s2, _mm256_maddubs_epi16(a0, b2));
    s3 = _mm256_add_epi16(s3, _mm256_maddubs_epi16(a0, b3));
    s4 = _mm256_add_epi16(s4, _mm256_maddubs_epi16(a1, b0));
    s5 = _mm256_add_epi16(s5, _mm256_maddubs_epi16(a1, b1));
    s6 = _mm256_add_epi16(s6, _mm256_maddubs_epi16(a1, b2));
    s7 = _mm256_add_epi16(s7, _mm256_maddubs_epi16(a1, b3));
  }
  asm volatile("" : : "x"(s0), "x"(s1), "x"(s2), "x"(s3), "x"(s4), "x"(s5), "x"(s6), "x"(s7));
}

void avx2_f32_macs(std::uint64_t steps) noexcept {
  __m256 a0 = _mm256_set1_ps(1.0F);
  __m256 a1 = a0;
  __m256 b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  asm volatile("" : "+x"(b0), "+x"(b1), "+x"(b2), "+x"(b3));
  __m256 s0 = _mm256_setzero_ps();
  __m256 s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+x"(a0), "+x"(a1));
    s0 = _mm256_add_ps(s0, _mm256_mul_ps(a0, b0));
    s1 = _mm256_add_ps(s1, _mm256_mul_ps(a0, b1));
    s2 = _mm256_add_ps(s2, _mm256_mul_ps(a0, b2));
    s3 = _mm256_add_ps(s3, _mm256_mul_ps(a0, b3));
    s4 = _mm256_add_ps(s4, _mm256_mul_ps(a1, b0));
    s5 = _mm256_add_ps(s5, _mm256_mul_ps(a1, b1));
    s6 = _mm256_add_ps(s6, _mm256_mul_ps(a1, b2));
    s7 = _mm256_add_ps(s7, _mm256_mul_ps(a1, b3));
  }
  asm volatile("" : : "x"(s0), "x"(s1), "x"(s2), "x"(s3), "x"(s4), "x"(s5), "x"(s6), "x"(s7));
}

}  // namespace benchsuite
