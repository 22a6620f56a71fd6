// SPDX-License-Identifier: Apache-2.0
// A tl2 unit on NEON: 32 rows of 24 columns, 128 bytes of magnitudes and 32 of signs. Unnamed
// namespace (see simd/neon.h).
#pragma once

#include "simd/neon_tiles.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kUnitRows = 32;
constexpr std::size_t kTripleCols = 24;

using Tl2Stage = Stage<kUnitRows>;

/// Row of lane i of the half-unit `half`: 8-row groups are stored in the order 0, 2, 1, 3.
constexpr std::size_t stored_row(std::size_t half, std::size_t i) noexcept {
  return 8 * half + (i < 8 ? i : i + 8);
}

/// Bits of triples 0..3 (in the high byte of a sign word) and 4..7 (in the low byte): rows 0..15
/// own the odd bits, rows 16..31 the even ones.
inline uint8x8_t sign_bits(std::size_t row) noexcept {
  return vreinterpret_u8_u32(vdup_n_u32(row < 16 ? 0x02082080U : 0x01041040U));
}

inline int8x8_t triple_values(const std::int8_t* columns) noexcept {
  const int8x8x3_t abc = vld3_s8(columns);
  return vmla_s8(vmla_s8(abc.val[2], abc.val[1], vdup_n_s8(3)), abc.val[0], vdup_n_s8(9));
}

inline void encode_triples(const Tl2Stage& stage, std::size_t c, std::uint8_t* magnitudes,
                           std::uint8_t* signs) noexcept {
  std::uint8_t nibbles[kUnitRows][8];
  uint8x8_t bits[kUnitRows];
  for (std::size_t r = 0; r < kUnitRows; ++r) {
    const int8x8_t value = triple_values(stage.at[r] + c);
    vst1_u8(nibbles[r], vreinterpret_u8_s8(vabs_s8(value)));
    bits[r] = vand_u8(vcltz_s8(value), sign_bits(r));
  }
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint8_t by_row[64];  // four bytes of two triples a row
    for (std::size_t i = 0; i < 16; i += 2) {
      const uint8x16_t two_rows = vcombine_u8(vld1_u8(nibbles[stored_row(half, i)]),
                                              vld1_u8(nibbles[stored_row(half, i + 1)]));
      const uint8x16_t first = vuzp1q_u8(two_rows, two_rows);
      const uint8x16_t second = vuzp2q_u8(two_rows, two_rows);
      vst1_u8(by_row + 4 * i, vget_low_u8(vsliq_n_u8(second, first, 4)));
    }
    const uint8x16x4_t units = vld4q_u8(by_row);
    for (std::size_t ki = 0; ki < 4; ++ki) {
      vst1q_u8(magnitudes + 32 * ki + 16 * half, units.val[ki]);
    }
  }
  for (std::size_t j = 0; j < 16; ++j) {
    const uint8x8_t word = vorr_u8(bits[j], bits[j + 16]);
    const uint8x8_t pairs = vpadd_u8(word, word);
    const uint8x8_t sums = vpadd_u8(pairs, pairs);
    signs[2 * j] = vget_lane_u8(sums, 1);
    signs[2 * j + 1] = vget_lane_u8(sums, 0);
  }
}

/// Weights of a triple magnitude.
constexpr std::int8_t kTripleWeights[3][16] = {
    {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0},
    {0, 0, 1, 1, 1, -1, -1, -1, 0, 0, 0, 1, 1, 1, 0, 0},
    {0, 1, -1, 0, 1, -1, 0, 1, -1, 0, 1, -1, 0, 1, 0, 0}};

/// The three weights of 8 magnitudes, negated where asked; magnitudes above 13 give zeros.
inline int8x8x3_t triple_weights(uint8x8_t magnitudes, uint8x8_t negative) noexcept {
  const int8x8_t mask = vreinterpret_s8_u8(negative);
  int8x8x3_t weights;
  for (std::size_t i = 0; i < 3; ++i) {
    const int8x8_t positive = vqtbl1_s8(vld1q_s8(kTripleWeights[i]), magnitudes);
    weights.val[i] = vsub_s8(veor_s8(positive, mask), mask);
  }
  return weights;
}

inline void decode_triples(const std::uint8_t* magnitudes, const std::uint8_t* signs,
                           Tl2Stage& stage, std::size_t c) noexcept {
  for (std::size_t half = 0; half < 2; ++half) {
    uint8x16x4_t units;
    for (std::size_t ki = 0; ki < 4; ++ki) {
      units.val[ki] = vld1q_u8(magnitudes + 32 * ki + 16 * half);
    }
    std::uint8_t by_row[64 + 4];  // the slack takes the 8-byte load of the last row
    vst4q_u8(by_row, units);
    __builtin_memset(by_row + 64, 0, 4);
    for (std::size_t i = 0; i < 16; ++i) {
      const std::size_t row = stored_row(half, i);
      const uint8x8_t bytes = vld1_u8(by_row + 4 * i);
      const uint8x8_t nibbles = vzip1_u8(vshr_n_u8(bytes, 4), vand_u8(bytes, vdup_n_u8(15)));
      const std::uint8_t* word = signs + 2 * (row % 16);
      const uint8x8_t sign_word = vext_u8(vdup_n_u8(word[1]), vdup_n_u8(word[0]), 4);
      const uint8x8_t negative = vtst_u8(sign_word, sign_bits(row));
      vst3_s8(stage.at[row] + c, triple_weights(nibbles, negative));
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
