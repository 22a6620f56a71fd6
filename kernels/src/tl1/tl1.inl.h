// SPDX-License-Identifier: Apache-2.0
// tl1 for the vector templates, 16 rows at a time. A unit is 16 bytes: 16 rows of 4 columns.
#pragma once

#include "simd/tensor.inl.h"
#include "simd/tiles.inl.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kTl1Rows = 16;
constexpr std::size_t kTl1Cols =
    4096;  // 16 KiB of floats a row; 17 KiB of seq2 stay in the first-level cache

using Tl1Seq2 = Seq2Rows<kTl1Rows, kTl1Cols>;

inline UnitCursor tl1_cursor(const PackedLayout& layout, std::size_t row) noexcept {
  const std::size_t bm = layout.tile.bm_rows;
  const std::size_t bk = layout.tile.bk_cols;
  const std::size_t sub = layout.tile.sub_rows;
  const std::size_t by = 256 / sub;  // columns of the 64-byte groups that tiles consist of
  const std::size_t tile_bytes = bm * bk / 4;
  const std::size_t start = row / bm * (layout.k_padded / bk) * tile_bytes +
                            row % bm / sub * (sub * bk / 4) + row % sub / 16 * (4 * by);
  return {start, 16, by / 4, 64 - 4 * by, bk / by, tile_bytes - sub * bk / 4};
}

struct Tl1Codec {
  static constexpr float kEmptyScale = 0.0F;

  template <class Reader>
  static void encode(const PackedLayout& layout, const Reader& read,
                     const typename Reader::Element* w, std::uint8_t* packed) noexcept {
    const std::size_t stored_rows = layout.k_padded == 0 ? 0 : layout.rows_padded;
    Tl1Seq2 rows;
    for (std::size_t row = 0; row < stored_rows; row += kTl1Rows) {
      UnitCursor cursor = tl1_cursor(layout, row);
      for (std::size_t col = 0; col < layout.k_padded; col += kTl1Cols) {
        const Patch patch{row, col, smaller(kTl1Cols, layout.k_padded - col)};
        load_patch(layout, patch, read, w, rows);
        scatter(rows, patch.cols / 4, cursor, packed);
      }
    }
  }

  template <class V, class Writer>
  static void decode(const PackedLayout& layout, const std::uint8_t* packed, const Writer& write,
                     typename Writer::Element* out) noexcept {
    const std::size_t logical_rows = layout.k == 0 ? 0 : layout.rows;
    Tl1Seq2 rows;
    for (std::size_t row = 0; row < logical_rows; row += kTl1Rows) {
      UnitCursor cursor = tl1_cursor(layout, row);
      for (std::size_t col = 0; col < layout.k; col += kTl1Cols) {
        const Patch patch{row, col, smaller(kTl1Cols, layout.k_padded - col)};
        gather(packed, patch.cols / 4, cursor, rows);
        store_patch<V>(layout, patch, write, rows, out);
      }
    }
    _mm_sfence();
  }

 private:
  /// 32 units at a time, as two blocks of 16 in the halves of the registers.
  static void scatter(const Tl1Seq2& rows, std::size_t units, UnitCursor& cursor,
                      std::uint8_t* packed) noexcept {
    __m256i bytes[16];
    for (std::size_t unit = 0; unit < units; unit += 32) {
      for (std::size_t r = 0; r < 16; ++r) {
        bytes[r] = pairs_from_seq2(load256(rows.bytes[r] + unit));
      }
      transpose16(bytes);
      for (std::size_t i = 0; i < smaller(16, units - unit); ++i) {
        store128(packed + cursor.next(), _mm256_castsi256_si128(bytes[i]));
      }
      for (std::size_t i = 16; i < smaller(32, units - unit); ++i) {
        store128(packed + cursor.next(), _mm256_extracti128_si256(bytes[i - 16], 1));
      }
    }
  }

  static void gather(const std::uint8_t* packed, std::size_t units, UnitCursor& cursor,
                     Tl1Seq2& rows) noexcept {
    __m256i bytes[16] = {};
    for (std::size_t unit = 0; unit < units; unit += 32) {
      for (std::size_t i = 0; i < smaller(16, units - unit); ++i) {
        bytes[i] = _mm256_castsi128_si256(load128(packed + cursor.next()));
      }
      for (std::size_t i = 16; i < smaller(32, units - unit); ++i) {
        bytes[i - 16] = _mm256_inserti128_si256(bytes[i - 16], load128(packed + cursor.next()), 1);
      }
      transpose16(bytes);
      for (std::size_t r = 0; r < 16; ++r) {
        store256(rows.bytes[r] + unit, seq2_from_pairs(bytes[r]));
      }
    }
  }
};

}  // namespace
}  // namespace bitnet::kernels
