// SPDX-License-Identifier: Apache-2.0
// 128 two-bit codes (value + 1) in 32 bytes on NEON, four interleaved groups of 32: the order of
// tq2_0 (first group lowest) and i2_s (first group highest). Unnamed namespace (see neon.h).
#pragma once

#include "simd/neon.h"

namespace bitnet::kernels {
namespace {

/// kTopFirst: group 0 in bits 7..6, else in bits 1..0.
template <bool kTopFirst>
struct Interleaved128 {
  static void encode(const std::int8_t* trits, std::uint8_t* bytes) noexcept {
    for (std::size_t p = 0; p < 32; p += 16) {
      uint8x16_t bits = codes(trits + p + group_at(3));
      bits = vorrq_u8(vshlq_n_u8(bits, 2), codes(trits + p + group_at(2)));
      bits = vorrq_u8(vshlq_n_u8(bits, 2), codes(trits + p + group_at(1)));
      bits = vorrq_u8(vshlq_n_u8(bits, 2), codes(trits + p + group_at(0)));
      vst1q_u8(bytes + p, bits);
    }
  }

  static void decode(const std::uint8_t* bytes, std::int8_t* values) noexcept {
    for (std::size_t p = 0; p < 32; p += 16) {
      const uint8x16_t bits = vld1q_u8(bytes + p);
      store_values(bits, values + p + group_at(0));
      store_values(vshrq_n_u8(bits, 2), values + p + group_at(1));
      store_values(vshrq_n_u8(bits, 4), values + p + group_at(2));
      store_values(vshrq_n_u8(bits, 6), values + p + group_at(3));
    }
  }

 private:
  // First weight of the group in bits 2 * slot and up.
  static constexpr std::size_t group_at(std::size_t slot) noexcept {
    return 32 * (kTopFirst ? 3 - slot : slot);
  }

  static uint8x16_t codes(const std::int8_t* trits) noexcept {
    return vreinterpretq_u8_s8(vaddq_s8(vld1q_s8(trits), vdupq_n_s8(1)));
  }

  static void store_values(uint8x16_t bits, std::int8_t* values) noexcept {
    const int8x16_t low = vreinterpretq_s8_u8(vandq_u8(bits, vdupq_n_u8(3)));
    vst1q_s8(values, vsubq_s8(low, vdupq_n_s8(1)));
  }
};

}  // namespace
}  // namespace bitnet::kernels
