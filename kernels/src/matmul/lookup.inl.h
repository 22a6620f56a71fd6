// SPDX-License-Identifier: Apache-2.0
// Products of many tokens, without multiplications ("four Russians"): tokens in the lanes; for each
// 4 columns a table of all 81 signed sums, then every row adds the entry that its 4 trits select.
// One addition of a vector of n tokens stands for 4 * n multiply-adds.
//
// Sums are 16-bit and are widened in time, whatever the data: no partial sum of a token is larger
// in magnitude than the sum of |q| over the same columns, which is followed for each token; before
// it could reach 32767 the sums are moved to 32 bits. One pass adds at most 40 * 128. Template over
// the vector class V of an ISA. Source of the method: Arlazarov, Dinic, Kronrod, Faradzev 1970.
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
  static constexpr std::size_t kTable = kGroupEntries * kLanes;  // elements
  static constexpr std::size_t kTableBytes = kTable * sizeof(std::int16_t);
  static_assert(kSteps * kPlanes <= kTileGroups);

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

  using Vector = typename V::Tokens;

  /// All sums of 4 columns; entry d0 + 3*d1 + 9*d2 + 27*d3 has the digits d = trit + 1. Returns the
  /// sums of |q|.
  static Vector build_table(const std::int8_t* columns, std::int16_t* table) noexcept {
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
    return V::add(V::add(V::absolute(x[0]), V::absolute(x[1])),
                  V::add(V::absolute(x[2]), V::absolute(x[3])));
  }

  /// Offsets of one step: for each of 16 rows four of 16 bits, then for each a fifth of 32 bits.
  static constexpr std::size_t kStepOffsets = kPlanes == 5 ? 96 : 64;

  /// Adds the entries of one pass to the sums of the row in `slot`, or starts the sums with them.
  template <bool kFirst>
  static void add_entries(const char* tables, const std::uint16_t* offsets, std::size_t slot,
                          std::int16_t* sums) noexcept {
    Vector sum = kFirst ? V::zero() : V::load(sums);
    for (std::size_t step = 0; step < kSteps; ++step, offsets += kStepOffsets) {
      std::uint64_t four = 0;  // one load: on many cores loads are what limits this loop
      __builtin_memcpy(&four, offsets + 4 * slot, sizeof four);
      for (std::size_t plane = 0; plane < 4; ++plane, tables += kTableBytes, four >>= 16) {
        sum = V::add(sum, V::load_entry(tables + (four & 0xffff)));
      }
      if constexpr (kPlanes == 5) {
        std::uint32_t fifth = 0;
        __builtin_memcpy(&fifth, offsets + 64 + 2 * slot, sizeof fifth);
        sum = V::add(sum, V::load_entry(tables + fifth));
        tables += kTableBytes;
      }
    }
    V::store(sums, sum);
  }

  /// Offsets of 16 rows for one pass.
  static void select(const std::uint8_t* codes, std::size_t steps,
                     std::uint16_t* offsets) noexcept {
    for (std::size_t i = 0; i < kSteps; ++i) {
      // Behind the last step the tables are all zero, so any codes do.
      V::template offsets<kLayout>(codes + (i < steps ? i * kStepBytes : 0),
                                   offsets + i * kStepOffsets);
    }
  }

  /// The offsets of the next 16 rows are made before those of the last 16 are used: they rest in
  /// memory long enough, and the two kinds of work overlap.
  template <bool kFirst>
  static void pass(const MatmulWeights& w, RowRange rows, std::size_t step, std::size_t steps,
                   const LookupScratch& at) noexcept {
    const std::size_t bytes = group_bytes(kLayout, w.cols);
    const std::uint8_t* codes = w.codes + rows.begin / kMatmulRowGroup * bytes + step * kStepBytes;
    const char* const tables = static_cast<const char*>(static_cast<const void*>(at.tables));
    std::int16_t* sums = at.sums16;
    std::size_t turn = 0;
    select(codes, steps, at.offsets);
    for (std::size_t row = rows.begin; row < rows.end; row += kMatmulRowGroup) {
      if (row + kMatmulRowGroup < rows.end) {
        codes += bytes;
        __builtin_prefetch(codes + 4 * bytes);
        select(codes, steps, at.offsets + (turn ^ kPassOffsets));
      }
      for (std::size_t slot = 0; slot < kMatmulRowGroup; slot += 2, sums += 2 * kLanes) {
        add_entries<kFirst>(tables, at.offsets + turn, slot, sums);
        add_entries<kFirst>(tables, at.offsets + turn, slot + 1, sums + kLanes);
      }
      turn ^= kPassOffsets;
    }
  }

  static constexpr std::size_t kPassOffsets = 256;  // elements, a power of two
  static_assert(kSteps * kStepOffsets <= kPassOffsets);

  /// Moves the 16-bit sums to 32 bits; the first time there is nothing to add to.
  static void widen(const LookupScratch& at, std::size_t elements, bool first) noexcept {
    if (first) {
      for (std::size_t i = 0; i < elements; i += kLanes) {
        V::template widen<true>(at.sums16 + i, at.sums32 + i);
      }
      return;
    }
    for (std::size_t i = 0; i < elements; i += kLanes) {
      V::template widen<false>(at.sums16 + i, at.sums32 + i);
    }
  }

  static void sum_rows(const MatmulWeights& w, RowRange rows, const LookupScratch& at) noexcept {
    const std::size_t steps = step_count(kLayout, w.cols);
    const std::size_t groups = (rows.end - rows.begin + kMatmulRowGroup - 1) / kMatmulRowGroup;
    const std::size_t elements = groups * kMatmulRowGroup * kLanes;
    Vector bound = V::zero();  // of the 16-bit sums, a token
    bool first_wide = true;
    for (std::size_t step = 0; step < steps; step += kSteps) {
      Vector pass_bound = V::zero();
      for (std::size_t group = 0; group < kSteps * kPlanes; ++group) {
        const std::int8_t* const columns =
            at.columns + (step * step_cols(kLayout) + 4 * group) * kLanes;
        pass_bound = V::add(pass_bound, build_table(columns, at.tables + group * kTable));
      }
      bound = V::add_saturated(bound, pass_bound);
      const bool full = V::any_saturated(bound);
      if (full) {
        widen(at, elements, first_wide);
        first_wide = false;
        bound = pass_bound;
      }
      if (full || step == 0) {
        pass<true>(w, rows, step, steps - step, at);
      } else {
        pass<false>(w, rows, step, steps - step, at);
      }
    }
    if (steps != 0) {
      widen(at, elements, first_wide);
    } else {
      __builtin_memset(at.sums32, 0, elements * sizeof(std::int32_t));
    }
  }

  static void store(const MatmulWeights& w, const Int8Rows& act, RowRange rows, std::size_t token,
                    std::size_t count, Outputs out, const std::int32_t* sums) noexcept {
    for (std::size_t row = rows.begin; row < rows.end; row += kMatmulRowGroup) {
      alignas(64) std::int32_t turned[kLanes * kMatmulRowGroup];
      V::transpose_sums(sums, &turned[0]);
      const std::size_t left = rows.end - row;
      for (std::size_t i = 0; i < count; ++i) {
        store_outputs<V>(&turned[i * kMatmulRowGroup], 0, act.scale[token + i], w.scale,
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
