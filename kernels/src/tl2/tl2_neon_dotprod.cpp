// SPDX-License-Identifier: Apache-2.0
// tl2 with NEON: planes and unit offsets, 32 rows at a time. What a triple unit holds is
// tl2_neon_triples.h's business.
#include "simd/neon_rows.h"
#include "simd/neon_tensor.h"
#include "tl2/tl2_neon_triples.h"

namespace bitnet::kernels {
namespace {

// Number of the triple unit at (row, col) in stored order.
std::size_t triple_unit(const PackedLayout& layout, std::size_t row, std::size_t col) noexcept {
  const std::size_t bm = layout.tile.bm_rows;
  const std::size_t bk = layout.tile.bk_cols;
  const std::size_t tile = row / bm * (layout.three_k / bk) + col / bk;
  const std::size_t in_tile = row % bm / kUnitRows * (bk / kTripleCols) + col % bk / kTripleCols;
  return tile * (bm / kUnitRows * (bk / kTripleCols)) + in_tile;
}

// Number of the 32 x 4 pair unit at (row, col), in tiles of 32 columns.
std::size_t pair_unit(const PackedLayout& layout, std::size_t row, std::size_t col) noexcept {
  const std::size_t bm = layout.tile.bm_rows;
  const std::size_t tiles_per_row = (layout.k_padded - layout.three_k) / 32;
  const std::size_t tile = row / bm * tiles_per_row + (col - layout.three_k) / 32;
  const std::size_t in_tile = row % bm / kUnitRows * 8 + (col - layout.three_k) % 32 / 4;
  return tile * (bm / kUnitRows * 8) + in_tile;
}

struct Planes {
  explicit Planes(const PackedLayout& layout) noexcept
      : signs(layout.rows_padded * layout.three_k / 6),
        pairs(signs + layout.rows_padded * layout.three_k / 24),
        end(pairs + layout.rows_padded * (layout.k_padded - layout.three_k) / 4) {}

  std::size_t signs;
  std::size_t pairs;
  std::size_t end;
};

// fn(stage) for rows [0, rows) and columns [begin, end), kStageCols at a time.
template <class Fn>
void for_each_stage(std::size_t rows, std::size_t begin, std::size_t end, Fn fn) noexcept {
  if (begin == end) {
    return;  // any number of empty rows
  }
  Tl2Stage stage;
  for (stage.row = 0; stage.row < rows; stage.row += kUnitRows) {
    for (stage.col = begin; stage.col < end; stage.col += kStageCols) {
      stage.cols = smaller(kStageCols, end - stage.col);
      fn(stage);
    }
  }
}

void encode_pairs(const PackedLayout& layout, const Tl2Stage& stage, std::uint8_t* pairs) noexcept {
  for (std::size_t c = 0; c < stage.cols; c += 16) {
    for (std::size_t half = 0; half < 2; ++half) {
      const uint8x16x4_t quads =
          encode_quads([&](std::size_t i) noexcept { return stage.at[stored_row(half, i)] + c; });
      for (std::size_t q = 0; q < 4; ++q) {
        const std::size_t unit = pair_unit(layout, stage.row, stage.col + c + 4 * q);
        vst1q_u8(pairs + 32 * unit + 16 * half, quads.val[q]);
      }
    }
  }
}

void decode_pairs(const PackedLayout& layout, const std::uint8_t* pairs, Tl2Stage& stage) noexcept {
  for (std::size_t c = 0; c < stage.cols; c += 16) {
    for (std::size_t half = 0; half < 2; ++half) {
      uint8x16x4_t quads;
      for (std::size_t q = 0; q < 4; ++q) {
        const std::size_t unit = pair_unit(layout, stage.row, stage.col + c + 4 * q);
        quads.val[q] = vld1q_u8(pairs + 32 * unit + 16 * half);
      }
      decode_quads(quads,
                   [&](std::size_t i) noexcept { return stage.at[stored_row(half, i)] + c; });
    }
  }
}

struct Tl2Codec {
  static constexpr float kEmptyScale = 0.0F;

  template <class Reader>
  static void encode(const PackedLayout& layout, const Reader& read,
                     const typename Reader::Element* w, std::uint8_t* codes) noexcept {
    const Planes planes(layout);
    for_each_stage(layout.rows_padded, 0, layout.three_k, [&](Tl2Stage& stage) noexcept {
      stage.load(layout, read, w);
      for (std::size_t c = 0; c < stage.cols; c += kTripleCols) {
        const std::size_t unit = triple_unit(layout, stage.row, stage.col + c);
        encode_triples(stage, c, codes + 128 * unit, codes + planes.signs + 32 * unit);
      }
    });
    for_each_stage(layout.rows_padded, layout.three_k, layout.k_padded,
                   [&](Tl2Stage& stage) noexcept {
                     stage.load(layout, read, w);
                     encode_pairs(layout, stage, codes + planes.pairs);
                   });
    __builtin_memset(codes + planes.end, 0, layout.scale_offset - planes.end);
  }

  template <class Writer>
  static void decode(const PackedLayout& layout, const std::uint8_t* codes, const Writer& write,
                     typename Writer::Element* out) noexcept {
    const Planes planes(layout);
    for_each_stage(layout.rows, 0, layout.three_k, [&](Tl2Stage& stage) noexcept {
      for (std::size_t c = 0; c < stage.cols; c += kTripleCols) {
        const std::size_t unit = triple_unit(layout, stage.row, stage.col + c);
        decode_triples(codes + 128 * unit, codes + planes.signs + 32 * unit, stage, c);
      }
      stage.store(layout, write, out);
    });
    for_each_stage(layout.rows, layout.three_k, layout.k_padded, [&](Tl2Stage& stage) noexcept {
      decode_pairs(layout, codes + planes.pairs, stage);
      stage.store(layout, write, out);
    });
  }
};

}  // namespace

constinit const FormatKernels kTl2NeonDotprod = TensorRows<Tl2Codec>::row();

}  // namespace bitnet::kernels
