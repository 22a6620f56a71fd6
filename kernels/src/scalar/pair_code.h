// SPDX-License-Identifier: Apache-2.0
// The 4-bit code of two weights, shared by tl1 and the pair columns of tl2.
#pragma once

#include <cstdint>

namespace bitnet::kernels {

inline constexpr unsigned kPairCodes = 9;  // larger nibbles are not ternary

[[nodiscard]] inline unsigned pair_code(int a, int b) noexcept {
  return static_cast<unsigned>(3 * a + b + 4);
}

/// Two weights from a nibble; 0, 0 if it is out of range.
inline void decode_pair(unsigned code, std::int8_t* out) noexcept {
  const bool valid = code < kPairCodes;
  out[0] = static_cast<std::int8_t>(valid ? static_cast<int>(code / 3) - 1 : 0);
  out[1] = static_cast<std::int8_t>(valid ? static_cast<int>(code % 3) - 1 : 0);
}

/// Four neighbouring weights of a row to one byte, and back; the first pair is in the top bits.
[[nodiscard]] inline std::uint8_t encode_pairs(const std::int8_t* w) noexcept {
  return static_cast<std::uint8_t>((pair_code(w[0], w[1]) << 4) | pair_code(w[2], w[3]));
}

inline void decode_pairs(unsigned byte, std::int8_t* w) noexcept {
  decode_pair(byte >> 4, w);
  decode_pair(byte & 15U, w + 2);
}

}  // namespace bitnet::kernels
