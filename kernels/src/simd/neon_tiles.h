// SPDX-License-Identifier: Apache-2.0
// Sixteen rows of a tiled format on NEON: staging between the matrix and int8 rows, and the pair
// code of tl1 for 16 rows x 16 columns. Unnamed namespace (see neon.h).
#pragma once

#include "simd/neon.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kStageCols = 240;  // multiple of 16 (pairs) and 24 (triples)

/// Rows [row, row + kRows) and columns [col, col + cols) of the stored matrix, cols <= kStageCols,
/// as int8; the slack takes whole vectors at the end.
template <std::size_t kRows>
struct Stage {
  std::int8_t at[kRows][kStageCols + 16];
  std::size_t row;
  std::size_t col;
  std::size_t cols;

  [[nodiscard]] std::size_t present(const PackedLayout& layout, std::size_t r) const noexcept {
    return row + r < layout.rows && col < layout.k ? smaller(cols, layout.k - col) : 0;
  }

  template <class Reader>
  void load(const PackedLayout& layout, const Reader& read,
            const typename Reader::Element* w) noexcept {
    for (std::size_t r = 0; r < kRows; ++r) {
      const std::size_t n = present(layout, r);
      const auto* src = n == 0 ? w : w + (row + r) * layout.k + col;
      read_padded(read, src, n, sizeof at[r], at[r]);
    }
  }

  template <class Writer>
  void store(const PackedLayout& layout, const Writer& write,
             typename Writer::Element* out) const noexcept {
    for (std::size_t r = 0; r < kRows; ++r) {
      const std::size_t n = present(layout, r);
      if (n != 0) {
        write(at[r], n, out + (row + r) * layout.k + col);
      }
    }
  }
};

/// Four pair bytes (48a + 16b + 3c + d + 68) of each of the rows a..d: one 32-bit lane of the dot
/// product is one byte of the format.
inline uint8x16_t pair_bytes(const std::int8_t* const (&rows)[4]) noexcept {
  const int8x16_t weights = vreinterpretq_s8_s32(vdupq_n_s32(0x01031030));
  uint16x4_t narrow[4];
  for (std::size_t r = 0; r < 4; ++r) {
    const int32x4_t bytes = vdotq_s32(vdupq_n_s32(68), vld1q_s8(rows[r]), weights);
    narrow[r] = vmovn_u32(vreinterpretq_u32_s32(bytes));
  }
  return vcombine_u8(vmovn_u16(vcombine_u16(narrow[0], narrow[1])),
                     vmovn_u16(vcombine_u16(narrow[2], narrow[3])));
}

/// 16 rows x 16 columns -> quads[q] = the bytes of columns 4q..4q+3, one a row. row_of(i): the
/// matrix row of lane i.
template <class RowOf>
uint8x16x4_t encode_quads(RowOf row_of) noexcept {
  std::uint8_t by_row[64];
  for (std::size_t r = 0; r < 16; r += 4) {
    vst1q_u8(by_row + 4 * r, pair_bytes({row_of(r), row_of(r + 1), row_of(r + 2), row_of(r + 3)}));
  }
  return vld4q_u8(by_row);
}

/// Weights of a pair code.
constexpr std::int8_t kPairFirst[16] = {-1, -1, -1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
constexpr std::int8_t kPairSecond[16] = {-1, 0, 1, -1, 0, 1, -1, 0, 1, 0, 0, 0, 0, 0, 0, 0};

/// Inverse of encode_quads; nibbles above 8 give zeros.
template <class RowOf>
void decode_quads(uint8x16x4_t quads, RowOf row_of) noexcept {
  const int8x16_t first = vld1q_s8(kPairFirst);
  const int8x16_t second = vld1q_s8(kPairSecond);
  std::uint8_t by_row[64];
  vst4q_u8(by_row, quads);
  for (std::size_t r = 0; r < 16; r += 4) {
    const uint8x16_t bytes = vld1q_u8(by_row + 4 * r);
    const uint8x16_t high = vshrq_n_u8(bytes, 4);
    const uint8x16_t low = vandq_u8(bytes, vdupq_n_u8(15));
    std::int8_t values[64];
    const int8x16x4_t columns = {{vqtbl1q_s8(first, high), vqtbl1q_s8(second, high),
                                  vqtbl1q_s8(first, low), vqtbl1q_s8(second, low)}};
    vst4q_s8(values, columns);
    for (std::size_t i = 0; i < 4; ++i) {
      vst1q_s8(row_of(r + i), vld1q_s8(values + 16 * i));
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
