// SPDX-License-Identifier: Apache-2.0
// f32 rows to the dense types, by the formulas of head.h. Used when files are made, not when they
// are run: plain loops, one implementation for every CPU.
#include "head/dense_layout.h"

#include <bitnet/kernels/formats.h>
#include <bitnet/kernels/head.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cfloat>
#include <cmath>
#include <cstring>

namespace bitnet::kernels {
namespace {

template <class T>
void store_bytes(std::uint8_t* bytes, T value) noexcept {
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(bytes, &value, sizeof value);
}

float finite(float w) noexcept {
  return w != w ? 0.0F : std::clamp(w, -FLT_MAX, FLT_MAX);
}

// 1 / d, or 0 where the division cannot be done: every code is then that of 0.
float reciprocal(float d) noexcept {
  const float inverse = d != 0.0F ? 1.0F / d : 0.0F;
  return std::fabs(inverse) <= FLT_MAX ? inverse : 0.0F;
}

// The first element of largest magnitude.
float extreme(const float* x, std::size_t n) noexcept {
  float found = 0.0F;
  for (std::size_t i = 0; i < n; ++i) {
    const float w = finite(x[i]);
    found = std::fabs(w) > std::fabs(found) ? w : found;
  }
  return found;
}

std::uint16_t bf16_from_f32(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (value != value) {
    return static_cast<std::uint16_t>((bits >> 16) | 0x40U);
  }
  const std::uint32_t rounded = bits + 0x7fffU + ((bits >> 16) & 1U);
  return static_cast<std::uint16_t>(rounded >> 16);
}

void quantize_q8(const float* x, std::uint8_t* block) noexcept {
  const float d = std::fabs(extreme(x, kQ8Elements)) / 127.0F;
  const float inverse = reciprocal(d);
  store_bytes(block, f16_from_f32(d));
  for (std::size_t i = 0; i < kQ8Elements; ++i) {
    const float q = std::clamp(std::round(finite(x[i]) * inverse), -127.0F, 127.0F);
    store_bytes(block + kQ8Codes + i, static_cast<std::int8_t>(q));
  }
}

unsigned q4_code(float w, float inverse) noexcept {
  return static_cast<unsigned>(std::clamp(std::floor(finite(w) * inverse + 8.5F), 0.0F, 15.0F));
}

void quantize_q4(const float* x, std::uint8_t* block) noexcept {
  const float d = extreme(x, kQ4Elements) / -8.0F;
  const float inverse = reciprocal(d);
  store_bytes(block, f16_from_f32(d));
  for (std::size_t i = 0; i < kQ4Elements / 2; ++i) {
    const unsigned low = q4_code(x[i], inverse);
    const unsigned high = q4_code(x[i + kQ4Elements / 2], inverse);
    block[kQ4Codes + i] = static_cast<std::uint8_t>(low | (high << 4));
  }
}

// Places the code (0..63) of element e.
void store_q6_code(std::uint8_t* block, std::size_t e, unsigned code) noexcept {
  const std::size_t half = e / 128;
  const std::size_t group = e % 128 / 32;
  const std::size_t l = e % 32;
  std::uint8_t& low = block[64 * half + 32 * (group % 2) + l];
  low = static_cast<std::uint8_t>(low | ((code & 15U) << (group < 2 ? 0 : 4)));
  std::uint8_t& high = block[kQ6High + 32 * half + l];
  high = static_cast<std::uint8_t>(high | ((code >> 4) << (2 * group)));
}

void quantize_q6(const float* x, std::uint8_t* block) noexcept {
  constexpr std::size_t kSubBlock = 16;
  std::array<float, kQ6Elements / kSubBlock> scales{};
  for (std::size_t i = 0; i < scales.size(); ++i) {
    scales[i] = extreme(x + i * kSubBlock, kSubBlock) / -32.0F;
  }
  const std::uint16_t d_bits = f16_from_f32(extreme(scales.data(), scales.size()) / -128.0F);
  const float d = f32_from_f16(d_bits);
  std::memset(block, 0, kQ6Bytes);
  store_bytes(block + kQ6D, d_bits);
  for (std::size_t i = 0; i < scales.size(); ++i) {
    const float scale = d != 0.0F ? std::clamp(std::round(scales[i] / d), -128.0F, 127.0F) : 0.0F;
    store_bytes(block + kQ6Scales + i, static_cast<std::int8_t>(scale));
    const float step = d * scale;
    for (std::size_t e = i * kSubBlock; e < (i + 1) * kSubBlock; ++e) {
      const float q =
          step != 0.0F ? std::clamp(std::round(finite(x[e]) / step), -32.0F, 31.0F) : 0.0F;
      store_q6_code(block, e, static_cast<unsigned>(static_cast<int>(q) + 32));
    }
  }
}

}  // namespace

void quantize_dense_row(DenseType type, const float* x, std::size_t cols,
                        std::uint8_t* row) noexcept {
  assert(dense_row_bytes(type, cols) != 0);
  const std::size_t block = dense_block_elements(type);
  const std::size_t block_bytes = dense_row_bytes(type, block);
  for (std::size_t i = 0; i < cols; i += block, row += block_bytes) {
    switch (type) {
      case DenseType::kF32:
        store_bytes(row, x[i]);
        break;
      case DenseType::kF16:
        store_bytes(row, f16_from_f32(x[i]));
        break;
      case DenseType::kBF16:
        store_bytes(row, bf16_from_f32(x[i]));
        break;
      case DenseType::kQ8_0:
        quantize_q8(x + i, row);
        break;
      case DenseType::kQ6_K:
        quantize_q6(x + i, row);
        break;
      case DenseType::kQ4_0:
        quantize_q4(x + i, row);
        break;
    }
  }
}

}  // namespace bitnet::kernels
