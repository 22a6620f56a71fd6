// SPDX-License-Identifier: Apache-2.0
// The four operations on NEON for a Block codec (kWeights, kCodeBytes, encode and decode between
// int8 values and code bytes): blocks with an f16 scale behind the codes. Unnamed namespace (see
// neon.h).
#pragma once

#include "simd/neon.h"

namespace bitnet::kernels {
namespace {

template <class Block>
struct ScaledBlocks {
  static void quantize(const PackedLayout& layout, const float* w, std::uint8_t* packed) noexcept {
    for_each(layout, [&](std::size_t block, std::size_t first, std::size_t count) noexcept {
      const float absmax = neon_absmax(w + first, count);
      encode(FloatReader(absmax), w + first, count, packed + block * kBytes);
      store_scale(absmax > 0.0F ? absmax : Block::kEmptyScale, packed + block * kBytes);
    });
  }

  static void dequantize(const PackedLayout& layout, const std::uint8_t* packed,
                         float* w) noexcept {
    for_each(layout, [&](std::size_t block, std::size_t first, std::size_t count) noexcept {
      const std::uint8_t* bytes = packed + block * kBytes;
      decode(bytes, FloatWriter(load_scale(bytes)), count, w + first);
    });
  }

  static void pack(const PackedLayout& layout, const std::int8_t* trits, const float* scales,
                   std::uint8_t* packed) noexcept {
    for_each(layout, [&](std::size_t block, std::size_t first, std::size_t count) noexcept {
      encode(TritReader(), trits + first, count, packed + block * kBytes);
      store_scale(scales[block], packed + block * kBytes);
    });
  }

  static void unpack(const PackedLayout& layout, const std::uint8_t* packed, std::int8_t* trits,
                     float* scales) noexcept {
    for_each(layout, [&](std::size_t block, std::size_t first, std::size_t count) noexcept {
      const std::uint8_t* bytes = packed + block * kBytes;
      scales[block] = load_scale(bytes);
      decode(bytes, TritWriter(), count, trits + first);
    });
  }

  static constexpr FormatKernels row() noexcept { return {quantize, dequantize, pack, unpack}; }

 private:
  static constexpr std::size_t kBytes = Block::kCodeBytes + 2;

  template <class Reader>
  static void encode(const Reader& read, const typename Reader::Element* src, std::size_t count,
                     std::uint8_t* bytes) noexcept {
    std::int8_t trits[Block::kWeights];
    read_padded(read, src, count, Block::kWeights, trits);
    Block::encode(trits, bytes);
  }

  template <class Writer>
  static void decode(const std::uint8_t* bytes, const Writer& write, std::size_t count,
                     typename Writer::Element* dst) noexcept {
    std::int8_t values[Block::kWeights];
    Block::decode(bytes, values);
    write(values, count, dst);
  }

  static void store_scale(float scale, std::uint8_t* bytes) noexcept {
    const std::uint16_t half = f16_from_f32(scale);
    __builtin_memcpy(bytes + Block::kCodeBytes, &half, sizeof half);
  }

  static float load_scale(const std::uint8_t* bytes) noexcept {
    std::uint16_t half = 0;
    __builtin_memcpy(&half, bytes + Block::kCodeBytes, sizeof half);
    return f32_from_f16(half);
  }

  // fn(block, first weight, weights present).
  template <class Fn>
  static void for_each(const PackedLayout& layout, Fn fn) noexcept {
    if (layout.k == 0) {
      return;  // any number of empty rows
    }
    std::size_t block = 0;
    for (std::size_t row = 0; row < layout.rows; ++row) {
      for (std::size_t col = 0; col < layout.k; col += Block::kWeights, ++block) {
        fn(block, row * layout.k + col, smaller(Block::kWeights, layout.k - col));
      }
    }
  }
};

}  // namespace
}  // namespace bitnet::kernels
