// SPDX-License-Identifier: Apache-2.0
// Little-endian scalars in packed bytes, at any alignment and on any host.
#pragma once

#include <bit>
#include <cstdint>

namespace bitnet::kernels {

inline void store_u16(std::uint16_t value, std::uint8_t* out) noexcept {
  out[0] = static_cast<std::uint8_t>(value & 0xffU);
  out[1] = static_cast<std::uint8_t>(value >> 8);
}

[[nodiscard]] inline std::uint16_t load_u16(const std::uint8_t* in) noexcept {
  return static_cast<std::uint16_t>(in[0] | (in[1] << 8));
}

inline void store_f32(float value, std::uint8_t* out) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  store_u16(static_cast<std::uint16_t>(bits & 0xffffU), out);
  store_u16(static_cast<std::uint16_t>(bits >> 16), out + 2);
}

[[nodiscard]] inline float load_f32(const std::uint8_t* in) noexcept {
  return std::bit_cast<float>(std::uint32_t{load_u16(in)} |
                              (std::uint32_t{load_u16(in + 2)} << 16));
}

}  // namespace bitnet::kernels
