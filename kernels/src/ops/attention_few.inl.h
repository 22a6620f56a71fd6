// SPDX-License-Identifier: Apache-2.0
// Attention of a few query rows that see the same positions (decoding): K and V are converted in
// registers on their way from memory, each value once for up to four rows, and asked for ahead of
// use. Larger tiles convert whole blocks first (attention.inl.h); the bits are the same. Internal
// linkage: included once by each ISA's object.
#pragma once

#include "ops/attention_tile.h"

namespace bitnet::kernels {
namespace {

template <class L>
struct HalfCache {
  static constexpr std::size_t kBytes = 2;

  static typename L::Floats load(const std::uint8_t* p) noexcept { return L::load_half(p); }
};

template <class L>
struct FloatCache {
  static constexpr std::size_t kBytes = 4;

  static typename L::Floats load(const std::uint8_t* p) noexcept { return L::load_f32(p); }
};

/// Requires dims % 16 == 0 and rows that all see tile.positions positions.
template <class L, class Cache>
struct FewRows {
  using Floats = typename L::Floats;

  static constexpr std::size_t kMostRows = 4;
  static constexpr std::size_t kScores = 16;  // positions whose scores are summed up together
  static constexpr std::size_t kAhead = 32;   // positions between use and prefetch

  /// The keys or values of one kv head.
  struct Stream {
    const std::uint8_t* first;  // position 0
    std::size_t stride;         // bytes between positions
    std::size_t positions;

    [[nodiscard]] const std::uint8_t* at(std::size_t position) const noexcept {
      return first + position * stride;
    }

    /// Asks for `count` positions of `bytes` bytes, kAhead behind `position`.
    void fetch(std::size_t position, std::size_t count, std::size_t bytes) const noexcept {
      for (std::size_t p = position + kAhead; p < position + kAhead + count && p < positions; ++p) {
        for (std::size_t b = 0; b < bytes; b += 64) {
          __builtin_prefetch(at(p) + b);
        }
      }
    }
  };

  static Stream stream_of(const AttentionRow& row, const void* base, std::size_t kv_head,
                          std::size_t positions) noexcept {
    return {static_cast<const std::uint8_t*>(base) + Cache::kBytes * kv_head * head_stride_of(row),
            Cache::kBytes * row.position_stride, positions};
  }

  /// Products of kRows queries with kDots positions from `position` on, summed lane by lane.
  template <std::size_t kRows, std::size_t kDots>
  static void dots(const AttentionTile& tile, std::size_t r, const Stream& keys,
                   std::size_t position, Floats (&sums)[kRows][kScores]) noexcept {
    const float* const queries = tile.queries + r * tile.dims;
    const std::uint8_t* const first = keys.at(position);
    Floats sum[kRows][kDots];
    for (auto& of_row : sum) {
      for (Floats& s : of_row) {
        s = L::zero();
      }
    }
    for (std::size_t d = 0; d < tile.dims; d += 16) {
      Floats query[kRows];
      for (std::size_t i = 0; i < kRows; ++i) {
        query[i] = L::load(queries + i * tile.dims + d);
      }
      for (std::size_t p = 0; p < kDots; ++p) {
        const Floats key = Cache::load(first + p * keys.stride + Cache::kBytes * d);
        for (std::size_t i = 0; i < kRows; ++i) {
          sum[i][p] = L::add(sum[i][p], L::mul(query[i], key));
        }
      }
    }
    for (std::size_t i = 0; i < kRows; ++i) {
      for (std::size_t p = 0; p < kDots; ++p) {
        sums[i][position % kScores + p] = sum[i][p];
      }
    }
  }

  /// Scores of kRows queries with kScores positions (fewer at the end) from `begin` on.
  template <std::size_t kRows>
  static void score_rows(const AttentionTile& tile, std::size_t r, const Stream& keys,
                         std::size_t begin, Floats scale) noexcept {
    constexpr std::size_t kDots = L::kDotsAtOnce / kRows;
    const std::size_t end = smaller_of(begin + kScores, keys.positions);
    Floats sums[kRows][kScores];
    std::size_t p = begin;
    for (; p + kDots <= end; p += kDots) {
      if (r == 0) {
        keys.fetch(p, kDots, Cache::kBytes * tile.dims);
      }
      dots<kRows, kDots>(tile, r, keys, p, sums);
    }
    for (; p < end; ++p) {
      dots<kRows, 1>(tile, r, keys, p, sums);
    }
    for (std::size_t i = 0; i < kRows; ++i) {
      for (std::size_t rest = end - begin; rest < kScores; ++rest) {
        sums[i][rest] = L::zero();
      }
      L::store(tile.scores + (r + i) * tile.score_stride + begin, L::mul(L::sums(sums[i]), scale));
    }
  }

  static void scores(const AttentionRow& row, std::size_t kv_head,
                     const AttentionTile& tile) noexcept {
    const Stream keys = stream_of(row, row.k, kv_head, tile.positions);
    const Floats scale = L::splat(row.scale);
    for (std::size_t begin = 0; begin < tile.positions; begin += kScores) {
      for_rows(tile.count, [&]<std::size_t kRows>(std::size_t r) noexcept {
        score_rows<kRows>(tile, r, keys, begin, scale);
      });
    }
  }

  /// sums += weights . values over a block of positions, for kVectors vectors of the results.
  template <std::size_t kRows, std::size_t kVectors>
  static void add_values(const AttentionTile& tile, std::size_t r, const Stream& values,
                         std::size_t begin, std::size_t d) noexcept {
    const std::size_t end = smaller_of(begin + kPositionBlock, values.positions);
    const float* const weights = tile.scores + r * tile.score_stride;
    Floats sum[kRows][kVectors];
    for (auto& of_row : sum) {
      for (Floats& s : of_row) {
        s = L::zero();
      }
    }
    for (std::size_t p = begin; p < end; ++p) {
      if (r == 0 && d == 0) {
        values.fetch(p, 1, Cache::kBytes * tile.dims);
      }
      Floats weight[kRows];
      for (std::size_t i = 0; i < kRows; ++i) {
        weight[i] = L::splat(weights[i * tile.score_stride + p]);
      }
      for (std::size_t j = 0; j < kVectors; ++j) {
        const Floats value = Cache::load(values.at(p) + Cache::kBytes * (d + 16 * j));
        for (std::size_t i = 0; i < kRows; ++i) {
          sum[i][j] = L::add(sum[i][j], L::mul(weight[i], value));
        }
      }
    }
    for (std::size_t i = 0; i < kRows; ++i) {
      float* const sums = tile.sums + (r + i) * tile.dims + d;
      for (std::size_t j = 0; j < kVectors; ++j) {
        L::store(sums + 16 * j, L::add(L::load(sums + 16 * j), sum[i][j]));
      }
    }
  }

  static void values(const AttentionRow& row, std::size_t kv_head,
                     const AttentionTile& tile) noexcept {
    const Stream stream = stream_of(row, row.v, kv_head, tile.positions);
    for (std::size_t begin = 0; begin < tile.positions; begin += kPositionBlock) {
      for_rows(tile.count, [&]<std::size_t kRows>(std::size_t r) noexcept {
        constexpr std::size_t kVectors = smaller_of(L::kDotsAtOnce / kRows, 8);
        std::size_t d = 0;
        for (; d + 16 * kVectors <= tile.dims; d += 16 * kVectors) {
          add_values<kRows, kVectors>(tile, r, stream, begin, d);
        }
        for (; d < tile.dims; d += 16) {
          add_values<kRows, 1>(tile, r, stream, begin, d);
        }
      });
    }
  }

 private:
  /// step.template operator()<rows>(first row) for `count` rows in groups of 4, 2 and 1.
  template <class Step>
  static void for_rows(std::size_t count, Step step) noexcept {
    std::size_t r = 0;
    for (; r + 4 <= count; r += 4) {
      step.template operator()<4>(r);
    }
    if (r + 2 <= count) {
      step.template operator()<2>(r);
      r += 2;
    }
    if (r < count) {
      step.template operator()<1>(r);
    }
  }
};

}  // namespace
}  // namespace bitnet::kernels
