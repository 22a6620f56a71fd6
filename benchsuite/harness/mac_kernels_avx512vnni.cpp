// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of AVX-512: pairs into 16 bits, VNNI, and FMA.
#include "mac_kernels.h"
#include "mac_sums.inl.h"

#include <immintrin.h>

namespace benchsuite {
namespace {

struct Pin {
  template <class Vector>
  static void hold(Vector& v) noexcept {
    asm volatile("" : "+v"(v));
  }
};

}  // namespace

void avx512_pair_macs(std::uint64_t steps) noexcept {
  eight_products<Pin>(steps, _mm512_set1_epi8(1), _mm512_setzero_si512(),
                      [](__m512i sum, __m512i a, __m512i b) {
                        return _mm512_add_epi16(sum, _mm512_maddubs_epi16(a, b));
                      });
}

void avx512_dot_macs(std::uint64_t steps) noexcept {
  ten_sums<Pin>(steps, _mm512_set1_epi8(1), _mm512_setzero_si512(),
                [](__m512i sum, __m512i a) { return _mm512_dpbusd_epi32(sum, a, a); });
}

void avx512_f32_macs(std::uint64_t steps) noexcept {
  ten_sums<Pin>(steps, _mm512_set1_ps(1.0F), _mm512_setzero_ps(),
                [](__m512 sum, __m512 a) { return _mm512_fmadd_ps(a, a, sum); });
}

}  // namespace benchsuite
