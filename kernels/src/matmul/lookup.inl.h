// SPDX-License-Identifier: Apache-2.0
// Products of many tokens, without multiplications ("four Russians"): tokens in the lanes; for each
// 4 columns a table of all 81 signed sums, then every row adds the entry that its 4 trits select.
// One addition of a vector of n tokens stands for 4 * n multiply-adds.
//
// Sums are 16-bit and are widened in time: an entry is at most 4 * 128 in magnitude, so with c
// columns a pass, floor(32767 / (128 * c)) passes cannot overflow whatever the data.
// Template over the vector class V of an ISA. Source of the method: Arlazarov, Dinic, Kronrod,
// Faradzev 1970.
#pragma once

#include "matmul/matmul_scratch.h"
#include "matmul/steps.inl.h"

namespace bitnet::kernels {
namespace {

template <class V, MatmulLayout kLayout>
class LookupProduct {
 public:
  static constexpr std::size_t kLanes = V::kTokens;

  /// Tokens [token, token + count), count <= kLanes, all rows of the range.
  static void run(const MatmulWeights& w, const Int8Rows& act, RowRange rows, std::size_t token,
                  std::size_t count, Outputs out, void* scratch) noexcept {
    const LookupScratch at = lookup_scratch(scratch, w.cols, kLanes);
    transpose(act, token, count, at.columns);
    const std::size_t total = rows.end - rows.begin;
    const std::size_t tiles = (total + kRowTile - 1) / kRowTile;
    const std::size_t groups = (total + kMatmulRowGroup - 1) / kMatmulRowGroup;
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      const RowRange part = {rows.begin + groups * tile / tiles * kMatmulRowGroup,
                             tile + 1 == tiles
                                 ? rows.end
                                 : rows.begin + groups * (tile + 1) / tiles * kMatmulRowGroup};
      sum_rows(w, part, at);
      store(w, act, part, token, count, out, at.sums32);
    }
  }

 private:
  static constexpr std::size_t kPlanes = step_cols(kLayout) / 4;
  static constexpr std::size_t kSteps = V::kLookupSteps;
  static constexpr std::size_t kPassCols = kSteps * step_cols(kLayout);
  static constexpr std::size_t kPassesToWiden = 32767 / (128 * kPassCols);
  static constexpr std::size_t kTable = kGroupEntries * kLanes;  // elements
  static_assert(kSteps * kPlanes <= kTileGroups && kPassesToWiden > 0);

  static void transpose(const Int8Rows& act, std::size_t token, std::size_t count,
                        std::int8_t* columns) noexcept {
    const std::int8_t* lanes[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i) {
      lanes[i] = i < count ? act.q + (token + i) * act.stride : nullptr;
    }
    for (std::size_t col = 0; col < act.stride; col += 16) {
      for (std::size_t i = 0; i < kLanes; i += 16) {
        V::transpose16(&lanes[i], col, columns + col * kLanes + i, kLanes);
      }
    }
    __builtin_memset(columns + act.stride * kLanes, 0, 4 * kTileGroups * kLanes);
  }

  /// All sums of 4 columns; entry d0 + 3*d1 + 9*d2 + 27*d3 has the digits d = trit + 1.
  static void build_table(const std::int8_t* columns, std::int16_t* table) noexcept {
    using Vector = typename V::Tokens;
    const Vector x[4] = {V::load_column(columns), V::load_column(columns + kLanes),
                         V::load_column(columns + 2 * kLanes),
                         V::load_column(columns + 3 * kLanes)};
    const Vector zero = V::zero();
    const Vector second[3] = {V::subtract(zero, x[1]), zero, x[1]};
    const Vector third[3] = {V::subtract(zero, x[2]), zero, x[2]};
    Vector nine[9];
    for (std::size_t i = 0; i < 3; ++i) {
      nine[3 * i] = V::subtract(second[i], x[0]);
      nine[3 * i + 1] = second[i];
      nine[3 * i + 2] = V::add(second[i], x[0]);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 9; ++j) {
        std::int16_t* const entry = table + (9 * i + j) * kLanes;
        const Vector sum = V::add(nine[j], third[i]);
        V::store(entry, V::subtract(sum, x[3]));
        V::store(entry + 27 * kLanes, sum);
        V::store(entry + 54 * kLanes, V::add(sum, x[3]));
      }
    }
  }

  /// Adds the entries of one pass to the sums of 16 rows, or starts the sums with them.
  template <bool kFirst>
  static void add_entries(const std::int16_t* tables, const std::uint16_t* offsets,
                          std::int16_t* sums) noexcept {
    const char* const base = static_cast<const char*>(static_cast<const void*>(tables));
    for (std::size_t row = 0; row < kMatmulRowGroup; ++row, sums += kLanes) {
      typename V::Tokens sum = kFirst ? V::zero() : V::load(sums);
      for (std::size_t group = 0; group < kSteps * kPlanes; ++group) {
        const std::size_t step = group / kPlanes;
        const std::size_t plane = group % kPlanes;
        const std::size_t offset =
            offsets[step * kStepOffsets + plane / 2 * 32 + 2 * row + plane % 2];
        const void* const entry = base + group * kTable * sizeof(std::int16_t) + offset;
        sum = V::add(sum, V::load(static_cast<const std::int16_t*>(entry)));
      }
      V::store(sums, sum);
    }
  }

  static constexpr std::size_t kStepOffsets = (kPlanes + 1) / 2 * 32;

  template <bool kFirst>
  static void pass(const MatmulWeights& w, RowRange rows, std::size_t step, std::size_t steps,
                   const LookupScratch& at) noexcept {
    const std::size_t bytes = group_bytes(kLayout, w.cols);
    const std::uint8_t* codes = w.codes + rows.begin / kMatmulRowGroup * bytes + step * kStepBytes;
    std::int16_t* sums = at.sums16;
    for (std::size_t row = rows.begin; row < rows.end; row += kMatmulRowGroup) {
      for (std::size_t i = 0; i < kSteps; ++i) {
        // Behind the last step the tables are all zero, so any codes do.
        V::template offsets<kLayout>(codes + (i < steps ? i * kStepBytes : 0),
                                     at.offsets + i * kStepOffsets);
      }
      __builtin_prefetch(codes + 4 * bytes);
      add_entries<kFirst>(at.tables, at.offsets, sums);
      codes += bytes;
      sums += kMatmulRowGroup * kLanes;
    }
  }

  static void sum_rows(const MatmulWeights& w, RowRange rows, const LookupScratch& at) noexcept {
    const std::size_t steps = step_count(kLayout, w.cols);
    const std::size_t groups = (rows.end - rows.begin + kMatmulRowGroup - 1) / kMatmulRowGroup;
    const std::size_t elements = groups * kMatmulRowGroup * kLanes;
    __builtin_memset(at.sums32, 0, elements * sizeof(std::int32_t));
    std::size_t passes = 0;
    for (std::size_t step = 0; step < steps; step += kSteps) {
      for (std::size_t group = 0; group < kSteps * kPlanes; ++group) {
        build_table(at.columns + (step * step_cols(kLayout) + 4 * group) * kLanes,
                    at.tables + group * kTable);
      }
      if (passes == 0) {
        pass<true>(w, rows, step, steps - step, at);
      } else {
        pass<false>(w, rows, step, steps - step, at);
      }
      ++passes;
      if (passes == kPassesToWiden || step + kSteps >= steps) {
        for (std::size_t i = 0; i < elements; i += kLanes) {
          V::widen(at.sums16 + i, at.sums32 + i);
        }
        passes = 0;
      }
    }
  }

  static void store(const MatmulWeights& w, const Int8Rows& act, RowRange rows, std::size_t token,
                    std::size_t count, Outputs out, const std::int32_t* sums) noexcept {
    for (std::size_t row = rows.begin; row < rows.end; row += kMatmulRowGroup) {
      alignas(64) std::int32_t turned[kLanes][kMatmulRowGroup];
      V::transpose_sums(sums, &turned[0][0]);
      const std::size_t left = rows.end - row;
      for (std::size_t i = 0; i < count; ++i) {
        store_outputs(&turned[i][0], 0, act.scale[token + i], w.scale,
                      left < kMatmulRowGroup ? left : kMatmulRowGroup,
                      out.y + (token + i) * out.stride + row);
      }
      sums += kMatmulRowGroup * kLanes;
    }
  }
};

/// Full blocks and nearly full ones by lookup, the rest token by token.
template <class V, MatmulLayout kLayout>
void bulk_product(const MatmulWeights& w, const Int8Rows& act, RowRange rows, Outputs out,
                  void* scratch) noexcept {
  std::size_t token = 0;
  while (act.tokens - token >= V::kLookupFrom) {
    const std::size_t left = act.tokens - token;
    const std::size_t count = left < V::kTokens ? left : V::kTokens;
    LookupProduct<V, kLayout>::run(w, act, rows, token, count, out, scratch);
    token += count;
  }
  step_product<V, kLayout>(w, act, rows, token, out);
}

}  // namespace
}  // namespace bitnet::kernels
