// SPDX-License-Identifier: Apache-2.0
// Attention over a class of 16 float lanes. Query rows (tokens x heads that share a kv head) go
// through the cache in tiles, so that a block of K or V is converted to f32 once for all of them.
// Internal linkage: included once by each ISA's object.
#pragma once

#include "ops/attention_few.inl.h"
#include "ops/attention_tile.h"
#include "ops/ops.inl.h"

namespace bitnet::kernels {
namespace {

template <class L>
struct Attention {
  using Floats = typename L::Floats;

  static void load_position(const AttentionRow& row, const void* base, std::size_t index,
                            float* dst) noexcept {
    const std::size_t n = row.head_dim;
    std::size_t d = 0;
    if (row.type == KvType::kF16) {
      const auto* const src = static_cast<const std::uint8_t*>(base) + 2 * index;
      for (; d + 16 <= n; d += 16) {
        L::store(dst + d, L::load_half(src + 2 * d));
      }
      if (d < n) {
        L::store(dst + d, L::load_half(src + 2 * d, n - d));
      }
      return;
    }
    const float* const src = static_cast<const float*>(base) + index;
    for (; d + 16 <= n; d += 16) {
      L::store(dst + d, L::load(src + d));
    }
    if (d < n) {
      L::store(dst + d, L::load(src + d, n - d));
    }
  }

  /// Positions [begin, begin + count) of one kv head as f32; further rows up to a multiple of 16
  /// become zeros.
  static void load_block(const AttentionRow& row, const void* base, std::size_t kv_head,
                         std::size_t begin, std::size_t count, const AttentionTile& tile) noexcept {
    for (std::size_t p = 0; p < count; ++p) {
      const std::size_t index = (begin + p) * row.position_stride + kv_head * head_stride_of(row);
      load_position(row, base, index, tile.block + p * tile.dims);
    }
    for (std::size_t i = count * tile.dims; i < round_up(count, 16) * tile.dims; i += 16) {
      L::store(tile.block + i, L::zero());
    }
  }

  /// Products of kRows queries with kDots positions, summed lane by lane.
  template <std::size_t kRows, std::size_t kDots>
  static void dots(const float* queries, const float* keys, std::size_t dims,
                   Floats (&sums)[kRows][16], std::size_t first) noexcept {
    Floats sum[kRows][kDots];
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t p = 0; p < kDots; ++p) {
        sum[r][p] = L::zero();
      }
    }
    for (std::size_t d = 0; d < dims; d += 16) {
      Floats query[kRows];
      for (std::size_t r = 0; r < kRows; ++r) {
        query[r] = L::load(queries + r * dims + d);
      }
      for (std::size_t p = 0; p < kDots; ++p) {
        const Floats key = L::load(keys + p * dims + d);
        for (std::size_t r = 0; r < kRows; ++r) {
          sum[r][p] = L::add(sum[r][p], L::mul(query[r], key));
        }
      }
    }
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t p = 0; p < kDots; ++p) {
        sums[r][first + p] = sum[r][p];
      }
    }
  }

  /// Scores of kRows neighbouring queries with 16 positions.
  template <std::size_t kRows>
  static void score16(const AttentionTile& tile, std::size_t r, const float* keys, Floats scale,
                      std::size_t position) noexcept {
    constexpr std::size_t kDots = L::kDotsAtOnce / kRows;
    Floats sums[kRows][16];
    for (std::size_t p = 0; p < 16; p += kDots) {
      dots<kRows, kDots>(tile.queries + r * tile.dims, keys + p * tile.dims, tile.dims, sums, p);
    }
    for (std::size_t i = 0; i < kRows; ++i) {
      L::store(tile.scores + (r + i) * tile.score_stride + position,
               L::mul(L::sums(sums[i]), scale));
    }
  }

  static void scores(const AttentionRow& row, std::size_t kv_head,
                     const AttentionTile& tile) noexcept {
    const Floats scale = L::splat(row.scale);
    for (std::size_t begin = 0; begin < tile.positions; begin += kPositionBlock) {
      const std::size_t count = smaller_of(kPositionBlock, tile.positions - begin);
      load_block(row, row.k, kv_head, begin, count, tile);
      for (std::size_t r = 0; r < tile.count; r += L::kQueryRows) {
        const bool pair = L::kQueryRows == 2 && r + 1 < tile.count;
        // Later rows see no fewer positions. Scores behind a row's last position are never read.
        const std::size_t seen = tile.rows[pair ? r + 1 : r].positions;
        for (std::size_t p = 0; p < count && begin + p < seen; p += 16) {
          const float* const keys = tile.block + p * tile.dims;
          if (pair) {
            score16<2>(tile, r, keys, scale, begin + p);
          } else {
            score16<1>(tile, r, keys, scale, begin + p);
          }
        }
      }
    }
  }

  /// sums += weights . values over `count` positions, for kRows rows and kVectors vectors of the
  /// results.
  template <std::size_t kRows, std::size_t kVectors>
  static void add_values(const AttentionTile& tile, std::size_t r, std::size_t begin,
                         std::size_t count, std::size_t d) noexcept {
    const float* const weights = tile.scores + r * tile.score_stride + begin;
    const float* const values = tile.block + d;
    Floats sum[kRows][kVectors];
    for (auto& row : sum) {
      for (Floats& s : row) {
        s = L::zero();
      }
    }
    for (std::size_t p = 0; p < count; ++p) {
      Floats weight[kRows];
      for (std::size_t i = 0; i < kRows; ++i) {
        weight[i] = L::splat(weights[i * tile.score_stride + p]);
      }
      for (std::size_t j = 0; j < kVectors; ++j) {
        const Floats value = L::load(values + p * tile.dims + 16 * j);
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

  template <std::size_t kRows>
  static void add_rows(const AttentionTile& tile, std::size_t r, std::size_t begin,
                       std::size_t count) noexcept {
    constexpr std::size_t kVectors = L::kValueVectors;
    std::size_t d = 0;
    for (; d + 16 * kVectors <= tile.dims; d += 16 * kVectors) {
      add_values<kRows, kVectors>(tile, r, begin, count, d);
    }
    for (; d < tile.dims; d += 16) {
      add_values<kRows, 1>(tile, r, begin, count, d);
    }
  }

  static void values(const AttentionRow& row, std::size_t kv_head,
                     const AttentionTile& tile) noexcept {
    for (std::size_t begin = 0; begin < tile.positions; begin += kPositionBlock) {
      const std::size_t count = smaller_of(kPositionBlock, tile.positions - begin);
      load_block(row, row.v, kv_head, begin, count, tile);
      const auto seen = [&](std::size_t r) noexcept {
        const std::size_t positions = tile.rows[r].positions;
        return positions > begin ? smaller_of(count, positions - begin) : 0;
      };
      for (std::size_t r = 0; r < tile.count;) {
        if (L::kQueryRows == 2 && r + 1 < tile.count && seen(r) == seen(r + 1)) {
          add_rows<2>(tile, r, begin, seen(r));
          r += 2;
        } else {
          add_rows<1>(tile, r, begin, seen(r));
          r += 1;
        }
      }
    }
  }

  static void store_row(const float* sums, float factor, std::size_t n, float* out) noexcept {
    const Floats f = L::splat(factor);
    std::size_t d = 0;
    for (; d + 16 <= n; d += 16) {
      L::store(out + d, L::mul(L::load(sums + d), f));
    }
    if (d < n) {
      L::store(out + d, L::mul(L::load(sums + d, n - d), f), n - d);
    }
  }

  /// How a tile goes through the cache.
  enum class Way : std::uint8_t { kBlocks, kFewHalf, kFewFloat };

  static Way way_of(const AttentionRow& row, const AttentionTile& tile) noexcept {
    const bool few = tile.count <= FewRows<L, HalfCache<L>>::kMostRows &&
                     tile.dims == row.head_dim && tile.rows[0].positions == tile.positions;
    return !few ? Way::kBlocks : row.type == KvType::kF16 ? Way::kFewHalf : Way::kFewFloat;
  }

  static void score(Way way, const AttentionRow& row, std::size_t kv_head,
                    const AttentionTile& tile) noexcept {
    switch (way) {
      case Way::kBlocks:
        return scores(row, kv_head, tile);
      case Way::kFewHalf:
        return FewRows<L, HalfCache<L>>::scores(row, kv_head, tile);
      case Way::kFewFloat:
        return FewRows<L, FloatCache<L>>::scores(row, kv_head, tile);
    }
  }

  static void sum_values(Way way, const AttentionRow& row, std::size_t kv_head,
                         const AttentionTile& tile) noexcept {
    switch (way) {
      case Way::kBlocks:
        return values(row, kv_head, tile);
      case Way::kFewHalf:
        return FewRows<L, HalfCache<L>>::values(row, kv_head, tile);
      case Way::kFewFloat:
        return FewRows<L, FloatCache<L>>::values(row, kv_head, tile);
    }
  }

  static void run_tile(const AttentionRow& row, std::size_t kv_head,
                       const AttentionTile& tile) noexcept {
    for (std::size_t r = 0; r < tile.count; ++r) {
      float* const query = tile.queries + r * tile.dims;
      for (std::size_t d = 0; d < tile.dims; d += 16) {
        const std::size_t left = row.head_dim - d;
        L::store(query + d,
                 left >= 16 ? L::load(tile.rows[r].q + d) : L::load(tile.rows[r].q + d, left));
        L::store(tile.sums + r * tile.dims + d, L::zero());
      }
    }
    const Way way = way_of(row, tile);
    score(way, row, kv_head, tile);
    float inverse[kQueryTile];
    for (std::size_t r = 0; r < tile.count; ++r) {
      inverse[r] =
          1.0F / Ops<L>::exponentials(tile.scores + r * tile.score_stride, tile.rows[r].positions);
    }
    sum_values(way, row, kv_head, tile);
    for (std::size_t r = 0; r < tile.count; ++r) {
      store_row(tile.sums + r * tile.dims, inverse[r], row.head_dim, tile.rows[r].out);
    }
  }

  static AttentionTile cut_scratch(std::size_t head_dim, std::size_t positions,
                                   float* scratch) noexcept {
    AttentionTile tile;
    tile.count = 0;
    tile.positions = 0;
    tile.dims = round_up(head_dim, kVectorFloats);
    tile.score_stride = round_up(positions, kPositionBlock);
    const auto address = reinterpret_cast<std::uintptr_t>(scratch);
    tile.queries = scratch + (round_up(address, 64) - address) / sizeof(float);
    tile.sums = tile.queries + kQueryTile * tile.dims;
    tile.block = tile.sums + kQueryTile * tile.dims;
    tile.scores = tile.block + kPositionBlock * tile.dims;
    return tile;
  }

  static void attention_block(const AttentionRow& first, std::uint32_t tokens, std::size_t q_stride,
                              std::uint32_t head_begin, std::uint32_t head_end, float* out,
                              std::size_t out_stride, float* scratch) {
    if (tokens == 0 || head_begin >= head_end) {
      return;
    }
    const std::size_t group = first.heads / first.kv_heads;
    const std::size_t longest = std::size_t{first.n_positions} + tokens - 1;
    AttentionTile tile = cut_scratch(first.head_dim, longest, scratch);
    for (std::size_t head = head_begin; head < head_end;) {
      const std::size_t kv_head = head / group;
      const std::size_t group_end = smaller_of((kv_head + 1) * group, head_end);
      for (std::size_t t = 0; t < tokens; ++t) {
        for (std::size_t h = head; h < group_end; ++h) {
          tile.rows[tile.count] = {first.q + t * q_stride + h * first.head_dim,
                                   out + t * out_stride + h * first.head_dim,
                                   first.n_positions + t};
          tile.positions = first.n_positions + t;
          ++tile.count;
          if (tile.count == kQueryTile || (t + 1 == tokens && h + 1 == group_end)) {
            run_tile(first, kv_head, tile);
            tile.count = 0;
          }
        }
      }
      head = group_end;
    }
  }

  static void attention(const AttentionRow& row, std::uint32_t head_begin, std::uint32_t head_end,
                        float* out, float* scratch) {
    attention_block(row, 1, 0, head_begin, head_end, out, 0, scratch);
  }
};

}  // namespace
}  // namespace bitnet::kernels
