// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of AVX-512: pairs into 16 bits, VNNI, and FMA. Ten sums where an instruction
// takes four or five cycles.
#include "mac_kernels.h"

#include <immintrin.h>

namespace benchsuite {

void avx512_pair_macs(std::uint64_t steps) noexcept {
  __m512i a0 = _mm512_set1_epi8(1);
  __m512i a1 = a0;
  __m512i b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  asm volatile("" : "+v"(b0), "+v"(b1), "+v"(b2), "+v"(b3));
  __m512i s0 = _mm512_setzero_si512();
  __m512i s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+v"(a0), "+v"(a1));
    s0 = _mm512_add_epi16(s0, _mm512_maddubs_epi16(a0, b0));
    s1 = _mm512_add_epi16(s1, _mm512_maddubs_epi16(a0, b1));
    s2 = _mm512_add_epi16(s2, _mm512_maddubs_epi16(a0, b2));
    s3 = _mm512_add_epi16(s3, _mm512_maddubs_epi16(a0, b3));
    s4 = _mm512_add_epi16(s4, _mm512_maddubs_epi16(a1, b0));
    s5 = _mm512_add_epi16(s5, _mm512_maddubs_epi16(a1, b1));
    s6 = _mm512_add_epi16(s6, _mm512_maddubs_epi16(a1, b2));
    s7 = _mm512_add_epi16(s7, _mm512_maddubs_epi16(a1, b3));
  }
  asm volatile("" : : "v"(s0), "v"(s1), "v"(s2), "v"(s3), "v"(s4), "v"(s5), "v"(s6), "v"(s7));
}

void avx512_dot_macs(std::uint64_t steps) noexcept {
  __m512i a = _mm512_set1_epi8(1);
  __m512i s0 = _mm512_setzero_si512();
  __m512i s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+v"(a));
    s0 = _mm512_dpbusd_epi32(s0, a, a);
    s1 = _mm512_dpbusd_epi32(s1, a, a);
    s2 = _mm512_dpbusd_epi32(s2, a, a);
    s3 = _mm512_dpbusd_epi32(s3, a, a);
    s4 = _mm512_dpbusd_epi32(s4, a, a);
    s5 = _mm512_dpbusd_epi32(s5, a, a);
    s6 = _mm512_dpbusd_epi32(s6, a, a);
    s7 = _mm512_dpbusd_epi32(s7, a, a);
    s8 = _mm512_dpbusd_epi32(s8, a, a);
    s9 = _mm512_dpbusd_epi32(s9, a, a);
    // Equal chains would be computed once.
    asm volatile("" : "+v"(s0), "+v"(s1), "+v"(s2), "+v"(s3), "+v"(s4));
    asm volatile("" : "+v"(s5), "+v"(s6), "+v"(s7), "+v"(s8), "+v"(s9));
  }
}

void avx512_f32_macs(std::uint64_t steps) noexcept {
  __m512 a = _mm512_set1_ps(1.0F);
  __m512 s0 = _mm512_setzero_ps();
  __m512 s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+v"(a));
    s0 = _mm512_fmadd_ps(a, a, s0);
    s1 = _mm512_fmadd_ps(a, a, s1);
    s2 = _mm512_fmadd_ps(a, a, s2);
    s3 = _mm512_fmadd_ps(a, a, s3);
    s4 = _mm512_fmadd_ps(a, a, s4);
    s5 = _mm512_fmadd_ps(a, a, s5);
    s6 = _mm512_fmadd_ps(a, a, s6);
    s7 = _mm512_fmadd_ps(a, a, s7);
    s8 = _mm512_fmadd_ps(a, a, s8);
    s9 = _mm512_fmadd_ps(a, a, s9);
    asm volatile("" : "+v"(s0), "+v"(s1), "+v"(s2), "+v"(s3), "+v"(s4));
    asm volatile("" : "+v"(s5), "+v"(s6), "+v"(s7), "+v"(s8), "+v"(s9));
  }
}

}  // namespace benchsuite
