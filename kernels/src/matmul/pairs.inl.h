// SPDX-License-Identifier: Apache-2.0
// The tl1 and tl2 products: for each token 16-bit sums of all pairs (tl1) or triples (tl2) of
// activations in tables of 16, whose low and high bytes a byte shuffle looks up for 16 rows at
// once. Exact: a pair is at most 256 in magnitude and a triple 384, and the 16-bit sums are widened
// before they can leave their range. Template over the vector class V of an ISA.
#pragma once

#include "matmul/matmul_scratch.h"
#include "matmul/steps.inl.h"

namespace bitnet::kernels {
namespace {

inline constexpr std::size_t kStepTableBytes = 256;

/// Sums that a nibble selects: tl1 v = 3*d0 + d1 of columns 0, 1; tl2 |v| of columns 0, 1, 2.
template <MatmulLayout kLayout>
void nibble_table(const std::int8_t* q, std::uint8_t* low, std::uint8_t* high) noexcept {
  constexpr bool kTriples = kLayout == MatmulLayout::kTl2;
  constexpr std::int16_t kFirst[16] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0};
  constexpr std::int16_t kSecond[16] = {0, 0, 1, 1, 1, -1, -1, -1, 0, 0, 0, 1, 1, 1, 0, 0};
  constexpr std::int16_t kThird[16] = {0, 1, -1, 0, 1, -1, 0, 1, -1, 0, 1, -1, 0, 1, 0, 0};
  constexpr std::int16_t kHigh[16] = {-1, -1, -1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
  constexpr std::int16_t kLow[16] = {-1, 0, 1, -1, 0, 1, -1, 0, 1, 0, 0, 0, 0, 0, 0, 0};
  for (std::size_t v = 0; v < 16; ++v) {
    const int sum = kTriples ? kFirst[v] * q[0] + kSecond[v] * q[1] + kThird[v] * q[2]
                             : kHigh[v] * q[0] + kLow[v] * q[1];
    const auto bits = static_cast<std::uint16_t>(sum);
    low[v] = static_cast<std::uint8_t>(bits & 0xff);
    high[v] = static_cast<std::uint8_t>(bits >> 8);
  }
}

/// Of one step, 4 vectors of 64 bytes: low bytes, then high bytes, for the lower nibbles of m =
/// 0..3; the same for the upper nibbles.
template <MatmulLayout kLayout>
void step_tables(const std::int8_t* q, std::uint8_t* tables) noexcept {
  constexpr std::size_t kColumns = step_cols(kLayout) / 8;
  for (std::size_t m = 0; m < 4; ++m) {
    std::uint8_t* const at = tables + 16 * m;
    nibble_table<kLayout>(q + 2 * m * kColumns, at, at + 64);
    nibble_table<kLayout>(q + (2 * m + 1) * kColumns, at + 128, at + 192);
  }
}

template <class V, MatmulLayout kLayout>
void sum_group(const std::uint8_t* codes, const std::uint8_t* tables, std::size_t steps,
               std::int32_t* totals) noexcept {
  constexpr bool kSigned = kLayout == MatmulLayout::kTl2;
  using Sums = typename V::template PairSums<kSigned>;
  constexpr std::size_t kStepsToWiden = 32767 / (Sums::kNibbles * (kSigned ? 384 : 256));
  const std::uint8_t* const signs = codes + steps * kStepBytes;
  for (std::size_t step = 0; step < steps;) {
    const std::size_t end = steps - step < kStepsToWiden ? steps : step + kStepsToWiden;
    Sums sums;
    sums.clear();
    for (; step < end; ++step) {
      sums.add(codes + step * kStepBytes, tables + step * kStepTableBytes,
               signs + (kSigned ? step * kTl2SignBytes : 0));
    }
    sums.add_to(totals);
  }
}

template <class V, MatmulLayout kLayout>
void pair_product(const MatmulWeights& w, const Int8Rows& act, RowRange rows, Outputs out,
                  void* scratch) noexcept {
  const std::size_t steps = step_count(kLayout, w.cols);
  const std::size_t bytes = group_bytes(kLayout, w.cols);
  auto* const tables = static_cast<std::uint8_t*>(scratch);
  for (std::size_t token = 0; token < act.tokens; ++token) {
    for (std::size_t step = 0; step < steps; ++step) {
      step_tables<kLayout>(act.q + token * act.stride + step * step_cols(kLayout),
                           tables + step * kStepTableBytes);
    }
    for (std::size_t row = rows.begin; row < rows.end; row += kMatmulRowGroup) {
      alignas(64) std::int32_t totals[kMatmulRowGroup] = {};
      sum_group<V, kLayout>(w.codes + row / kMatmulRowGroup * bytes, tables, steps, &totals[0]);
      const std::size_t left = rows.end - row;
      store_outputs<V>(&totals[0], 0, act.scale[token], w.scale,
                       left < kMatmulRowGroup ? left : kMatmulRowGroup,
                       out.y + token * out.stride + row);
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
