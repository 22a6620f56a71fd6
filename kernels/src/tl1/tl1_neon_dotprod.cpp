// SPDX-License-Identifier: Apache-2.0
// tl1 with NEON: 16 rows at a time, which is what the format stores side by side.
#include "simd/neon_rows.h"
#include "simd/neon_tensor.h"
#include "simd/neon_tiles.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kRows = 16;

using Tl1Stage = Stage<kRows>;

// Offset of the 16 bytes that hold columns col..col+3 of 16 rows from `row` on.
std::size_t quad_offset(const PackedLayout& layout, std::size_t row, std::size_t col) noexcept {
  const std::size_t bm = layout.tile.bm_rows;
  const std::size_t bk = layout.tile.bk_cols;
  const std::size_t sub = layout.tile.sub_rows;
  const std::size_t by = 256 / sub;
  const std::size_t tile = row / bm * (layout.k_padded / bk) + col / bk;
  const std::size_t unit = row % bm / sub * (bk / by) + col % bk / by;
  const std::size_t quad = row % sub / 16 * (by / 4) + col % by / 4;
  return tile * (bm * bk / 4) + unit * 64 + quad * 16;
}

struct Tl1Codec {
  static constexpr float kEmptyScale = 0.0F;

  template <class Reader>
  static void encode(const PackedLayout& layout, const Reader& read,
                     const typename Reader::Element* w, std::uint8_t* codes) noexcept {
    for_each_stage(layout, layout.rows_padded, [&](Tl1Stage& stage) noexcept {
      stage.load(layout, read, w);
      for (std::size_t c = 0; c < stage.cols; c += 16) {
        const uint8x16x4_t quads =
            encode_quads([&](std::size_t r) noexcept { return stage.at[r] + c; });
        for (std::size_t q = 0; q < quads_at(stage, c); ++q) {
          vst1q_u8(codes + quad_offset(layout, stage.row, stage.col + c + 4 * q), quads.val[q]);
        }
      }
    });
  }

  template <class Writer>
  static void decode(const PackedLayout& layout, const std::uint8_t* codes, const Writer& write,
                     typename Writer::Element* out) noexcept {
    for_each_stage(layout, layout.rows, [&](Tl1Stage& stage) noexcept {
      for (std::size_t c = 0; c < stage.cols; c += 16) {
        uint8x16x4_t quads = {};
        for (std::size_t q = 0; q < quads_at(stage, c); ++q) {
          quads.val[q] = vld1q_u8(codes + quad_offset(layout, stage.row, stage.col + c + 4 * q));
        }
        decode_quads(quads, [&](std::size_t r) noexcept { return stage.at[r] + c; });
      }
      stage.store(layout, write, out);
    });
  }

 private:
  static std::size_t quads_at(const Tl1Stage& stage, std::size_t c) noexcept {
    return smaller(4, (stage.cols - c) / 4);
  }

  template <class Fn>
  static void for_each_stage(const PackedLayout& layout, std::size_t rows, Fn fn) noexcept {
    if (layout.k_padded == 0) {
      return;  // any number of empty rows
    }
    Tl1Stage stage;
    for (stage.row = 0; stage.row < rows; stage.row += kRows) {
      for (stage.col = 0; stage.col < layout.k_padded; stage.col += kStageCols) {
        stage.cols = smaller(kStageCols, layout.k_padded - stage.col);
        fn(stage);
      }
    }
  }
};

}  // namespace

constinit const FormatKernels kTl1NeonDotprod = TensorRows<Tl1Codec>::row();

}  // namespace bitnet::kernels
