// SPDX-License-Identifier: Apache-2.0
// Where the planes of a tl2 matrix begin: triple magnitudes at 0, their signs, the pairs, then zero
// bytes up to layout.scale_offset.
#pragma once

#include <bitnet/kernels/formats.h>

#include <cstddef>

namespace bitnet::kernels {

[[nodiscard]] constexpr std::size_t tl2_sign_offset(const PackedLayout& layout) noexcept {
  return layout.rows_padded * layout.three_k / 6;
}

[[nodiscard]] constexpr std::size_t tl2_pair_offset(const PackedLayout& layout) noexcept {
  return layout.rows_padded * layout.three_k / 6 + layout.rows_padded * layout.three_k / 24;
}

[[nodiscard]] constexpr std::size_t tl2_codes_end(const PackedLayout& layout) noexcept {
  return tl2_pair_offset(layout) + layout.rows_padded * (layout.k_padded - layout.three_k) / 4;
}

}  // namespace bitnet::kernels
