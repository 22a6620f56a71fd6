// SPDX-License-Identifier: Apache-2.0
// The product and the quantisation of activations with AVX-512.
#include "matmul/matmul_rows.h"
#include "matmul/product.inl.h"
#include "matmul/unpack_avx512vnni.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {
namespace {

/// 16 quantised floats; NaN compares unordered and becomes 0.
__m128i quantized16(__m512 x, __m512 scale, __m512i& sum) noexcept {
  const __m512 scaled = _mm512_mul_ps(x, scale);
  const __m512 bounded =
      _mm512_max_ps(_mm512_min_ps(scaled, _mm512_set1_ps(127.0F)), _mm512_set1_ps(-128.0F));
  const __mmask16 number = _mm512_cmp_ps_mask(scaled, scaled, _CMP_ORD_Q);
  const __m512i q = _mm512_maskz_cvt_roundps_epi32(number, bounded,
                                                   _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  sum = _mm512_add_epi32(sum, q);
  return _mm512_cvtepi32_epi8(q);
}

}  // namespace

void quantize_row_avx512vnni(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                             std::int32_t* sum) noexcept {
  const float absmax = absmax_avx2(x, cols);
  const float s = 127.0F / (absmax > 1e-5F ? absmax : 1e-5F);
  const __m512 factor = _mm512_set1_ps(s);
  __m512i total = _mm512_setzero_si512();
  std::size_t i = 0;
  for (; i + 16 <= cols; i += 16) {
    const __m128i bytes = quantized16(_mm512_loadu_ps(x + i), factor, total);
    _mm_storeu_si128(static_cast<__m128i*>(static_cast<void*>(q + i)), bytes);
  }
  __builtin_memset(q + i, 0, row_stride(cols) - i);
  if (i < cols) {
    const auto left = static_cast<__mmask16>((1U << (cols - i)) - 1U);
    const __m128i bytes = quantized16(_mm512_maskz_loadu_ps(left, x + i), factor, total);
    _mm_mask_storeu_epi8(q + i, left, bytes);
  }
  *scale = s;
  *sum = _mm512_reduce_add_epi32(total);
}

void matmul_avx512vnni(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                       std::uint32_t row_end, float* y, std::size_t y_stride,
                       void* scratch) noexcept {
  any_product<Avx512Products<UnpackVnni>>(w, act, {row_begin, row_end}, {y, y_stride}, scratch);
}

}  // namespace bitnet::kernels
