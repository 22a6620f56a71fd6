// SPDX-License-Identifier: Apache-2.0
// Names and sizes of the repacked layouts, and the scratch sizes.
#include "matmul/matmul_geometry.h"
#include "matmul/matmul_scratch.h"

namespace bitnet::kernels {
namespace {

constexpr std::array<std::string_view, kAllMatmulLayouts.size()> kNames = {"bits2", "trits5", "tl1",
                                                                           "tl2"};
}  // namespace

std::string_view matmul_layout_name(MatmulLayout layout) noexcept {
  const auto index = static_cast<std::size_t>(layout);
  return index < kNames.size() ? kNames[index] : "unknown";
}

std::optional<MatmulLayout> matmul_layout_from_name(std::string_view name) noexcept {
  for (const MatmulLayout layout : kAllMatmulLayouts) {
    if (name == matmul_layout_name(layout)) {
      return layout;
    }
  }
  return std::nullopt;
}

MatmulLayout preferred_layout(Isa isa) noexcept {
  return isa == Isa::kAvx512Vnni ? MatmulLayout::kTrits5 : MatmulLayout::kBits2;
}

std::size_t matmul_bytes(MatmulLayout layout, std::uint32_t rows, std::uint32_t cols) noexcept {
  const std::size_t groups = (std::size_t{rows} + kMatmulRowGroup - 1) / kMatmulRowGroup;
  return groups * group_bytes(layout, cols);
}

std::size_t matmul_scratch_bytes(std::uint32_t cols, std::uint32_t tokens) noexcept {
  return scratch_bytes(cols, tokens);
}

}  // namespace bitnet::kernels
