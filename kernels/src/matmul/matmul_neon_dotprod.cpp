// SPDX-License-Identifier: Apache-2.0
// The product and the quantisation of activations with NEON and sdot.
#include "matmul/matmul_rows.h"
#include "matmul/product.inl.h"
#include "matmul/vectors_neon.h"
#include "simd/neon_rows.h"

namespace bitnet::kernels {
namespace {

/// 4 quantised floats. The conversion rounds half to even, saturates, and takes NaN to 0.
int32x4_t quantized4(const float* x, float scale) noexcept {
  const float32x4_t scaled = vmulq_n_f32(vld1q_f32(x), scale);
  const int32x4_t nearest = vcvtnq_s32_f32(scaled);
  return vmaxq_s32(vminq_s32(nearest, vdupq_n_s32(127)), vdupq_n_s32(-128));
}

void quantize16(const float* x, float scale, std::int8_t* q, int32x4_t& sum) noexcept {
  const int32x4_t a = quantized4(x, scale);
  const int32x4_t b = quantized4(x + 4, scale);
  const int32x4_t c = quantized4(x + 8, scale);
  const int32x4_t d = quantized4(x + 12, scale);
  sum = vaddq_s32(sum, vaddq_s32(vaddq_s32(a, b), vaddq_s32(c, d)));
  const int16x8_t low = vcombine_s16(vmovn_s32(a), vmovn_s32(b));
  const int16x8_t high = vcombine_s16(vmovn_s32(c), vmovn_s32(d));
  vst1q_s8(q, vcombine_s8(vmovn_s16(low), vmovn_s16(high)));
}

}  // namespace

void quantize_row_neon_dotprod(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                               std::int32_t* sum) noexcept {
  const float absmax = absmax_neon_dotprod(x, cols);
  const float s = 127.0F / (absmax > 1e-5F ? absmax : 1e-5F);
  int32x4_t total = vdupq_n_s32(0);
  std::size_t i = 0;
  for (; i + 16 <= cols; i += 16) {
    quantize16(x + i, s, q + i, total);
  }
  __builtin_memset(q + i, 0, row_stride(cols) - i);
  if (i < cols) {
    float tail[16] = {};
    __builtin_memcpy(&tail[0], x + i, (cols - i) * sizeof(float));
    quantize16(&tail[0], s, q + i, total);
  }
  *scale = s;
  *sum = vaddvq_s32(total);
}

void matmul_neon_dotprod(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                         std::uint32_t row_end, float* y, std::size_t y_stride,
                         void* scratch) noexcept {
  any_product<NeonProducts>(w, act, {row_begin, row_end}, {y, y_stride}, scratch);
}

}  // namespace bitnet::kernels
