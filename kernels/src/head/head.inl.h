// SPDX-License-Identifier: Apache-2.0
// Embedding rows and logits over a class of 16 float lanes L and a class of block codes B. Tiles of
// rows x tokens: a row is read and decoded once for several tokens. A single token takes one row at
// a time, so that a matrix that does not fit the caches is read as one stream. Internal linkage:
// included once by each ISA's object.
#pragma once

#include "head/rows.inl.h"

namespace bitnet::kernels {
namespace {

/// Where a tile reads and writes.
struct LogitsTile {
  const std::uint8_t* const* rows;  // one pointer a row
  const std::uint8_t* ahead;        // the row after the tile, fetched while a single row is read
  std::size_t cols;
  const float* x;
  std::size_t x_stride;
  float* out;
  std::size_t out_stride;
};

template <class L, class B>
struct Head {
  using Floats = typename L::Floats;

  /// Asks for the span at `offset` of the next row. (Only where rows are read one by one: several
  /// rows side by side, or their prefetches, halve the rate of a matrix that comes from memory.)
  template <std::size_t kSpanBytes>
  static void fetch(const std::uint8_t* row, std::size_t offset) noexcept {
    if (kSpanBytes >= 64 || 64 % kSpanBytes != 0 || offset % 64 == 0) {
      for (std::size_t b = 0; b < kSpanBytes; b += 64) {
        __builtin_prefetch(row + offset + b);
      }
    }
  }

  template <class Reader, std::size_t kRows, std::size_t kTokens>
  static void tile(const LogitsTile& t) noexcept {
    constexpr std::size_t kSpan = 16 * Reader::kChunks;
    Floats sum[kRows][kTokens];
    for (auto& row : sum) {
      for (Floats& s : row) {
        s = L::zero();
      }
    }
    std::size_t i = 0;
    std::size_t offset = 0;
    for (; i + kSpan <= t.cols; i += kSpan, offset += Reader::kSpanBytes) {
      typename Reader::Span spans[kRows];
      if constexpr (kRows == 1) {
        fetch<Reader::kSpanBytes>(t.ahead, offset);
      }
      for (std::size_t r = 0; r < kRows; ++r) {
        spans[r] = Reader::span(t.rows[r] + offset);
      }
      for_each_index<Reader::kChunks>([&]<std::size_t kChunk>() noexcept {
        Floats x[kTokens];
        for (std::size_t k = 0; k < kTokens; ++k) {
          x[k] = L::load(t.x + k * t.x_stride + i + 16 * kChunk);
        }
        for (std::size_t r = 0; r < kRows; ++r) {
          const Floats w = Reader::template chunk<kChunk>(spans[r]);
          for (std::size_t k = 0; k < kTokens; ++k) {
            sum[r][k] = L::add(sum[r][k], L::mul(w, x[k]));
          }
        }
      });
    }
    if constexpr (Reader::kChunks == 1) {
      if (i < t.cols) {
        const std::size_t n = t.cols - i;
        for (std::size_t r = 0; r < kRows; ++r) {
          const Floats w = Reader::part(t.rows[r] + offset, n);
          for (std::size_t k = 0; k < kTokens; ++k) {
            const Floats x = L::load(t.x + k * t.x_stride + i, n);
            sum[r][k] = L::add(sum[r][k], L::mul(w, x));
          }
        }
      }
    }
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t k = 0; k < kTokens; ++k) {
        t.out[k * t.out_stride + r] = L::sum(sum[r][k]);
      }
    }
  }

  template <class Reader, std::size_t kRows>
  static void tokens(LogitsTile t, std::size_t count) noexcept {
    std::size_t k = 0;
    const auto advance = [&t, &k](std::size_t by) noexcept {
      k += by;
      t.x += by * t.x_stride;
      t.out += by * t.out_stride;
    };
    while (k + L::kHeadTokens <= count) {
      tile<Reader, kRows, L::kHeadTokens>(t);
      advance(L::kHeadTokens);
    }
    while (k < count) {
      tile<Reader, kRows, 1>(t);
      advance(1);
    }
  }

  template <class Reader>
  static void all_rows(const DenseMatrix& head, const float* x, std::size_t n_tokens,
                       std::size_t x_stride, std::size_t row_begin, std::size_t row_end, float* out,
                       std::size_t out_stride) noexcept {
    const std::size_t row_bytes = dense_row_bytes(head.type, head.cols);
    const std::uint8_t* rows[L::kHeadRows];
    std::size_t r = row_begin;
    for (; n_tokens > 1 && r + L::kHeadRows <= row_end; r += L::kHeadRows) {
      for (std::size_t i = 0; i < L::kHeadRows; ++i) {
        rows[i] = head.data + (r + i) * row_bytes;
      }
      tokens<Reader, L::kHeadRows>({rows, rows[0], head.cols, x, x_stride, out + r, out_stride},
                                   n_tokens);
    }
    for (; r < row_end; ++r) {
      rows[0] = head.data + r * row_bytes;
      const std::uint8_t* const ahead = r + 1 < row_end ? rows[0] + row_bytes : rows[0];
      tokens<Reader, 1>({rows, ahead, head.cols, x, x_stride, out + r, out_stride}, n_tokens);
    }
  }

  static void logits(const DenseMatrix& head, const float* x, std::uint32_t n_tokens,
                     std::size_t x_stride, std::uint32_t row_begin, std::uint32_t row_end,
                     float* out, std::size_t out_stride) {
    with_reader<L, B>(head.type, [&]<class Reader>(Reader) noexcept {
      all_rows<Reader>(head, x, n_tokens, x_stride, row_begin, row_end, out, out_stride);
    });
  }

  /// The logits of any rows for one token.
  template <class Reader>
  static void some_rows(const DenseMatrix& head, const float* x, const std::uint32_t* ids,
                        std::size_t count, float* out) noexcept {
    const std::size_t row_bytes = dense_row_bytes(head.type, head.cols);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t* const row = head.data + ids[i] * row_bytes;
      const std::uint8_t* const ahead = i + 1 < count ? head.data + ids[i + 1] * row_bytes : row;
      tile<Reader, 1, 1>({&row, ahead, head.cols, x, 0, out + i, 0});
    }
  }

  static void logits_of(const DenseMatrix& head, const float* x, const std::uint32_t* ids,
                        std::size_t count, float* out) noexcept {
    with_reader<L, B>(head.type, [&]<class Reader>(Reader) noexcept {
      some_rows<Reader>(head, x, ids, count, out);
    });
  }

  static void dequantize_row(DenseType type, const std::uint8_t* row, std::size_t cols, float* y) {
    with_reader<L, B>(type,
                      [&]<class Reader>(Reader) noexcept { read_row<L, Reader>(row, cols, y); });
  }
};

}  // namespace
}  // namespace bitnet::kernels
