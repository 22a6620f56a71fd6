// SPDX-License-Identifier: Apache-2.0
// tl2 for the vector templates, 32 rows at a time: planes, units of 32 bytes, and their order. What
// a byte means is tl2_triples.inl.h's and tiles.inl.h's business.
#pragma once

#include "simd/tensor.inl.h"
#include "tl2/tl2_triples.inl.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kTl2Rows = 32;
constexpr std::size_t kTl2PairTileCols = 32;
// Columns in the buffer: whole steps of 96, 15 KiB for seq2, magnitudes and signs of 32 rows, and
// no more floats a row than the staging buffer takes before it empties itself.
constexpr std::size_t kTl2Cols = 768;

using Tl2Seq2 = Seq2Rows<kTl2Rows, kTl2Cols>;

struct Tl2Triples {
  alignas(64) std::uint8_t magnitudes[kTl2Rows][kTl2Cols / 6 + 32];
  alignas(64) std::uint8_t signs[kTl2Rows][kTl2Cols / 24 + 16];
};

/// Cursors over the three planes of the row group at `row`.
struct Tl2Cursors {
  UnitCursor magnitudes;
  UnitCursor signs;
  UnitCursor pairs;
};

inline UnitCursor tl2_plane(const PackedLayout& layout, std::size_t row, std::size_t offset,
                            std::size_t units_per_row, std::size_t units_per_tile) noexcept {
  const std::size_t bm = layout.tile.bm_rows;
  const std::size_t start = offset + row / bm * (bm * units_per_row) + row % bm * units_per_tile;
  return {start, kTl2Rows, units_per_tile, (bm - kTl2Rows) * units_per_tile, 1, 0};
}

inline std::size_t tl2_pair_offset_of(const PackedLayout& layout) noexcept {
  return layout.rows_padded * (layout.three_k / 24) * 5;
}

inline Tl2Cursors tl2_cursors(const PackedLayout& layout, std::size_t row) noexcept {
  const std::size_t bk = layout.tile.bk_cols;
  const std::size_t sign_offset = layout.rows_padded * (layout.three_k / 24) * 4;
  return {tl2_plane(layout, row, 0, layout.three_k / 6, bk / 6),
          tl2_plane(layout, row, sign_offset, layout.three_k / 24, bk / 24),
          tl2_plane(layout, row, tl2_pair_offset_of(layout), (layout.k_padded - layout.three_k) / 4,
                    kTl2PairTileCols / 4)};
}

/// 16 byte columns of 32 rows from `column` on, transposed: units[i] holds the bytes of column i,
/// row by row. kStored: rows in the order of the format, else in their own.
template <bool kStored, std::size_t kStride, class Map>
void load_units(const std::uint8_t (&rows)[kTl2Rows][kStride], std::size_t column, Map map,
                __m256i (&units)[16]) noexcept {
  for (std::size_t i = 0; i < 16; ++i) {
    const std::uint8_t* low = rows[kStored ? tl2_row(i) : i];
    const std::uint8_t* high = rows[kStored ? tl2_row(16 + i) : 16 + i];
    units[i] = map(_mm256_set_m128i(load128(high + column), load128(low + column)));
  }
  transpose16(units);
}

template <bool kStored, std::size_t kStride, class Map>
void store_units(__m256i (&units)[16], std::size_t column, Map map,
                 std::uint8_t (&rows)[kTl2Rows][kStride]) noexcept {
  transpose16(units);
  for (std::size_t i = 0; i < 16; ++i) {
    const __m256i both = map(units[i]);
    store128(rows[kStored ? tl2_row(i) : i] + column, _mm256_castsi256_si128(both));
    store128(rows[kStored ? tl2_row(16 + i) : 16 + i] + column, _mm256_extracti128_si256(both, 1));
  }
}

inline __m256i unchanged(__m256i v) noexcept {
  return v;
}

/// The first `count` byte columns of 32 rows to their units.
template <std::size_t kStride, class Map>
void scatter_bytes(const std::uint8_t (&rows)[kTl2Rows][kStride], std::size_t count, Map map,
                   UnitCursor& cursor, std::uint8_t* packed) noexcept {
  __m256i units[16];
  for (std::size_t column = 0; column < count; column += 16) {
    load_units<true>(rows, column, map, units);
    for (std::size_t i = 0; i < smaller(16, count - column); ++i) {
      store256(packed + cursor.next(), units[i]);
    }
  }
}

template <std::size_t kStride, class Map>
void gather_bytes(const std::uint8_t* packed, std::size_t count, Map map, UnitCursor& cursor,
                  std::uint8_t (&rows)[kTl2Rows][kStride]) noexcept {
  __m256i units[16] = {};
  for (std::size_t column = 0; column < count; column += 16) {
    for (std::size_t i = 0; i < smaller(16, count - column); ++i) {
      units[i] = load256(packed + cursor.next());
    }
    store_units<true>(units, column, map, rows);
  }
}

/// Sign units are 16 lanes of 16 bits: row j on the odd bits and row j + 16 on the even bits of
/// lane j, triple 0 on top. Nibble of signs (triple 0 lowest) -> its bits in the top nibble's
/// place.
inline __m128i spread_signs(__m128i rows, __m128i rows_16) noexcept {
  const __m128i odd =
      _mm_setr_epi8(0, -128, 32, -96, 8, -120, 40, -88, 2, -126, 34, -94, 10, -118, 42, -86);
  const __m128i even = _mm_setr_epi8(0, 64, 16, 80, 4, 68, 20, 84, 1, 65, 17, 81, 5, 69, 21, 85);
  return _mm_or_si128(_mm_shuffle_epi8(odd, rows), _mm_shuffle_epi8(even, rows_16));
}

inline void scatter_signs(const Tl2Triples& triples, std::size_t count, UnitCursor& cursor,
                          std::uint8_t* packed) noexcept {
  const __m256i mask = splat256(15);
  __m256i units[16];
  for (std::size_t column = 0; column < count; column += 16) {
    load_units<false>(triples.signs, column, unchanged, units);
    for (std::size_t i = 0; i < smaller(16, count - column); ++i) {
      const __m256i first = _mm256_and_si256(units[i], mask);
      const __m256i last = _mm256_and_si256(_mm256_srli_epi16(units[i], 4), mask);
      const __m128i top =
          spread_signs(_mm256_castsi256_si128(first), _mm256_extracti128_si256(first, 1));
      const __m128i bottom =
          spread_signs(_mm256_castsi256_si128(last), _mm256_extracti128_si256(last, 1));
      std::uint8_t* unit = packed + cursor.next();
      store128(unit, _mm_unpacklo_epi8(bottom, top));
      store128(unit + 16, _mm_unpackhi_epi8(bottom, top));
    }
  }
}

/// Bits 7, 5, 3, 1 of each byte (of `bytes`) to bits 0..3.
inline __m256i collect_signs(__m256i bytes) noexcept {
  const __m256i mask = splat256(15);
  // Nibble bits 3 and 1 to bits 0 and 1.
  const __m256i two = both_halves(_mm_setr_epi8(0, 0, 2, 2, 0, 0, 2, 2, 1, 1, 3, 3, 1, 1, 3, 3));
  const __m256i first =
      _mm256_shuffle_epi8(two, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), mask));
  const __m256i last = _mm256_shuffle_epi8(two, _mm256_and_si256(bytes, mask));
  return _mm256_or_si256(first, _mm256_slli_epi16(last, 2));
}

inline void gather_signs(const std::uint8_t* packed, std::size_t count, UnitCursor& cursor,
                         Tl2Triples& triples) noexcept {
  const __m128i low_bytes = _mm_set1_epi16(0xff);
  __m256i units[16] = {};
  for (std::size_t column = 0; column < count; column += 16) {
    for (std::size_t i = 0; i < smaller(16, count - column); ++i) {
      const std::uint8_t* unit = packed + cursor.next();
      const __m128i a = load128(unit);
      const __m128i b = load128(unit + 16);
      const __m128i bottom =
          _mm_packus_epi16(_mm_and_si128(a, low_bytes), _mm_and_si128(b, low_bytes));
      const __m128i top = _mm_packus_epi16(_mm_srli_epi16(a, 8), _mm_srli_epi16(b, 8));
      // The odd bits are row j, and after a shift by one the even bits row j + 16.
      const __m256i first = collect_signs(_mm256_set_m128i(_mm_add_epi8(top, top), top));
      const __m256i last = collect_signs(_mm256_set_m128i(_mm_add_epi8(bottom, bottom), bottom));
      units[i] = _mm256_or_si256(first, _mm256_slli_epi16(last, 4));
    }
    store_units<false>(units, column, unchanged, triples.signs);
  }
}

template <class Reader>
void tl2_encode_group(const PackedLayout& layout, std::size_t row, const Reader& read,
                      const typename Reader::Element* w, std::uint8_t* packed) noexcept {
  Tl2Seq2 seq2;
  Tl2Triples triples;
  Tl2Cursors cursors = tl2_cursors(layout, row);
  for (std::size_t col = 0; col < layout.three_k; col += kTl2Cols) {
    const Patch patch{row, col, smaller(kTl2Cols, layout.three_k - col)};
    load_patch(layout, patch, read, w, seq2);
    for (std::size_t r = 0; r < kTl2Rows; ++r) {
      for (std::size_t c = 0; c < patch.cols; c += kTripleStepCols) {
        encode_triples(seq2.bytes[r] + c / 4, triples.magnitudes[r] + c / 6,
                       triples.signs[r] + c / 24);
      }
    }
    scatter_bytes(triples.magnitudes, patch.cols / 6, unchanged, cursors.magnitudes, packed);
    scatter_signs(triples, patch.cols / 24, cursors.signs, packed);
  }
  for (std::size_t col = layout.three_k; col < layout.k_padded; col += kTl2Cols) {
    const Patch patch{row, col, smaller(kTl2Cols, layout.k_padded - col)};
    load_patch(layout, patch, read, w, seq2);
    scatter_bytes(seq2.bytes, patch.cols / 4, pairs_from_seq2, cursors.pairs, packed);
  }
}

template <class V, class Writer>
void tl2_decode_group(const PackedLayout& layout, std::size_t row, const std::uint8_t* packed,
                      const Writer& write, typename Writer::Element* out) noexcept {
  Tl2Seq2 seq2;
  Tl2Triples triples;
  Tl2Cursors cursors = tl2_cursors(layout, row);
  for (std::size_t col = 0; col < layout.three_k; col += kTl2Cols) {
    const Patch patch{row, col, smaller(kTl2Cols, layout.three_k - col)};
    gather_bytes(packed, patch.cols / 6, unchanged, cursors.magnitudes, triples.magnitudes);
    gather_signs(packed, patch.cols / 24, cursors.signs, triples);
    for (std::size_t r = 0; r < kTl2Rows; ++r) {
      for (std::size_t c = 0; c < patch.cols; c += kTripleStepCols) {
        decode_triples(triples.magnitudes[r] + c / 6, triples.signs[r] + c / 24,
                       seq2.bytes[r] + c / 4);
      }
    }
    store_patch<V>(layout, patch, write, seq2, out);
  }
  for (std::size_t col = layout.three_k; col < layout.k; col += kTl2Cols) {
    const Patch patch{row, col, smaller(kTl2Cols, layout.k_padded - col)};
    gather_bytes(packed, patch.cols / 4, seq2_from_pairs, cursors.pairs, seq2.bytes);
    store_patch<V>(layout, patch, write, seq2, out);
  }
}

struct Tl2Codec {
  static constexpr float kEmptyScale = 0.0F;

  template <class Reader>
  static void encode(const PackedLayout& layout, const Reader& read,
                     const typename Reader::Element* w, std::uint8_t* packed) noexcept {
    const std::size_t stored_rows = layout.k_padded == 0 ? 0 : layout.rows_padded;
    for (std::size_t row = 0; row < stored_rows; row += kTl2Rows) {
      tl2_encode_group(layout, row, read, w, packed);
    }
    const std::size_t codes_end =
        tl2_pair_offset_of(layout) + layout.rows_padded * ((layout.k_padded - layout.three_k) / 4);
    __builtin_memset(packed + codes_end, 0, layout.scale_offset - codes_end);
  }

  template <class V, class Writer>
  static void decode(const PackedLayout& layout, const std::uint8_t* packed, const Writer& write,
                     typename Writer::Element* out) noexcept {
    const std::size_t logical_rows = layout.k == 0 ? 0 : layout.rows;
    for (std::size_t row = 0; row < logical_rows; row += kTl2Rows) {
      tl2_decode_group<V>(layout, row, packed, write, out);
    }
    _mm_sfence();
  }
};

}  // namespace
}  // namespace bitnet::kernels
