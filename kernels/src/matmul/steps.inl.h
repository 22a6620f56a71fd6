// SPDX-License-Identifier: Apache-2.0
// Products of few tokens: 16 rows in the lanes, a step of columns at a time, codes unpacked once
// for all tokens. Template over the vector class V of an ISA; holds the walk, no instructions.
#pragma once

#include "matmul/matmul_geometry.h"

namespace bitnet::kernels {
namespace {

/// What a walk needs of its arguments, with sizes as std::size_t.
struct RowRange {
  std::size_t begin;
  std::size_t end;
};

struct Outputs {
  float* y;
  std::size_t stride;
};

/// One token of up to 16 rows. `minus`: what the sums contain too much.
template <class V>
void store_outputs(const std::int32_t* sums, std::int32_t minus, float act_scale, float scale,
                   std::size_t count, float* y) noexcept {
  if (count == kMatmulRowGroup) {
    V::store_outputs16(sums, minus, act_scale, scale, y);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    y[i] = static_cast<float>(sums[i] - minus) / act_scale * scale;
  }
}

/// kTokens tokens from `token` on, all rows of the range.
template <class V, MatmulLayout kLayout, std::size_t kTokens>
void step_tokens(const MatmulWeights& w, const Int8Rows& act, RowRange rows, std::size_t token,
                 Outputs out) noexcept {
  const std::size_t steps = step_count(kLayout, w.cols);
  const std::size_t bytes = group_bytes(kLayout, w.cols);
  const std::int8_t* const q = act.q + token * act.stride;
  for (std::size_t row = rows.begin; row < rows.end; row += kMatmulRowGroup) {
    const std::uint8_t* codes = w.codes + row / kMatmulRowGroup * bytes;
    typename V::template Sums<kLayout, kTokens> sums;
    sums.clear();
    const auto add_until = [&](std::size_t step, std::size_t end) noexcept {
      for (; step < end; ++step, codes += kStepBytes) {
        sums.add(codes, q + step * step_cols(kLayout), act.stride);
      }
    };
    if constexpr (requires { sums.end_block(); }) {  // narrow sums, to be widened in time
      for (std::size_t step = 0; step < steps; step += sums.kBlockSteps) {
        add_until(step, steps - step < sums.kBlockSteps ? steps : step + sums.kBlockSteps);
        sums.end_block();
      }
    } else {
      add_until(0, steps);
    }
    const std::size_t left = rows.end - row;
    for (std::size_t t = 0; t < kTokens; ++t) {
      alignas(64) std::int32_t totals[kMatmulRowGroup];
      sums.total(t, &totals[0]);
      // The codes are digits 0..2, so the sum of the activations goes off.
      store_outputs<V>(&totals[0], act.sum[token + t], act.scale[token + t], w.scale,
                       left < kMatmulRowGroup ? left : kMatmulRowGroup,
                       out.y + (token + t) * out.stride + row);
    }
  }
}

/// Tokens [token, end) in the largest tiles that V has.
template <class V, MatmulLayout kLayout>
void step_product(const MatmulWeights& w, const Int8Rows& act, RowRange rows, std::size_t token,
                  Outputs out) noexcept {
  while (token < act.tokens) {
    const std::size_t left = act.tokens - token;
    if constexpr (V::kTokenTile >= 8) {
      if (left >= 8) {
        step_tokens<V, kLayout, 8>(w, act, rows, token, out);
        token += 8;
        continue;
      }
    }
    if (left >= 4) {
      step_tokens<V, kLayout, 4>(w, act, rows, token, out);
      token += 4;
    } else if (left >= 2) {
      step_tokens<V, kLayout, 2>(w, act, rows, token, out);
      token += 2;
    } else {
      step_tokens<V, kLayout, 1>(w, act, rows, token, out);
      token += 1;
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
