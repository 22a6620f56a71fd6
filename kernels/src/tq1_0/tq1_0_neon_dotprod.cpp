// SPDX-License-Identifier: Apache-2.0
// tq1_0 with NEON: base-3 digits by multiplication modulo 256.
#include "simd/neon_blocks.h"
#include "simd/neon_rows.h"

namespace bitnet::kernels {
namespace {

struct Tq1Block {
  static constexpr std::size_t kWeights = 256;
  static constexpr std::size_t kCodeBytes = 52;
  static constexpr float kEmptyScale = 0.0F;

  static void encode(const std::int8_t* trits, std::uint8_t* codes) noexcept {
    vst1q_u8(codes, five_digits(trits, 32));
    vst1q_u8(codes + 16, five_digits(trits + 16, 32));
    vst1q_u8(codes + 32, five_digits(trits + 160, 16));
    const uint8x16_t weighted = vmulq_u8(digits(trits + 240), powers(81, 27, 9, 3));
    const uint8x16_t halves = vaddq_u8(weighted, vextq_u8(weighted, weighted, 8));
    std::uint8_t last[16];
    vst1q_u8(last, fraction(vaddq_u8(halves, vextq_u8(halves, halves, 4))));
    __builtin_memcpy(codes + 48, last, 4);
  }

  static void decode(const std::uint8_t* codes, std::int8_t* values) noexcept {
    store_five(vld1q_u8(codes), 32, values);
    store_five(vld1q_u8(codes + 16), 32, values + 16);
    store_five(vld1q_u8(codes + 32), 16, values + 160);
    std::uint32_t last = 0;
    __builtin_memcpy(&last, codes + 48, sizeof last);
    const uint8x16_t bytes = vreinterpretq_u8_u32(vdupq_n_u32(last));
    vst1q_s8(values + 240, leading_digit(vmulq_u8(bytes, powers(1, 3, 9, 27))));
  }

 private:
  static uint8x16_t digits(const std::int8_t* trits) noexcept {
    return vreinterpretq_u8_s8(vaddq_s8(vld1q_s8(trits), vdupq_n_s8(1)));
  }

  /// Four lanes of each factor.
  static uint8x16_t powers(std::uint32_t a, std::uint32_t b, std::uint32_t c,
                           std::uint32_t d) noexcept {
    const uint32x4_t factors = {a, b, c, d};
    return vreinterpretq_u8_u32(vmulq_n_u32(factors, 0x01010101));
  }

  static uint8x16_t five_digits(const std::int8_t* trits, std::size_t stride) noexcept {
    uint8x16_t number = digits(trits);
    for (std::size_t t = 1; t < 5; ++t) {
      number = vmlaq_u8(digits(trits + t * stride), number, vdupq_n_u8(3));
    }
    return fraction(number);
  }

  /// ceil(13v / 243), which is 0 at v = 0 and else 1 + floor: 243 divides 13v nowhere else below
  /// 243, and the doubling high half of 1753v is within 2e-4 of 13v / 243, less than 1 / 243.
  static uint8x8_t excess(uint8x8_t v) noexcept {
    const int16x8_t wide = vreinterpretq_s16_u16(vmovl_u8(v));
    const uint8x8_t floor = vmovn_u16(vreinterpretq_u16_s16(vqdmulhq_n_s16(wide, 1753)));
    return vadd_u8(floor, vmin_u8(v, vdup_n_u8(1)));
  }

  /// ceil(256v / 243) = v + ceil(13v / 243).
  static uint8x16_t fraction(uint8x16_t v) noexcept {
    return vaddq_u8(v, vcombine_u8(excess(vget_low_u8(v)), excess(vget_high_u8(v))));
  }

  /// ((3 * x) >> 8) - 1: the digit is 1 from x = 86 and 2 from x = 171.
  static int8x16_t leading_digit(uint8x16_t x) noexcept {
    const int8x16_t one = vreinterpretq_s8_u8(vcgeq_u8(x, vdupq_n_u8(86)));
    const int8x16_t two = vreinterpretq_s8_u8(vcgeq_u8(x, vdupq_n_u8(171)));
    return vsubq_s8(vsubq_s8(vdupq_n_s8(-1), one), two);
  }

  static void store_five(uint8x16_t x, std::size_t stride, std::int8_t* values) noexcept {
    for (std::size_t t = 0; t < 5; ++t) {
      vst1q_s8(values + t * stride, leading_digit(x));
      x = vmulq_u8(x, vdupq_n_u8(3));
    }
  }
};

}  // namespace

constinit const FormatKernels kTq1NeonDotprod = ScaledBlocks<Tq1Block>::row();

}  // namespace bitnet::kernels
