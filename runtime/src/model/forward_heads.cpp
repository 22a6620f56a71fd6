// SPDX-License-Identifier: Apache-2.0
// Rows are cut in units of heads; heads are converted into the cache's type one by one, because a
// head's positions lie together there.
#include "model/forward_heads.h"

#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/kernels.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace bitnet::runtime {
namespace {

std::uint32_t unit_rows(const ModelConfig& config) noexcept {
  return std::lcm(config.head_dim, kernels::kMatmulRowGroup);
}

std::uint32_t units_of(const ModelConfig& config, std::uint32_t rows) noexcept {
  return (rows + unit_rows(config) - 1) / unit_rows(config);
}

}  // namespace

std::uint32_t projection_units(const ModelConfig& config) noexcept {
  return units_of(config, config.embd) + 2 * units_of(config, config.kv_dim());
}

std::array<ProjectionRows, 3> projection_rows(const ModelConfig& config,
                                              const LayerWeights& weights, Share units) noexcept {
  std::array<ProjectionRows, 3> parts = {{{Projection::kQuery, &weights.q, {}, 0},
                                          {Projection::kKey, &weights.k, {}, 0},
                                          {Projection::kValue, &weights.v, {}, 0}}};
  const std::size_t unit = unit_rows(config);
  std::size_t first = 0;
  std::size_t column = 0;
  for (ProjectionRows& part : parts) {
    const std::size_t rows = part.weights->rows;
    const std::size_t count = units_of(config, part.weights->rows);
    const std::size_t begin = std::clamp(units.begin, first, first + count) - first;
    const std::size_t end = std::clamp(units.end, first, first + count) - first;
    part.rows = {std::min(begin * unit, rows), std::min(end * unit, rows)};
    part.column = column;
    first += count;
    column += rows;
  }
  return parts;
}

void rotate_heads(const Pass& pass, std::uint32_t token, std::span<float> values) noexcept {
  const ModelConfig& config = pass.model.config();
  const std::size_t half = config.rope_dim / 2;
  kernels::counted_rope_neox(pass.model.kernels(), values.data(),
                             static_cast<std::uint32_t>(values.size() / config.head_dim),
                             config.head_dim, config.rope_dim, pass.buffers.cos + token * half,
                             pass.buffers.sin + token * half);
}

void store_heads(const Pass& pass, std::uint32_t layer, Projection kind, std::uint32_t token,
                 std::size_t first_row, std::span<const float> values) noexcept {
  KvCache& cache = pass.cache;
  const std::size_t dim = pass.model.config().head_dim;
  const std::uint32_t position = pass.position + token;
  for (std::size_t i = 0; i < values.size() / dim; ++i) {
    const std::span<const float> head = values.subspan(i * dim, dim);
    const std::size_t index = first_row / dim + i;
    std::uint8_t* const row = kind == Projection::kKey ? cache.k(layer, index, position)
                                                       : cache.v(layer, index, position);
    if (cache.type() == kernels::KvType::kF16) {
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the cache is raw memory
      auto* const halves = reinterpret_cast<std::uint16_t*>(row);
      kernels::counted_f32_to_f16(pass.model.kernels(), head.data(), dim, halves);
    } else {
      std::copy_n(head.data(), dim, reinterpret_cast<float*>(row));  // NOLINT: likewise
    }
  }
}

kernels::AttentionRow attention_row(const Pass& pass, std::uint32_t layer,
                                    std::uint32_t token) noexcept {
  const ModelConfig& config = pass.model.config();
  kernels::AttentionRow row;
  row.q = pass.buffers.qkv + token * pass.buffers.qkv_width;
  row.k = pass.cache.k(layer, 0, 0);
  row.v = pass.cache.v(layer, 0, 0);
  row.type = pass.cache.type();
  row.heads = config.heads;
  row.kv_heads = config.kv_heads;
  row.head_dim = config.head_dim;
  row.position_stride = config.head_dim;
  row.head_stride = pass.cache.head_stride();
  row.n_positions = pass.position + token + 1;
  row.scale = 1.0F / std::sqrt(static_cast<float>(config.head_dim));
  return row;
}

}  // namespace bitnet::runtime
