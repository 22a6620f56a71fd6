// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of AVX-512: pairs into 16 bits, VNNI, and FMA. Ten sums where an instruction
// takes four or five cycles.
#include "mac_kernels.h"

#include <immintrin.h>

namespace benchsuite {
namespace {

template <class Vector, class Add>
inline void ten_sums(std::uint64_t steps, Vector one, Vector zero, const Add& add) noexcept {
  Vector a = one;
  Vector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero;
  Vector s5 = zero, s6 = zero, s7 = zero, s8 = zero, s9 = zero;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+v"(a));
    s0 = add(s0, a);
    s1 = add(s1, a);
    s2 = add(s2, a);
    s3 = add(s3, a);
    s4 = add(s4, a);
    s5 = add(s5, a);
    s6 = add(s6, a);
    s7 = add(s7, a);
    s8 = add(s8, a);
    s9 = add(s9, a);
    // Equal chains would be computed once.
    asm volatile("" : "+v"(s0), "+v"(s1), "+v"(s2), "+v"(s3), "+v"(s4));
    asm volatile("" : "+v"(s5), "+v"(s6), "+v"(s7), "+v"(s8), "+v"(s9));
  }
}

}  // namespace

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
  ten_sums(steps, _mm512_set1_epi8(1), _mm512_setzero_si512(),
           [](__m512i sum, __m512i a) { return _mm512_dpbusd_epi32(sum, a, a); });
}

void avx512_f32_macs(std::uint64_t steps) noexcept {
  ten_sums(steps, _mm512_set1_ps(1.0F), _mm512_setzero_ps(),
           [](__m512 sum, __m512 a) { return _mm512_fmadd_ps(a, a, sum); });
}

}  // namespace benchsuite
