// SPDX-License-Identifier: Apache-2.0
// The tile that tl1 and tl2 use for a shape when the caller does not name one.
#pragma once

#include <bitnet/kernels/formats.h>

#include <cstddef>

namespace bitnet::kernels {

/// Columns of tl2 that are stored as triples; the rest are pairs in tiles of 32 columns.
[[nodiscard]] constexpr std::size_t tl2_triple_columns(std::size_t k,
                                                       std::size_t bk_cols) noexcept {
  return k / bk_cols * bk_cols;
}

/// The published tile of the shape if there is one, else the one that stores the fewest padded
/// weights; among equals the largest. Requires kTl1 or kTl2.
[[nodiscard]] Tile choose_tile(Format format, std::size_t rows, std::size_t k) noexcept;

}  // namespace bitnet::kernels
