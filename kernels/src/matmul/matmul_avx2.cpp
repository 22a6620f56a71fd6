// SPDX-License-Identifier: Apache-2.0
// The product and the quantisation of activations with AVX2.
#include "matmul/matmul_rows.h"
#include "matmul/pairs_avx2.h"
#include "matmul/product.inl.h"
#include "matmul/vectors_avx2.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {
namespace {

struct Avx2All : Avx2Products {
  static constexpr bool kHasLookup = true;

  template <bool kSigned>
  using PairSums = PairSums256<kSigned>;
};

/// 8 quantised floats; NaN compares unordered and becomes 0.
__m256i quantized8(__m256 x, __m256 scale) noexcept {
  const __m256 scaled = _mm256_mul_ps(x, scale);
  const __m256 bounded =
      _mm256_max_ps(_mm256_min_ps(scaled, _mm256_set1_ps(127.0F)), _mm256_set1_ps(-128.0F));
  const __m256 number = _mm256_cmp_ps(scaled, scaled, _CMP_ORD_Q);
  const __m256 nearest = _mm256_round_ps(bounded, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  return _mm256_cvtps_epi32(_mm256_and_ps(nearest, number));
}

void quantize16(const float* x, __m256 scale, std::int8_t* q, __m256i& sum) noexcept {
  const __m256i a = quantized8(_mm256_loadu_ps(x), scale);
  const __m256i b = quantized8(_mm256_loadu_ps(x + 8), scale);
  sum = _mm256_add_epi32(sum, _mm256_add_epi32(a, b));
  const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(a, b), 0xd8);
  const __m128i bytes =
      _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  _mm_storeu_si128(static_cast<__m128i*>(static_cast<void*>(q)), bytes);
}

std::int32_t sum_of(__m256i v) noexcept {
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1)));
}

}  // namespace

void quantize_row_avx2(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                       std::int32_t* sum) noexcept {
  const float absmax = absmax_avx2(x, cols);
  const float s = 127.0F / (absmax > 1e-5F ? absmax : 1e-5F);
  const __m256 factor = _mm256_set1_ps(s);
  __m256i total = _mm256_setzero_si256();
  std::size_t i = 0;
  for (; i + 16 <= cols; i += 16) {
    quantize16(x + i, factor, q + i, total);
  }
  __builtin_memset(q + i, 0, row_stride(cols) - i);
  if (i < cols) {
    float tail[16] = {};
    __builtin_memcpy(&tail[0], x + i, (cols - i) * sizeof(float));
    quantize16(&tail[0], factor, q + i, total);
  }
  *scale = s;
  *sum = sum_of(total);
}

void matmul_avx2(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                 std::uint32_t row_end, float* y, std::size_t y_stride, void* scratch) noexcept {
  any_product<Avx2All>(w, act, {row_begin, row_end}, {y, y_stride}, scratch);
}

}  // namespace bitnet::kernels
