// SPDX-License-Identifier: Apache-2.0
// Codes of the screen (layout in screen.h) in NEON registers: packing, and integer sums with the
// two planes of the query. Unnamed namespace (see lanes_neon.h).
#pragma once

#include "ops/lanes_neon.h"
#include "screen/screen_layout.h"
#include "screen/stream_reader.h"

namespace bitnet::kernels {
namespace {

struct CodesNeon {
  /// 16 floats 0..63, whole numbers, as bytes.
  static void store_codes(std::uint8_t* dst, const LanesNeon::Floats& codes) noexcept {
    const uint16x8_t low =
        vcombine_u16(vmovn_u32(vcvtq_u32_f32(codes.v[0])), vmovn_u32(vcvtq_u32_f32(codes.v[1])));
    const uint16x8_t high =
        vcombine_u16(vmovn_u32(vcvtq_u32_f32(codes.v[2])), vmovn_u32(vcvtq_u32_f32(codes.v[3])));
    vst1q_u8(dst, vcombine_u8(vmovn_u16(low), vmovn_u16(high)));
  }

  /// One bit a byte: 1, 2, 4, ... 128, twice.
  static uint8x16_t bit_values() noexcept {
    return vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201ULL));
  }

  /// Bit i = whether byte i has one of the bits of `wanted`.
  static void store_bits(std::uint8_t* dst, uint8x16_t bytes, std::uint8_t wanted) noexcept {
    const uint8x16_t marked = vandq_u8(vtstq_u8(bytes, vdupq_n_u8(wanted)), bit_values());
    dst[0] = vaddv_u8(vget_low_u8(marked));
    dst[1] = vaddv_u8(vget_high_u8(marked));
  }

  static uint8x16_t nibble(const std::uint8_t* codes) noexcept {
    return vandq_u8(vshrq_n_u8(vld1q_u8(codes), 1), vdupq_n_u8(15));
  }

  /// 128 codes 0..63 -> 64 bytes of bits 4..1, 16 bytes of bits 5, 16 bytes of bits 0.
  static void pack_group(const std::uint8_t* codes, std::uint8_t* nibbles, std::uint8_t* fifth,
                         std::uint8_t* refine) noexcept {
    for (std::size_t i = 0; i < 8; ++i) {
      const uint8x16_t c = vld1q_u8(codes + 16 * i);
      store_bits(fifth + 2 * i, c, 32);
      store_bits(refine + 2 * i, c, 1);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const uint8x16_t high = vshlq_n_u8(nibble(codes + 64 + 16 * i), 4);
      vst1q_u8(nibbles + 16 * i, vorrq_u8(nibble(codes + 16 * i), high));
    }
  }

  /// 16 bits -> bytes 0 or 0xff.
  static uint8x16_t spread(const std::uint8_t* bits) noexcept {
    return vtstq_u8(vcombine_u8(vdup_n_u8(bits[0]), vdup_n_u8(bits[1])), bit_values());
  }

  struct Sums {
    int32x4_t upper;
    int32x4_t lower;
  };

  static Sums no_sums() noexcept { return {vdupq_n_s32(0), vdupq_n_s32(0)}; }

  static void add_products(Sums& sums, uint8x16_t codes, const std::int8_t* high,
                           const std::int8_t* low) noexcept {
    const int8x16_t c = vreinterpretq_s8_u8(codes);
    sums.upper = vdotq_s32(sums.upper, c, vld1q_s8(high));
    sums.lower = vdotq_s32(sums.lower, c, vld1q_s8(low));
  }

  static std::int64_t total(const Sums& sums) noexcept {
    return 256 * std::int64_t{vaddvq_s32(sums.upper)} + vaddvq_s32(sums.lower);
  }

  static constexpr std::size_t kRows = 1;

  /// Sum of c * (256 high + low) over all columns of a row of `stride` bytes. Reads `ahead`, a row
  /// too, into the cache meanwhile.
  template <std::size_t kCount>
  static void code_sums(const std::uint8_t* codes, std::size_t stride, std::size_t groups,
                        const std::int8_t* high, const std::int8_t* low, const std::uint8_t* ahead,
                        std::int64_t* sums) noexcept {
    static_assert(kCount == 1);
    StreamReader stream(ahead, stride, groups);
    const std::uint8_t* fifth = codes + groups * kGroupNibbles;
    const uint8x16_t sixteen = vdupq_n_u8(16);
    Sums even = no_sums();
    Sums odd = no_sums();
    for (std::size_t g = 0; g < groups; ++g, codes += kGroupNibbles, fifth += kGroupBits) {
      stream.next();
      const std::int8_t* const h = high + g * kScreenGroup;
      const std::int8_t* const l = low + g * kScreenGroup;
      for (std::size_t i = 0; i < 4; ++i) {
        const uint8x16_t both = vld1q_u8(codes + 16 * i);
        const uint8x16_t first = vandq_u8(spread(fifth + 2 * i), sixteen);
        const uint8x16_t second = vandq_u8(spread(fifth + 8 + 2 * i), sixteen);
        add_products(even, vorrq_u8(vandq_u8(both, vdupq_n_u8(15)), first), h + 16 * i, l + 16 * i);
        add_products(odd, vorrq_u8(vshrq_n_u8(both, 4), second), h + 64 + 16 * i, l + 64 + 16 * i);
      }
    }
    sums[0] = total(even) + total(odd);
  }

  /// Sum of b * (256 high + low) over all columns.
  static std::int64_t bit_sum(const std::uint8_t* bits, std::size_t groups, const std::int8_t* high,
                              const std::int8_t* low) noexcept {
    Sums sums = no_sums();
    for (std::size_t i = 0; i < 8 * groups; ++i) {
      const uint8x16_t b = vandq_u8(spread(bits + 2 * i), vdupq_n_u8(1));
      add_products(sums, b, high + 16 * i, low + 16 * i);
    }
    return total(sums);
  }
};

}  // namespace
}  // namespace bitnet::kernels
