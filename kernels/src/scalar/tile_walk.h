// SPDX-License-Identifier: Apache-2.0
// The order in which tl1 and tl2 store their smallest rectangles ("units"), and the copying between
// a unit and the row-major matrix around it, padding included. Knows no code.
#pragma once

#include <bitnet/kernels/formats.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {

struct UnitGrid {
  std::size_t rows_padded;  // multiple of tile_rows
  std::size_t first_col;    // columns [first_col, end_col) are walked
  std::size_t end_col;
  std::size_t tile_rows;  // a tile is tile_rows x tile_cols, cut into units
  std::size_t tile_cols;
  std::size_t unit_rows;
  std::size_t unit_cols;
};

/// fn(unit, row, col) for every unit in stored order: tiles row-major, units row-major in a tile.
template <class Fn>
void for_each_unit(const UnitGrid& grid, Fn fn) {
  if (grid.first_col == grid.end_col) {
    return;  // any number of empty rows
  }
  std::size_t unit = 0;
  for (std::size_t mb = 0; mb < grid.rows_padded; mb += grid.tile_rows) {
    for (std::size_t kb = grid.first_col; kb < grid.end_col; kb += grid.tile_cols) {
      for (std::size_t mi = 0; mi < grid.tile_rows; mi += grid.unit_rows) {
        for (std::size_t ki = 0; ki < grid.tile_cols; ki += grid.unit_cols) {
          fn(unit, mb + mi, kb + ki);
          ++unit;
        }
      }
    }
  }
}

/// A unit's weights, row-major with `unit_cols` a row; large enough for the units of tl1 (256
/// weights) and tl2 (32 x 24).
struct UnitTrits {
  std::int8_t at[768] = {};
};

/// Reads a unit at (row, col); elements outside the logical matrix are 0.
template <class TritAt>
void gather(const PackedLayout& layout, const UnitGrid& grid, std::size_t row, std::size_t col,
            TritAt trit_at, UnitTrits& unit) {
  const std::size_t cols = layout.k > col ? std::min(grid.unit_cols, layout.k - col) : 0;
  for (std::size_t r = 0; r < grid.unit_rows; ++r) {
    std::int8_t* out = unit.at + r * grid.unit_cols;
    const std::size_t present = row + r < layout.rows ? cols : 0;
    for (std::size_t c = 0; c < present; ++c) {
      out[c] = static_cast<std::int8_t>(trit_at((row + r) * layout.k + col + c));
    }
    std::fill(out + present, out + grid.unit_cols, std::int8_t{0});
  }
}

/// Inverse of gather: put(i, value) for the elements inside the logical matrix.
template <class Put>
void scatter(const PackedLayout& layout, const UnitGrid& grid, std::size_t row, std::size_t col,
             const UnitTrits& unit, Put put) {
  const std::size_t rows = layout.rows > row ? std::min(grid.unit_rows, layout.rows - row) : 0;
  const std::size_t cols = layout.k > col ? std::min(grid.unit_cols, layout.k - col) : 0;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < cols; ++c) {
      put((row + r) * layout.k + col + c, int{unit.at[r * grid.unit_cols + c]});
    }
  }
}

}  // namespace bitnet::kernels
