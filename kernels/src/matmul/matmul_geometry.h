// SPDX-License-Identifier: Apache-2.0
// Sizes of the repacked layouts, for every file of the product. Constants and inline arithmetic
// without external linkage, so that ISA objects may include it. Moves no data.
#pragma once

#include <bitnet/kernels/matmul.h>

#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {
namespace {

/// int8_stride for ISA objects, which must not emit functions with external linkage.
[[nodiscard]] constexpr std::size_t row_stride(std::size_t cols) noexcept {
  return (cols + 23 + 63) / 64 * 64;
}

static_assert(row_stride(0) == int8_stride(0) && row_stride(41) == int8_stride(41) &&
              row_stride(42) == int8_stride(42) && row_stride(6912) == int8_stride(6912));

inline constexpr std::size_t kStepBytes = 64;  // 16 rows of one step, but for the signs of tl2
inline constexpr std::size_t kTl2SignBytes = 16;

[[nodiscard]] constexpr std::size_t step_cols(MatmulLayout layout) noexcept {
  switch (layout) {
    case MatmulLayout::kTrits5:
      return 20;
    case MatmulLayout::kTl2:
      return 24;
    case MatmulLayout::kBits2:
    case MatmulLayout::kTl1:
      break;
  }
  return 16;
}

[[nodiscard]] constexpr std::size_t step_count(MatmulLayout layout, std::size_t cols) noexcept {
  return (cols + step_cols(layout) - 1) / step_cols(layout);
}

[[nodiscard]] constexpr std::size_t group_bytes(MatmulLayout layout, std::size_t cols) noexcept {
  const std::size_t steps = step_count(layout, cols);
  const std::size_t signs = layout == MatmulLayout::kTl2 ? steps * kTl2SignBytes : 0;
  return (steps * kStepBytes + signs + 63) / 64 * 64;
}

}  // namespace
}  // namespace bitnet::kernels
