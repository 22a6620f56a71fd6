// SPDX-License-Identifier: Apache-2.0
// Loops over the blocks of row-major formats: padding of the last block of a row, scales, staging
// of the output. A Block describes one format (kWeights, kBytes, encode, decode). Internal linkage
// (see codes256.h).
#pragma once

#include "codec.inl.h"

#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {
namespace {

/// encode(src, dst) for every block, src zero-padded to Block::kWeights.
template <class Block, class Element, class Encode>
void for_each_block(std::size_t rows, std::size_t k, const Element* w, std::uint8_t* packed,
                    Encode encode) noexcept {
  if (k == 0) {
    return;  // any number of empty rows
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t col = 0; col < k; col += Block::kWeights) {
      Element padded[Block::kWeights];
      encode(zero_padded(w + row * k + col, k - col, padded), packed);
      packed += Block::kBytes;
    }
  }
}

/// Blocks that carry an f16 scale behind their codes (Block::kScaleOffset).
template <class V, class Block>
void quantize_scaled_blocks(const PackedLayout& layout, const float* w,
                            std::uint8_t* packed) noexcept {
  const auto encode = [](const float* src, std::uint8_t* dst) noexcept {
    const typename V::Floats absmax = V::template absmax<Block::kWeights>(src);
    Block::encode(FloatReader<V>{V::threshold(absmax), Block::kBias}, src, dst);
    const __m128 scale = V::low(absmax);
    const __m128 is_empty = _mm_cmpeq_ps(scale, _mm_setzero_ps());
    store_f16(_mm_blendv_ps(scale, _mm_set_ss(Block::kEmptyScale), is_empty),
              dst + Block::kScaleOffset);
  };
  for_each_block<Block>(layout.rows, layout.k, w, packed, encode);
}

template <class Block>
void pack_scaled_blocks(const PackedLayout& layout, const std::int8_t* trits, const float* scales,
                        std::uint8_t* packed) noexcept {
  const auto encode = [&scales](const std::int8_t* src, std::uint8_t* dst) noexcept {
    Block::encode(TritReader{Block::kBias}, src, dst);
    store_f16(_mm_set_ss(*scales++), dst + Block::kScaleOffset);
  };
  for_each_block<Block>(layout.rows, layout.k, trits, packed, encode);
}

/// Decodes every block with the Writer that writer_of(block bytes) returns.
template <class V, class Block, class Element, class WriterOf>
void decode_blocks(std::size_t rows, std::size_t k, const std::uint8_t* packed, Element* out,
                   WriterOf writer_of) noexcept {
  if (k == 0) {
    return;  // any number of empty rows
  }
  Sink<V, Element, Block::kWeights> sink(out, rows * k, streams(rows, k, sizeof(Element)));
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t col = 0; col < k; col += Block::kWeights) {
      Block::decode(packed, writer_of(packed), sink.slot());
      sink.commit(k - col < Block::kWeights ? k - col : Block::kWeights);
      packed += Block::kBytes;
    }
  }
  sink.flush();
  _mm_sfence();
}

template <class V, class Block>
void dequantize_scaled_blocks(const PackedLayout& layout, const std::uint8_t* packed,
                              float* w) noexcept {
  const auto writer_of = [](const std::uint8_t* block) noexcept {
    return FloatWriter<V>{V::lut(load_f16(block + Block::kScaleOffset), Block::kBias)};
  };
  decode_blocks<V, Block>(layout.rows, layout.k, packed, w, writer_of);
}

template <class V, class Block>
void unpack_scaled_blocks(const PackedLayout& layout, const std::uint8_t* packed,
                          std::int8_t* trits, float* scales) noexcept {
  const auto writer_of = [&scales](const std::uint8_t* block) noexcept {
    *scales++ = load_f16(block + Block::kScaleOffset);
    return TritWriter{Block::kBias};
  };
  decode_blocks<V, Block>(layout.rows, layout.k, packed, trits, writer_of);
}

/// The rows of a format that consists of such blocks.
template <class V, class Block>
constexpr FormatKernels scaled_block_rows() noexcept {
  return {quantize_scaled_blocks<V, Block>, dequantize_scaled_blocks<V, Block>,
          pack_scaled_blocks<Block>, unpack_scaled_blocks<V, Block>};
}

}  // namespace
}  // namespace bitnet::kernels
