// SPDX-License-Identifier: Apache-2.0
// The four operations of a format made of blocks with their own f16 scale, for a codec that turns
// one block of trits into code bytes and back. Knows rows, padding and scales; knows no code.
#pragma once

#include "scalar/bytes.h"
#include "scalar/ternary.h"

#include <bitnet/kernels/kernels.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>

namespace bitnet::kernels {

/// Codec: kFormat, kWeights, kCodeBytes, encode(const int8_t* trits, uint8_t* codes),
/// decode(const uint8_t* codes, int8_t* values). The scale follows the codes.
template <class Codec>
class BlockKernels {
 public:
  [[nodiscard]] static FormatKernels row() noexcept { return {quantize, dequantize, pack, unpack}; }

 private:
  using Trits = std::array<std::int8_t, Codec::kWeights>;

  static void quantize(const PackedLayout& layout, const float* w, std::uint8_t* packed) {
    for_each_block(layout, [&](std::size_t block, std::size_t first, std::size_t count) {
      const float absmax = absmax_scalar(w + first, count);
      const float half_scale = 0.5F * absmax;
      Trits trits{};
      for (std::size_t i = 0; i < count; ++i) {
        trits[i] = static_cast<std::int8_t>(ternary(w[first + i], half_scale));
      }
      write(trits, stored_scale(Codec::kFormat, absmax), packed + block * kBytes);
    });
  }

  static void dequantize(const PackedLayout& layout, const std::uint8_t* packed, float* w) {
    for_each_block(layout, [&](std::size_t block, std::size_t first, std::size_t count) {
      const std::uint8_t* bytes = packed + block * kBytes;
      const float scale = f32_from_f16(load_u16(bytes + Codec::kCodeBytes));
      Trits values{};
      Codec::decode(bytes, values.data());
      for (std::size_t i = 0; i < count; ++i) {
        w[first + i] = static_cast<float>(values[i]) * scale;
      }
    });
  }

  static void pack(const PackedLayout& layout, const std::int8_t* trits, const float* scales,
                   std::uint8_t* packed) {
    for_each_block(layout, [&](std::size_t block, std::size_t first, std::size_t count) {
      Trits padded{};
      std::copy_n(trits + first, count, padded.data());
      write(padded, scales[block], packed + block * kBytes);
    });
  }

  static void unpack(const PackedLayout& layout, const std::uint8_t* packed, std::int8_t* trits,
                     float* scales) {
    for_each_block(layout, [&](std::size_t block, std::size_t first, std::size_t count) {
      const std::uint8_t* bytes = packed + block * kBytes;
      scales[block] = f32_from_f16(load_u16(bytes + Codec::kCodeBytes));
      Trits values{};
      Codec::decode(bytes, values.data());
      std::copy_n(values.data(), count, trits + first);
    });
  }

  static constexpr std::size_t kBytes = Codec::kCodeBytes + 2;

  static void write(const Trits& trits, float scale, std::uint8_t* bytes) {
    assert(std::all_of(trits.begin(), trits.end(), [](int t) { return t >= -1 && t <= 1; }));
    Codec::encode(trits.data(), bytes);
    store_u16(f16_from_f32(scale), bytes + Codec::kCodeBytes);
  }

  // fn(block, first, count): `count` weights from element `first` on are in block number `block`.
  template <class Fn>
  static void for_each_block(const PackedLayout& layout, Fn fn) {
    assert(layout.format == Codec::kFormat);
    const std::size_t blocks_per_row = layout.k_padded / Codec::kWeights;
    if (blocks_per_row == 0) {
      return;  // any number of empty rows
    }
    for (std::size_t row = 0; row < layout.rows; ++row) {
      for (std::size_t b = 0; b < blocks_per_row; ++b) {
        const std::size_t column = b * Codec::kWeights;
        fn(row * blocks_per_row + b, row * layout.k + column,
           std::min(Codec::kWeights, layout.k - column));
      }
    }
  }
};

}  // namespace bitnet::kernels
