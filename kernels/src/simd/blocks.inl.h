// SPDX-License-Identifier: Apache-2.0
// Loops over the blocks of row-major formats: padding of the last block of a row, scales, staging
// of the output. A Block describes one format (kWeights, kBytes, encode, decode). Internal linkage
// (see codes256.h).
#pragma once

#include "codec.inl.h"

#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {
namespace {

/// The blocks of a row of k elements: coder.group for kGroup whole ones, else coder.block, with src
/// zero-padded to a block.
template <class Block, class Coder>
void encode_row(const typename Coder::Element* w, std::size_t k, std::size_t first_block,
                std::uint8_t* packed, const Coder& coder) noexcept {
  constexpr std::size_t kGroupWeights = Block::kGroup * Block::kWeights;
  std::size_t block = first_block;
  std::size_t col = 0;
  for (; k - col >= kGroupWeights; col += kGroupWeights, block += Block::kGroup) {
    coder.group(w + col, packed + block * Block::kBytes, block);
  }
  for (; col < k; col += Block::kWeights, ++block) {
    typename Coder::Element padded[Block::kWeights];
    coder.block(zero_padded(w + col, k - col, padded), packed + block * Block::kBytes, block);
  }
}

/// kStreams rows of k elements, row_stride apart, in step.
template <class Block, class Coder>
void encode_streams(const typename Coder::Element* w, std::size_t row_stride, std::size_t k,
                    std::size_t first_block, std::uint8_t* packed, const Coder& coder) noexcept {
  constexpr std::size_t kGroupWeights = Block::kGroup * Block::kWeights;
  const std::size_t blocks_per_row = (k + Block::kWeights - 1) / Block::kWeights;
  const std::size_t shared = k / kGroupWeights * kGroupWeights;
  std::size_t block = first_block;
  for (std::size_t col = 0; col < shared; col += kGroupWeights, block += Block::kGroup) {
    for (std::size_t s = 0; s < kStreams; ++s) {
      const auto* src = w + s * row_stride + col;
      prefetch<kGroupWeights * sizeof(*src)>(src + kGroupWeights);
      const std::size_t b = block + s * blocks_per_row;
      coder.group(src, packed + b * Block::kBytes, b);
    }
  }
  for (std::size_t s = 0; s < kStreams; ++s) {
    encode_row<Block>(w + s * row_stride + shared, k - shared, block + s * blocks_per_row, packed,
                      coder);
  }
}

/// All blocks of a matrix.
template <class Block, class Coder>
void encode_blocks(std::size_t rows, std::size_t k, const typename Coder::Element* w,
                   std::uint8_t* packed, const Coder& coder) noexcept {
  if (rows == 0 || k == 0) {
    return;  // any number of empty rows
  }
  if (rows == 1 || k % Block::kWeights == 0) {  // no block ends early: one long row, cut in parts
    const std::size_t blocks = rows * k / Block::kWeights / kStreams;
    const std::size_t part = blocks * Block::kWeights;
    encode_streams<Block>(w, part, part, 0, packed, coder);
    encode_row<Block>(w + kStreams * part, rows * k - kStreams * part, kStreams * blocks, packed,
                      coder);
    return;
  }
  const std::size_t blocks_per_row = k / Block::kWeights + 1;
  std::size_t row = 0;
  for (; rows - row >= kStreams; row += kStreams) {
    encode_streams<Block>(w + row * k, k, k, row * blocks_per_row, packed, coder);
  }
  for (; row < rows; ++row) {
    encode_row<Block>(w + row * k, k, row * blocks_per_row, packed, coder);
  }
}

/// Blocks that carry an f16 scale behind their codes (Block::kScaleOffset).
template <class V, class Block>
struct ScaledBlockQuantizer {
  using Element = float;

  void block(const float* src, std::uint8_t* dst, std::size_t) const noexcept {
    const typename V::Floats absmax = V::template absmax<Block::kWeights>(src);
    Block::encode(FloatReader<V, Block::kBias>{V::threshold(absmax)}, src, dst);
    const __m256 scale = _mm256_zextps128_ps256(V::low(absmax));
    const int half = _mm_cvtsi128_si32(scales_to_f16(scale, Block::kEmptyScale));
    __builtin_memcpy(dst + Block::kScaleOffset, &half, 2);
  }

  void group(const float* src, std::uint8_t* dst, std::size_t index) const noexcept {
    if constexpr (Block::kGroup == 1) {
      block(src, dst, index);
    } else {
      group_of_8x32(src, dst);
    }
  }

 private:
  /// Short blocks: one reduction and one conversion for the scales of eight.
  static void group_of_8x32(const float* src, std::uint8_t* dst) noexcept {
    static_assert(Block::kGroup == 1 || (Block::kGroup == 8 && Block::kWeights == 32));
    const __m256 absmax = V::absmax_of_8x32(src);
    alignas(32) int thresholds[8];
    alignas(16) std::uint16_t halves[8];
    _mm256_store_si256(reinterpret_cast<__m256i*>(thresholds), biased_thresholds(absmax));
    _mm_store_si128(reinterpret_cast<__m128i*>(halves), scales_to_f16(absmax, Block::kEmptyScale));
    for (std::size_t i = 0; i < 8; ++i, src += Block::kWeights, dst += Block::kBytes) {
      Block::encode(FloatReader<V, Block::kBias>{V::threshold(thresholds[i])}, src, dst);
      __builtin_memcpy(dst + Block::kScaleOffset, &halves[i], 2);
    }
  }
};

template <class V, class Block>
void quantize_scaled_blocks(const PackedLayout& layout, const float* w,
                            std::uint8_t* packed) noexcept {
  encode_blocks<Block>(layout.rows, layout.k, w, packed, ScaledBlockQuantizer<V, Block>{});
}

template <class Block>
struct ScaledBlockPacker {
  using Element = std::int8_t;
  const float* scales;

  void block(const std::int8_t* src, std::uint8_t* dst, std::size_t index) const noexcept {
    Block::encode(TritReader<Block::kBias>{}, src, dst);
    store_f16(_mm_set_ss(scales[index]), dst + Block::kScaleOffset);
  }

  void group(const std::int8_t* src, std::uint8_t* dst, std::size_t index) const noexcept {
    for (std::size_t i = 0; i < Block::kGroup; ++i) {
      block(src + i * Block::kWeights, dst + i * Block::kBytes, index + i);
    }
  }
};

template <class Block>
void pack_scaled_blocks(const PackedLayout& layout, const std::int8_t* trits, const float* scales,
                        std::uint8_t* packed) noexcept {
  encode_blocks<Block>(layout.rows, layout.k, trits, packed, ScaledBlockPacker<Block>{scales});
}

/// Decodes every block with the Writer that writer_of(block bytes) returns.
template <class V, class Block, class Writer, class WriterOf>
void decode_blocks(std::size_t rows, std::size_t k, const std::uint8_t* packed,
                   typename Writer::Element* out, WriterOf writer_of) noexcept {
  if (k == 0) {
    return;  // any number of empty rows
  }
  constexpr std::size_t kAhead = 1024;  // bytes of codes
  Sink<V, typename Writer::Element, Block::kWeights> sink(out, rows * k,
                                                          needs_staging<Writer>(rows, k));
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t col = 0; col < k; col += Block::kWeights) {
      prefetch<Block::kBytes>(packed + kAhead);
      const Writer writer = writer_of(packed);
      Block::decode(packed, writer, sink.slot());
      sink.commit(k - col < Block::kWeights ? k - col : Block::kWeights);
      packed += Block::kBytes;
    }
  }
  sink.flush();
  _mm_sfence();
}

template <class V, class Block, bool kStream>
void dequantize_scaled_blocks_to(const PackedLayout& layout, const std::uint8_t* packed,
                                 float* w) noexcept {
  using Writer = FloatWriter<V, kStream>;
  const auto writer_of = [](const std::uint8_t* block) noexcept {
    return Writer{V::lut(load_f16(block + Block::kScaleOffset), Block::kBias)};
  };
  decode_blocks<V, Block, Writer>(layout.rows, layout.k, packed, w, writer_of);
}

template <class V, class Block>
void dequantize_scaled_blocks(const PackedLayout& layout, const std::uint8_t* packed,
                              float* w) noexcept {
  if (is_large(layout.rows, layout.k) && rows_on_lines(w, layout.k)) {
    dequantize_scaled_blocks_to<V, Block, true>(layout, packed, w);
  } else {
    dequantize_scaled_blocks_to<V, Block, false>(layout, packed, w);
  }
}

template <class V, class Block>
void unpack_scaled_blocks(const PackedLayout& layout, const std::uint8_t* packed,
                          std::int8_t* trits, float* scales) noexcept {
  const auto writer_of = [&scales](const std::uint8_t* block) noexcept {
    *scales++ = load_f16(block + Block::kScaleOffset);
    return TritWriter{Block::kBias};
  };
  decode_blocks<V, Block, TritWriter>(layout.rows, layout.k, packed, trits, writer_of);
}

/// The rows of a format that consists of such blocks.
template <class V, class Block>
constexpr FormatKernels scaled_block_rows() noexcept {
  return {quantize_scaled_blocks<V, Block>, dequantize_scaled_blocks<V, Block>,
          pack_scaled_blocks<Block>, unpack_scaled_blocks<V, Block>};
}

}  // namespace
}  // namespace bitnet::kernels
