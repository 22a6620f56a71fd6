// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of AVX2, without FMA: the instruction set as kernels use it has none.
#include "mac_kernels.h"
#include "mac_sums.inl.h"

#include <immintrin.h>

namespace benchsuite {
namespace {

struct Pin {
  template <class Vector>
  static void hold(Vector& v) noexcept {
    asm volatile("" : "+x"(v));
  }
};

}  // namespace

void avx2_pair_macs(std::uint64_t steps) noexcept {
  eight_products<Pin>(steps, _mm256_set1_epi8(1), _mm256_setzero_si256(),
                      [](__m256i sum, __m256i a, __m256i b) {
                        return _mm256_add_epi16(sum, _mm256_maddubs_epi16(a, b));
                      });
}

void avx2_f32_macs(std::uint64_t steps) noexcept {
  eight_products<Pin>(
      steps, _mm256_set1_ps(1.0F), _mm256_setzero_ps(),
      [](__m256 sum, __m256 a, __m256 b) { return _mm256_add_ps(sum, _mm256_mul_ps(a, b)); });
}

}  // namespace benchsuite
