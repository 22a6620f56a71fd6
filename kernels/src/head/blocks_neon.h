// SPDX-License-Identifier: Apache-2.0
// Codes of the block types of head.h as 16 int8, for the NEON object. Unnamed namespace (see
// lanes_neon.h).
#pragma once

#include <arm_neon.h>
#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {
namespace {

struct BlocksNeon {
  static constexpr bool kHasTables = false;  // of the 16 values of a q4_0 block

  static int8x16_t int8x16(const std::uint8_t* p) noexcept {
    return vreinterpretq_s8_u8(vld1q_u8(p));
  }

  /// Bits kShift+3 .. kShift of each byte.
  template <int kShift>
  static uint8x16_t four_bits(const std::uint8_t* p) noexcept {
    if constexpr (kShift == 0) {
      return vandq_u8(vld1q_u8(p), vdupq_n_u8(15));
    } else {
      return vshrq_n_u8(vld1q_u8(p), kShift);
    }
  }

  /// The same, less 8.
  template <int kShift>
  static int8x16_t nibbles(const std::uint8_t* p) noexcept {
    return vsubq_s8(vreinterpretq_s8_u8(four_bits<kShift>(p)), vdupq_n_s8(8));
  }

  /// Four bits of `low` from kLow on, below two bits of `high` from kHigh on, less 32: the first or
  /// second 16 of 32.
  template <int kLow, int kHigh, int kPart>
  static int8x16_t six_bits(const std::uint8_t* low, const std::uint8_t* high) noexcept {
    const uint8x16_t moved = vshlq_u8(vld1q_u8(high + 16 * kPart), vdupq_n_s8(4 - kHigh));
    const uint8x16_t two = vandq_u8(moved, vdupq_n_u8(0x30));
    const uint8x16_t codes = vorrq_u8(four_bits<kLow>(low + 16 * kPart), two);
    return vsubq_s8(vreinterpretq_s8_u8(codes), vdupq_n_s8(32));
  }
};

}  // namespace
}  // namespace bitnet::kernels
