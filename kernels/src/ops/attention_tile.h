// SPDX-License-Identifier: Apache-2.0
// A tile of attention: query rows (tokens x heads that share a kv head) that go through the cache
// together, and where the cache has their keys and values. Computes nothing. Internal linkage:
// included by each ISA's object.
#pragma once

#include "ops/attention_geometry.h"

#include <bitnet/kernels/ops.h>

namespace bitnet::kernels {
namespace {

/// One query row of a tile.
struct QueryRow {
  const float* q;
  float* out;
  std::size_t positions;
};

/// The tile's arrays in the caller's scratch.
struct AttentionTile {
  QueryRow rows[kQueryTile];
  std::size_t count;
  std::size_t positions;  // the largest of the rows
  std::size_t dims;       // head_dim padded to whole vectors
  std::size_t score_stride;
  float* scores;   // (count, score_stride)
  float* queries;  // (count, dims), padded with zeros
  float* sums;     // (count, dims)
  float* block;    // (kPositionBlock, dims): K or V as f32, padded with zeros
};

/// Elements between two kv heads of one position.
constexpr std::size_t head_stride_of(const AttentionRow& row) noexcept {
  return row.head_stride == 0 ? row.head_dim : row.head_stride;
}

}  // namespace
}  // namespace bitnet::kernels
