// SPDX-License-Identifier: Apache-2.0
// Bit-for-bit comparison of float results in tests: NaNs equal each other, +0 and -0 do not.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bitnet::kernels::testing {

[[nodiscard]] inline bool same_float(float a, float b) {
  return (a != a && b != b) || std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

/// Index of the first pair that differs, or the size.
[[nodiscard]] inline std::size_t first_other_float(std::span<const float> a,
                                                   std::span<const float> b) {
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && same_float(a[i], b[i])) {
    ++i;
  }
  return i;
}

[[nodiscard]] inline bool same_floats(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && first_other_float(a, b) == a.size();
}

}  // namespace bitnet::kernels::testing
