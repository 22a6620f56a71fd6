// SPDX-License-Identifier: Apache-2.0
// tl1, scalar: units of sub_rows x (256 / sub_rows) weights in 64 bytes; within a unit 16-row
// groups, then 4-column groups, then the 16 rows, one byte of two pair codes each.
#include "scalar/pair_code.h"
#include "scalar/rows.h"
#include "scalar/tensor_kernels.h"
#include "scalar/tile_walk.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kUnitBytes = 64;
constexpr std::size_t kLanes = 16;

UnitGrid unit_grid(const PackedLayout& layout) noexcept {
  return {.rows_padded = layout.rows_padded,
          .first_col = 0,
          .end_col = layout.k_padded,
          .tile_rows = layout.tile.bm_rows,
          .tile_cols = layout.tile.bk_cols,
          .unit_rows = layout.tile.sub_rows,
          .unit_cols = 256 / layout.tile.sub_rows};
}

// Where byte `index` of a unit finds its four weights.
std::size_t first_weight(const UnitGrid& grid, std::size_t index) noexcept {
  const std::size_t group_bytes = grid.unit_rows == 64 ? 16 : 32;  // 16 rows of 4 or 8 columns
  const std::size_t row = index / group_bytes * kLanes + index % kLanes;
  const std::size_t col = index % group_bytes / kLanes * 4;
  return row * grid.unit_cols + col;
}

struct Tl1Codec {
  static constexpr Format kFormat = Format::kTl1;

  template <class TritAt>
  static void encode(const PackedLayout& layout, TritAt trit_at, std::uint8_t* codes) {
    const UnitGrid grid = unit_grid(layout);
    UnitTrits trits;
    for_each_unit(grid, [&](std::size_t unit, std::size_t row, std::size_t col) {
      gather(layout, grid, row, col, trit_at, trits);
      for (std::size_t i = 0; i < kUnitBytes; ++i) {
        codes[unit * kUnitBytes + i] = encode_pairs(trits.at + first_weight(grid, i));
      }
    });
  }

  template <class Put>
  static void decode(const PackedLayout& layout, const std::uint8_t* codes, Put put) {
    const UnitGrid grid = unit_grid(layout);
    UnitTrits trits;
    for_each_unit(grid, [&](std::size_t unit, std::size_t row, std::size_t col) {
      for (std::size_t i = 0; i < kUnitBytes; ++i) {
        decode_pairs(codes[unit * kUnitBytes + i], trits.at + first_weight(grid, i));
      }
      scatter(layout, grid, row, col, trits, put);
    });
  }
};

}  // namespace

FormatKernels tl1_scalar() noexcept {
  return TensorKernels<Tl1Codec>::row();
}

}  // namespace bitnet::kernels
