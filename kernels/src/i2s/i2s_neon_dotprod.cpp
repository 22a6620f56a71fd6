// SPDX-License-Identifier: Apache-2.0
// i2s with NEON: the dot product gathers four 2-bit codes into a byte.
#include "simd/neon_blocks.h"
#include "simd/neon_rows.h"

namespace bitnet::kernels {
namespace {

struct I2sBlock {
  static constexpr std::size_t kWeights = 32;
  static constexpr std::size_t kCodeBytes = 8;
  static constexpr float kEmptyScale = 1.0F;

  static void encode(const std::int8_t* trits, std::uint8_t* codes) noexcept {
    vst1_u8(codes, vmovn_u16(vcombine_u16(four_bytes(trits), four_bytes(trits + 16))));
  }

  static void decode(const std::uint8_t* codes, std::int8_t* values) noexcept {
    const uint8x8_t bytes = vld1_u8(codes);
    const uint8x16_t pairs = vcombine_u8(vzip1_u8(bytes, bytes), vzip2_u8(bytes, bytes));
    store_values(vzip1q_u8(pairs, pairs), values);
    store_values(vzip2q_u8(pairs, pairs), values + 16);
  }

 private:
  static uint16x4_t four_bytes(const std::int8_t* trits) noexcept {
    const int8x16_t codes = vaddq_s8(vld1q_s8(trits), vdupq_n_s8(2));
    const uint8x16_t weights = vreinterpretq_u8_u32(vdupq_n_u32(0x40100401));  // 1, 4, 16, 64
    return vmovn_u32(vdotq_u32(vdupq_n_u32(0), vreinterpretq_u8_s8(codes), weights));
  }

  // Each code byte four times, its codes 0..3 wanted in turn.
  static void store_values(uint8x16_t bytes, std::int8_t* values) noexcept {
    const auto shifts = vreinterpretq_s8_u32(vdupq_n_u32(0xfafcfe00));  // right by 0, 2, 4, 6
    const uint8x16_t codes = vandq_u8(vshlq_u8(bytes, shifts), vdupq_n_u8(3));
    vst1q_s8(values, vsubq_s8(vreinterpretq_s8_u8(codes), vdupq_n_s8(2)));
  }
};

}  // namespace

constinit const FormatKernels kI2sNeonDotprod = ScaledBlocks<I2sBlock>::row();

}  // namespace bitnet::kernels
