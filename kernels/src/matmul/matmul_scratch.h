// SPDX-License-Identifier: Apache-2.0
// How the scratch of one product is divided. Internal linkage, for ISA objects too.
#pragma once

#include "matmul/matmul_geometry.h"

namespace bitnet::kernels {
namespace {

inline constexpr std::size_t kRowTile = 2048;     // rows whose sums one pass over the columns keeps
inline constexpr std::size_t kMostGroups = 5;     // lookup groups of 4 columns in a step
inline constexpr std::size_t kGroupEntries = 81;  // sums of 4 signed columns

/// Tables of all pairs of one token: 16 bytes a column and step padding.
[[nodiscard]] constexpr std::size_t pair_table_bytes(std::size_t cols) noexcept {
  return 16 * int8_stride(cols);
}

/// Transposed activations, lookup tables, 16- and 32-bit sums of one token block.
[[nodiscard]] constexpr std::size_t block_bytes(std::size_t cols) noexcept {
  const std::size_t entry = kMatmulTokenBlock * sizeof(std::int16_t);
  const std::size_t sums =
      kRowTile * kMatmulTokenBlock * (sizeof(std::int16_t) + sizeof(std::int32_t));
  return kMatmulTokenBlock * int8_stride(cols) + kMostGroups * kGroupEntries * entry + sums + 4096;
}

[[nodiscard]] constexpr std::size_t scratch_bytes(std::size_t cols, std::size_t tokens) noexcept {
  const std::size_t one = pair_table_bytes(cols);
  const std::size_t block = tokens > 1 ? block_bytes(cols) : 0;
  return one > block ? one : block;
}

}  // namespace
}  // namespace bitnet::kernels
