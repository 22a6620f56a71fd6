// SPDX-License-Identifier: Apache-2.0
// i2_s for the vector templates: blocks of 128 codes over the flattened matrix, four interleaved
// groups of 32 with the first group in the top bits; one f32 scale behind all codes.
#pragma once

#include "simd/blocks.inl.h"
#include "simd/tensor.inl.h"

namespace bitnet::kernels {
namespace {

struct I2sTensorBlock {
  static constexpr std::size_t kWeights = 128;
  static constexpr std::size_t kBytes = 32;
  static constexpr std::size_t kGroup = 1;

  template <class Reader>
  static void encode(const Reader& read, const typename Reader::Element* src,
                     std::uint8_t* dst) noexcept {
    store256(dst, interleave4(read(src), read(src + 32), read(src + 64), read(src + 96)));
  }

  template <class Writer>
  static void decode(const std::uint8_t* src, const Writer& write,
                     typename Writer::Element* dst) noexcept {
    const __m256i bytes = load256(src);
    write(shifted_codes<6>(bytes), dst);
    write(shifted_codes<4>(bytes), dst + 32);
    write(shifted_codes<2>(bytes), dst + 64);
    write(bytes, dst + 96);
  }
};

struct I2sTensorCodec {
  static constexpr float kEmptyScale = 1e-5F;

  template <class Reader>
  struct Coder {
    using Element = typename Reader::Element;
    const Reader& read;

    void block(const Element* src, std::uint8_t* dst, std::size_t) const noexcept {
      I2sTensorBlock::encode(read, src, dst);
    }

    void group(const Element* src, std::uint8_t* dst, std::size_t index) const noexcept {
      block(src, dst, index);
    }
  };

  template <class Reader>
  static void encode(const PackedLayout& layout, const Reader& read,
                     const typename Reader::Element* w, std::uint8_t* packed) noexcept {
    encode_blocks<I2sTensorBlock>(1, layout.rows * layout.k, w, packed, Coder<Reader>{read});
  }

  template <class V, class Writer>
  static void decode(const PackedLayout& layout, const std::uint8_t* packed, const Writer& write,
                     typename Writer::Element* out) noexcept {
    const auto same_writer = [&write](const std::uint8_t*) noexcept { return write; };
    decode_blocks<V, I2sTensorBlock, Writer>(1, layout.rows * layout.k, packed, out, same_writer);
  }
};

}  // namespace
}  // namespace bitnet::kernels
