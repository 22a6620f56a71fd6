// SPDX-License-Identifier: Apache-2.0
// Geometry of packed matrices: padding, offsets and sizes, every product checked. Moves no data.
#include "checked.h"
#include "tile_choice.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kTl2PairColumns = 32;
constexpr LayoutResult kOverflowed = {LayoutError::kOverflow, {}};

LayoutResult finish(const PackedLayout& layout, CheckedSize total_bytes) noexcept {
  const CheckedSize float_bytes = CheckedSize(layout.rows) * layout.k * sizeof(float);
  if (!float_bytes.fits_buffer() || !total_bytes.fits_buffer()) {
    return kOverflowed;
  }
  LayoutResult result{LayoutError::kNone, layout};
  result.layout.total_bytes = total_bytes.value();
  return result;
}

// Blocks of weights with their own f16 scale, rows padded to whole blocks.
LayoutResult block_layout(PackedLayout layout, std::size_t weights, std::size_t bytes) noexcept {
  const CheckedSize k_padded = round_up(layout.k, weights);
  const CheckedSize blocks = k_padded / weights * layout.rows;
  if (!k_padded.ok() || !blocks.ok()) {
    return kOverflowed;
  }
  layout.rows_padded = layout.rows;
  layout.k_padded = k_padded.value();
  layout.block_weights = weights;
  layout.block_bytes = bytes;
  layout.scale_count = blocks.value();
  return finish(layout, blocks * bytes);
}

// Codes, then the 32 bytes that hold the one scale.
LayoutResult tensor_layout(PackedLayout layout, CheckedSize code_bytes) noexcept {
  layout.scale_count = 1;
  layout.scale_offset = code_bytes.value();
  return finish(layout, code_bytes + kTensorTailBytes);
}

LayoutResult i2_s_layout(PackedLayout layout) noexcept {
  layout.rows_padded = layout.rows;
  layout.k_padded = layout.k;
  return tensor_layout(layout, round_up(CheckedSize(layout.rows) * layout.k, 128) / 4);
}

bool tile_is_valid(Format format, const Tile& tile) noexcept {
  if (tile.bm_rows == 0 || tile.bk_cols == 0 || (tile.sub_rows != 32 && tile.sub_rows != 64) ||
      tile.bm_rows % tile.sub_rows != 0) {
    return false;
  }
  if (format == Format::kTl1) {
    return tile.bk_cols % (256 / tile.sub_rows) == 0;
  }
  return tile.sub_rows == 32 && tile.bk_cols % 24 == 0;
}

LayoutResult tl1_layout(PackedLayout layout) noexcept {
  const CheckedSize rows_padded = round_up(layout.rows, layout.tile.bm_rows);
  const CheckedSize k_padded = round_up(layout.k, layout.tile.bk_cols);
  const CheckedSize weights = rows_padded * k_padded;
  if (!weights.ok()) {
    return kOverflowed;
  }
  layout.rows_padded = rows_padded.value();
  layout.k_padded = k_padded.value();
  return tensor_layout(layout, weights / 4);
}

// Bytes that official files reserve for the codes: they assume 256 pair columns whatever the tile.
CheckedSize tl2_official_bytes(std::size_t rows, std::size_t k) noexcept {
  if (k < 256) {
    return 0;
  }
  return CheckedSize(k - 256) * rows * 5 / 24 + CheckedSize(rows) * 256 / 4;
}

LayoutResult tl2_layout(PackedLayout layout) noexcept {
  const CheckedSize rows_padded = round_up(layout.rows, layout.tile.bm_rows);
  layout.three_k = tl2_triple_columns(layout.k, layout.tile.bk_cols);
  const CheckedSize two_k = round_up(layout.k - layout.three_k, kTl2PairColumns);
  const CheckedSize k_padded = two_k + layout.three_k;
  if (!rows_padded.ok() || !k_padded.ok()) {
    return kOverflowed;
  }
  layout.rows_padded = rows_padded.value();
  layout.k_padded = k_padded.value();
  const CheckedSize exact = rows_padded * layout.three_k * 5 / 24 + rows_padded * two_k / 4;
  const CheckedSize official = tl2_official_bytes(layout.rows_padded, layout.k_padded);
  if (!exact.ok() || !official.ok()) {
    return kOverflowed;
  }
  const std::size_t larger = official.value() > exact.value() ? official.value() : exact.value();
  return tensor_layout(layout, round_up(larger, 32));
}

}  // namespace

LayoutResult make_layout(Format format, std::size_t rows, std::size_t k, Tile tile) noexcept {
  PackedLayout layout;
  layout.format = format;
  layout.rows = rows;
  layout.k = k;
  switch (format) {
    case Format::kI2sBlock32:
      return block_layout(layout, 32, 10);
    case Format::kTq1:
      return block_layout(layout, 256, 54);
    case Format::kTq2:
      return block_layout(layout, 256, 66);
    case Format::kI2sTensor:
      return i2_s_layout(layout);
    case Format::kTl1:
    case Format::kTl2:
      break;
  }
  const bool choose = tile.bm_rows == 0 && tile.bk_cols == 0 && tile.sub_rows == 0;
  layout.tile = choose ? choose_tile(format, rows, k) : tile;
  if (!tile_is_valid(format, layout.tile)) {
    return {LayoutError::kBadTile, {}};
  }
  return format == Format::kTl1 ? tl1_layout(layout) : tl2_layout(layout);
}

}  // namespace bitnet::kernels
