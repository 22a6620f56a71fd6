// SPDX-License-Identifier: Apache-2.0
// What the two kinds of pass share around attention: q, k and v cut into whole heads, the way of
// heads into the KV cache, and where attention finds them.
#pragma once

#include "model/forward.h"

#include <bitnet/kernels/ops.h>

#include <array>
#include <cstdint>
#include <span>

namespace bitnet::runtime {

enum class Projection : std::uint8_t { kQuery, kKey, kValue };

/// Rows of one of the three matrices. `column`: where the matrix's results begin in a row of
/// buffers.qkv.
struct ProjectionRows {
  Projection kind = Projection::kQuery;
  const kernels::MatmulWeights* weights = nullptr;
  Share rows;
  std::size_t column = 0;
};

/// Into how many units the rows of q, k and v together are cut: whole heads that are whole row
/// groups, so that the thread that computed a head can rotate and store it.
[[nodiscard]] std::uint32_t projection_units(const ModelConfig& config) noexcept;

/// The rows of units [units.begin, units.end); some of the three may have none.
[[nodiscard]] std::array<ProjectionRows, 3> projection_rows(const ModelConfig& config,
                                                            const LayerWeights& weights,
                                                            Share units) noexcept;

/// Rotates whole heads of q or k of token `token` of the pass. Counted.
void rotate_heads(const Pass& pass, std::uint32_t token, std::span<float> values) noexcept;

/// Whole heads of k or v into the cache, beginning with row `first_row` of the matrix. Counted.
void store_heads(const Pass& pass, std::uint32_t layer, Projection kind, std::uint32_t token,
                 std::size_t first_row, std::span<const float> values) noexcept;

/// What token `token` of the pass attends to; its query in buffers.qkv.
[[nodiscard]] kernels::AttentionRow attention_row(const Pass& pass, std::uint32_t layer,
                                                  std::uint32_t token) noexcept;

}  // namespace bitnet::runtime
