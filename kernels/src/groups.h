// SPDX-License-Identifier: Apache-2.0
// The weights that share one scale, as runs of the row-major matrix.
#pragma once

#include <bitnet/kernels/formats.h>

#include <algorithm>
#include <cstddef>

namespace bitnet::kernels {

/// Elements [first, first + count) of the flattened matrix.
struct Group {
  std::size_t first;
  std::size_t count;
};

/// Weights of the largest group.
[[nodiscard]] inline std::size_t largest_group(const PackedLayout& layout) noexcept {
  return layout.block_weights == 0 ? layout.rows * layout.k
                                   : std::min(layout.block_weights, layout.k);
}

/// Group number `index` < layout.scale_count.
[[nodiscard]] inline Group group_at(const PackedLayout& layout, std::size_t index) noexcept {
  if (layout.block_weights == 0) {
    return {0, layout.rows * layout.k};
  }
  const std::size_t per_row = layout.k_padded / layout.block_weights;
  const std::size_t column = index % per_row * layout.block_weights;
  return {index / per_row * layout.k + column, std::min(layout.block_weights, layout.k - column)};
}

/// The group of the element in that row and column.
[[nodiscard]] inline std::size_t group_of(const PackedLayout& layout, std::size_t row,
                                          std::size_t column) noexcept {
  if (layout.block_weights == 0) {
    return 0;
  }
  return row * (layout.k_padded / layout.block_weights) + column / layout.block_weights;
}

}  // namespace bitnet::kernels
