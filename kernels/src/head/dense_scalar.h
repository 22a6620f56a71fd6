// SPDX-License-Identifier: Apache-2.0
// One weight of a dense row as f32: the formulas of head.h, for the scalar kernels.
#pragma once

#include "head/dense_layout.h"

#include <bitnet/kernels/formats.h>
#include <bitnet/kernels/head.h>

#include <bit>
#include <cstdint>
#include <cstring>

namespace bitnet::kernels {

template <class T>
[[nodiscard]] T load_bytes(const std::uint8_t* bytes) noexcept {
  static_assert(std::endian::native == std::endian::little);
  T value{};
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

[[nodiscard]] inline float load_half(const std::uint8_t* bytes) noexcept {
  return f32_from_f16(load_bytes<std::uint16_t>(bytes));
}

[[nodiscard]] inline float q8_weight(const std::uint8_t* row, std::size_t i) noexcept {
  const std::uint8_t* const block = row + i / kQ8Elements * kQ8Bytes;
  const auto q = load_bytes<std::int8_t>(block + kQ8Codes + i % kQ8Elements);
  return load_half(block) * static_cast<float>(q);
}

[[nodiscard]] inline float q4_weight(const std::uint8_t* row, std::size_t i) noexcept {
  const std::uint8_t* const block = row + i / kQ4Elements * kQ4Bytes;
  const std::size_t e = i % kQ4Elements;
  const unsigned byte = block[kQ4Codes + e % 16];
  const unsigned code = e < 16 ? byte & 15U : byte >> 4;
  return load_half(block) * static_cast<float>(static_cast<int>(code) - 8);
}

[[nodiscard]] inline float q6_weight(const std::uint8_t* row, std::size_t i) noexcept {
  const std::uint8_t* const block = row + i / kQ6Elements * kQ6Bytes;
  const std::size_t e = i % kQ6Elements;
  const std::size_t half = e / 128;
  const std::size_t group = e % 128 / 32;
  const std::size_t l = e % 32;
  const unsigned low_byte = block[64 * half + 32 * (group % 2) + l];
  const unsigned low = group < 2 ? low_byte & 15U : low_byte >> 4;
  const unsigned high = (block[kQ6High + 32 * half + l] >> (2 * group)) & 3U;
  const auto scale = load_bytes<std::int8_t>(block + kQ6Scales + e / 16);
  const float step = load_half(block + kQ6D) * static_cast<float>(scale);
  return step * static_cast<float>(static_cast<int>(low | (high << 4)) - 32);
}

[[nodiscard]] inline float dense_weight(DenseType type, const std::uint8_t* row,
                                        std::size_t i) noexcept {
  switch (type) {
    case DenseType::kF32:
      return load_bytes<float>(row + 4 * i);
    case DenseType::kF16:
      return load_half(row + 2 * i);
    case DenseType::kBF16:
      return std::bit_cast<float>(std::uint32_t{load_bytes<std::uint16_t>(row + 2 * i)} << 16);
    case DenseType::kQ8_0:
      return q8_weight(row, i);
    case DenseType::kQ6_K:
      return q6_weight(row, i);
    case DenseType::kQ4_0:
      return q4_weight(row, i);
  }
  return 0.0F;
}

}  // namespace bitnet::kernels
