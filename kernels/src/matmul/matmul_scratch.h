// SPDX-License-Identifier: Apache-2.0
// How the scratch of one product is divided. Internal linkage, for ISA objects too.
#pragma once

#include "matmul/matmul_geometry.h"

namespace bitnet::kernels {
namespace {

inline constexpr std::size_t kRowTile = 3456;     // rows whose sums one pass over the columns keeps
inline constexpr std::size_t kTileGroups = 10;    // most lookup groups of one pass, of 4 columns
inline constexpr std::size_t kGroupEntries = 81;  // sums of 4 signed columns

/// One block of tokens, a token a lane. Every part starts on a 64-byte boundary.
struct LookupScratch {
  std::int8_t* columns;    // [column][token], transposed activations
  std::int16_t* tables;    // [group][entry][token]
  std::uint16_t* offsets;  // of 16 rows, twice
  std::int16_t* sums16;    // [row][token]
  std::int32_t* sums32;    // [row][token]
};

[[nodiscard]] constexpr std::size_t columns_bytes(std::size_t cols, std::size_t lanes) noexcept {
  return (row_stride(cols) + 4 * kTileGroups) * lanes;
}

[[nodiscard]] constexpr std::size_t tables_bytes(std::size_t lanes) noexcept {
  return (kTileGroups * kGroupEntries * lanes * sizeof(std::int16_t) + 63) / 64 * 64;
}

inline constexpr std::size_t kOffsetsBytes = 1024;  // of 16 rows, twice

[[nodiscard]] constexpr std::size_t block_bytes(std::size_t cols, std::size_t lanes) noexcept {
  const std::size_t sums = kRowTile * lanes * (sizeof(std::int16_t) + sizeof(std::int32_t));
  return columns_bytes(cols, lanes) + tables_bytes(lanes) + kOffsetsBytes + sums;
}

[[nodiscard]] inline LookupScratch lookup_scratch(void* scratch, std::size_t cols,
                                                  std::size_t lanes) noexcept {
  char* const columns = static_cast<char*>(scratch);
  char* const tables = columns + columns_bytes(cols, lanes);
  char* const offsets = tables + tables_bytes(lanes);
  char* const sums16 = offsets + kOffsetsBytes;
  char* const sums32 = sums16 + kRowTile * lanes * sizeof(std::int16_t);
  const auto at = [](char* p) noexcept { return static_cast<void*>(p); };
  return {static_cast<std::int8_t*>(at(columns)), static_cast<std::int16_t*>(at(tables)),
          static_cast<std::uint16_t*>(at(offsets)), static_cast<std::int16_t*>(at(sums16)),
          static_cast<std::int32_t*>(at(sums32))};
}

/// Tables of all pairs (tl1) or triples (tl2) of one token: 32 bytes a pair.
[[nodiscard]] constexpr std::size_t pair_table_bytes(std::size_t cols) noexcept {
  return 16 * row_stride(cols);
}

[[nodiscard]] constexpr std::size_t scratch_bytes(std::size_t cols, std::size_t tokens) noexcept {
  const std::size_t pairs = pair_table_bytes(cols);
  const std::size_t block = tokens > 1 ? block_bytes(cols, kMatmulTokenBlock) : 0;
  return pairs > block ? pairs : block;
}

}  // namespace
}  // namespace bitnet::kernels
