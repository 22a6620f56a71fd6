// SPDX-License-Identifier: Apache-2.0
// Attention in plain loops, one head and one position at a time: the oracle of the other ISAs.
#include "ops/attention_tile.h"
#include "ops/ops_rows.h"
#include "ops/scalar_math.h"

#include <bitnet/kernels/formats.h>

#include <algorithm>
#include <cassert>
#include <limits>

namespace bitnet::kernels {
namespace {

float cache_value(const void* base, KvType type, std::size_t index) noexcept {
  return type == KvType::kF16 ? f32_from_f16(static_cast<const std::uint16_t*>(base)[index])
                              : static_cast<const float*>(base)[index];
}

// exp(scores - max) in place; returns their striped sum.
float exponentials(float* scores, std::size_t n) noexcept {
  float largest = -std::numeric_limits<float>::infinity();
  for (std::size_t p = 0; p < n; ++p) {
    largest = scores[p] > largest ? scores[p] : largest;
  }
  StripedSum sum;
  for (std::size_t p = 0; p < n; ++p) {
    scores[p] = scalar_exp(scores[p] - largest);
    sum.add(p, scores[p]);
  }
  return sum.total();
}

void one_head(const AttentionRow& row, std::size_t head, float* out, float* scores) noexcept {
  const std::size_t kv_offset = head / (row.heads / row.kv_heads) * head_stride_of(row);
  const float* const q = row.q + head * row.head_dim;
  for (std::size_t p = 0; p < row.n_positions; ++p) {
    StripedSum sum;
    for (std::size_t d = 0; d < row.head_dim; ++d) {
      sum.add(d, q[d] * cache_value(row.k, row.type, p * row.position_stride + kv_offset + d));
    }
    scores[p] = sum.total() * row.scale;
  }
  const float inverse = 1.0F / exponentials(scores, row.n_positions);
  for (std::size_t d = 0; d < row.head_dim; ++d) {
    float total = 0.0F;
    for (std::size_t begin = 0; begin < row.n_positions; begin += kPositionBlock) {
      const std::size_t end = std::min<std::size_t>(begin + kPositionBlock, row.n_positions);
      float block = 0.0F;
      for (std::size_t p = begin; p < end; ++p) {
        const std::size_t index = p * row.position_stride + kv_offset + d;
        block += scores[p] * cache_value(row.v, row.type, index);
      }
      total += block;
    }
    out[d] = total * inverse;
  }
}

}  // namespace

std::size_t attention_scratch_floats(std::uint32_t head_dim, std::uint32_t n_positions) noexcept {
  const std::size_t dims = round_up(head_dim, kVectorFloats);
  // scores, queries and results of a tile; one block of the cache; room to align
  return kQueryTile * (round_up(n_positions, kPositionBlock) + 2 * dims) + kPositionBlock * dims +
         kVectorFloats;
}

void attention_scalar(const AttentionRow& row, std::uint32_t head_begin, std::uint32_t head_end,
                      float* out, float* scratch) {
  assert(row.heads % row.kv_heads == 0 && row.n_positions >= 1 && head_end <= row.heads);
  for (std::size_t head = head_begin; head < head_end; ++head) {
    one_head(row, head, out + head * row.head_dim, scratch);
  }
}

void attention_block_scalar(const AttentionRow& first, std::uint32_t tokens, std::size_t q_stride,
                            std::uint32_t head_begin, std::uint32_t head_end, float* out,
                            std::size_t out_stride, float* scratch) {
  AttentionRow row = first;
  for (std::uint32_t t = 0; t < tokens; ++t) {
    row.q = first.q + t * q_stride;
    row.n_positions = first.n_positions + t;
    attention_scalar(row, head_begin, head_end, out + t * out_stride, scratch);
  }
}

}  // namespace bitnet::kernels
