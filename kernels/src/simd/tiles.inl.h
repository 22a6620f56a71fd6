// SPDX-License-Identifier: Apache-2.0
// Row groups of the tiled formats. Tiles store columns of rows, matrices rows of columns: 16 or 32
// rows are read at a time into seq2 in a buffer that stays in the first-level cache, and transposed
// there, so that every cache line of the matrix is used whole. Internal linkage (see codes256.h).
#pragma once

#include "codec.inl.h"
#include "transpose.h"

#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {
namespace {

constexpr int kTileBias = 1;         // seq2 code = weight + 1
constexpr int kTileZeroSeq2 = 0x55;  // four zero weights

constexpr std::size_t smaller(std::size_t a, std::size_t b) noexcept {
  return a < b ? a : b;
}

constexpr std::size_t rounded_up(std::size_t n, std::size_t unit) noexcept {
  return (n + unit - 1) / unit * unit;
}

/// Offsets of the units (16 or 32 rows of a few columns) of one row group, in column order: `inner`
/// units `step` bytes apart, `jump` more bytes, and after `outer` such runs `far_jump` more.
class UnitCursor {
 public:
  UnitCursor(std::size_t start, std::size_t step, std::size_t inner, std::size_t jump,
             std::size_t outer, std::size_t far_jump) noexcept
      : offset_(start),
        step_(step),
        inner_(inner),
        jump_(jump),
        outer_(outer),
        far_jump_(far_jump) {}

  std::size_t next() noexcept {
    const std::size_t here = offset_;
    offset_ += step_;
    if (++inner_done_ == inner_) {
      inner_done_ = 0;
      offset_ += jump_;
      if (++outer_done_ == outer_) {
        outer_done_ = 0;
        offset_ += far_jump_;
      }
    }
    return here;
  }

 private:
  std::size_t offset_;
  std::size_t step_;
  std::size_t inner_;
  std::size_t jump_;
  std::size_t outer_;
  std::size_t far_jump_;
  std::size_t inner_done_ = 0;
  std::size_t outer_done_ = 0;
};

/// The rectangle of the stored matrix that is in the buffer, and how much of it is not padding.
struct Patch {
  std::size_t row;
  std::size_t col;
  std::size_t cols;

  [[nodiscard]] std::size_t valid_cols(const PackedLayout& layout, std::size_t r) const noexcept {
    return row + r < layout.rows && col < layout.k ? smaller(cols, layout.k - col) : 0;
  }

  [[nodiscard]] std::size_t index(const PackedLayout& layout, std::size_t r) const noexcept {
    return (row + r) * layout.k + col;
  }
};

/// kRows rows of up to kCols columns as seq2. kCols % 128 == 0; the slack takes whole-vector
/// accesses at the end of a row.
template <std::size_t kRows, std::size_t kCols>
struct Seq2Rows {
  alignas(64) std::uint8_t bytes[kRows][kCols / 4 + 64];
};

/// Columns [col, valid) of a row, then zero weights up to `cols` and on to a multiple of 32 bytes.
template <class Reader>
void seq2_row_end(const Reader& read, const typename Reader::Element* src, std::size_t col,
                  std::size_t valid, std::size_t cols, std::uint8_t* dst) noexcept {
  for (; col < valid; col += 32) {
    typename Reader::Element padded[32];
    read.seq2(zero_padded(src + col, valid - col, padded), dst + col / 4);
  }
  const std::size_t end = rounded_up(cols / 4, 32) + 16;
  for (std::size_t i = col / 4; i < end; i += 16) {
    store128(dst + i, splat128(kTileZeroSeq2));
  }
}

/// Fills the buffer, kStreams rows in step.
template <class Reader, std::size_t kRows, std::size_t kCols>
void load_patch(const PackedLayout& layout, const Patch& patch, const Reader& read,
                const typename Reader::Element* w, Seq2Rows<kRows, kCols>& rows) noexcept {
  constexpr std::size_t kStep = 128;
  for (std::size_t r = 0; r < kRows; r += kStreams) {
    const std::size_t shared = patch.valid_cols(layout, r + kStreams - 1) / kStep * kStep;
    for (std::size_t col = 0; col < shared; col += kStep) {
      for (std::size_t s = r; s < r + kStreams; ++s) {
        const auto* src = w + patch.index(layout, s) + col;
        // At the end of these rows: the start of the next ones, or of the next patch.
        const auto* next = s + kStreams < kRows
                               ? w + patch.index(layout, s + kStreams)
                               : w + patch.index(layout, s + kStreams - kRows) + kCols;
        prefetch<kStep * sizeof(*src)>(col + kStep < shared ? src + kStep : next);
        read.seq2_x4(src, rows.bytes[s] + col / 4);
      }
    }
    for (std::size_t s = r; s < r + kStreams; ++s) {
      const std::size_t valid = patch.valid_cols(layout, s);
      const auto* src = valid == 0 ? w : w + patch.index(layout, s);
      seq2_row_end(read, src, shared, valid, patch.cols, rows.bytes[s]);
    }
  }
}

template <class V, class Writer, std::size_t kRows, std::size_t kCols>
void store_patch(const PackedLayout& layout, const Patch& patch, const Writer& write,
                 const Seq2Rows<kRows, kCols>& rows, typename Writer::Element* out) noexcept {
  const bool staged = needs_staging<Writer>(layout.rows, layout.k);
  for (std::size_t r = 0; r < kRows; ++r) {
    const std::size_t valid = patch.valid_cols(layout, r);
    if (valid == 0) {
      continue;
    }
    Sink<V, typename Writer::Element, 32> sink(out + patch.index(layout, r), valid, staged);
    for (std::size_t col = 0; col < valid; col += 32) {
      write.seq2(rows.bytes[r] + col / 4, sink.slot());
      sink.commit(smaller(32, valid - col));
    }
    sink.flush();
  }
}

/// The rows of 32 in the order in which tl2 stores them: 8-row groups 0, 2, 1, 3.
constexpr std::size_t tl2_row(std::size_t position) noexcept {
  const std::size_t group = position / 8;
  const std::size_t stored_group = group == 1 ? 2 : (group == 2 ? 1 : group);
  return 8 * stored_group + position % 8;
}

/// Nibble tables of the pair code v = 3 * w[0] + w[1] + 4. A seq2 byte holds two pairs, the first
/// in its low nibble; a tile byte holds the first in its high nibble.
inline __m256i pairs_from_seq2(__m256i seq2) noexcept {
  const __m256i value = both_halves(
      _mm_setr_epi8(0, 3, 6, 0, 1, 4, 7, 0, 2, 5, 8, 0, 0, 0, 0, 0));  // index u0 + 4 * u1
  const __m256i mask = splat256(15);
  const __m256i first = _mm256_shuffle_epi8(value, _mm256_and_si256(seq2, mask));
  const __m256i second =
      _mm256_shuffle_epi8(value, _mm256_and_si256(_mm256_srli_epi16(seq2, 4), mask));
  return _mm256_or_si256(_mm256_slli_epi16(first, 4), second);
}

inline __m256i seq2_from_pairs(__m256i pairs) noexcept {
  const __m256i codes = both_halves(
      _mm_setr_epi8(0, 4, 8, 1, 5, 9, 2, 6, 10, 5, 5, 5, 5, 5, 5, 5));  // 5 = two zero weights
  const __m256i mask = splat256(15);
  const __m256i first =
      _mm256_shuffle_epi8(codes, _mm256_and_si256(_mm256_srli_epi16(pairs, 4), mask));
  const __m256i second = _mm256_shuffle_epi8(codes, _mm256_and_si256(pairs, mask));
  return _mm256_or_si256(first, _mm256_slli_epi16(second, 4));
}

}  // namespace
}  // namespace bitnet::kernels
