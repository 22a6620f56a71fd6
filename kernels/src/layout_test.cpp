// SPDX-License-Identifier: Apache-2.0
// Geometry: sizes of official files, padding, tile rules, and shapes whose products overflow.
#include "testing/test_data.h"
#include "tl2/tl2_planes.h"

#include <doctest/doctest.h>

#include <limits>

namespace bitnet::kernels {
namespace {

using testing::layout_of;

constexpr std::size_t kHuge = std::numeric_limits<std::size_t>::max();
constexpr auto kLargest = static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());

static_assert(kAllFormats.size() == kFormatCount);
static_assert(sizeof(FormatKernels) == 4 * sizeof(void (*)()), "a new operation needs tests");
static_assert(kTensorTailBytes == sizeof(float) + 28);

constexpr std::size_t kEmptyShapes[][2] = {{0, 0}, {0, 77}, {77, 0}};

constexpr std::size_t kOfficialShapes[][2] = {
    {2560, 2560},  {640, 2560},   {6912, 2560}, {2560, 6912}, {3200, 8640},
    {3200, 3200},  {8640, 3200},  {1536, 4096}, {1536, 1536}, {4096, 1536},
    {14336, 4096}, {4096, 14336}, {1024, 4096}, {4096, 4096}};

// Shapes whose reserved size exceeds the exact one.
constexpr std::size_t kReservedShapes[][2] = {{6912, 2560}, {640, 2560},  {2560, 6912},
                                              {3200, 8640}, {8640, 3200}, {4096, 14336}};

LayoutError error_of(Format format, std::size_t rows, std::size_t k, Tile tile = {}) {
  return make_layout(format, rows, k, tile).error;
}

TEST_CASE("format names are a closed set") {
  for (const Format format : kAllFormats) {
    CHECK(format_from_name(format_name(format)) == format);
  }
  CHECK(format_name(Format::kTq1) == "tq1_0");
  CHECK_FALSE(format_from_name("I2S").has_value());
  CHECK_FALSE(format_from_name("").has_value());
  CHECK(format_name(static_cast<Format>(200)) == "unknown");
}

TEST_CASE("block formats pad each row to whole blocks") {
  const PackedLayout i2s = layout_of(Format::kI2sBlock32, 3, 33);
  CHECK(i2s.k_padded == 64);
  CHECK(i2s.scale_count == 6);
  CHECK(i2s.total_bytes == 60);
  CHECK(i2s.rows_padded == 3);
  const PackedLayout tq1 = layout_of(Format::kTq1, 2, 257);
  CHECK(tq1.scale_count == 4);
  CHECK(tq1.total_bytes == 4 * 54);
  const PackedLayout tq2 = layout_of(Format::kTq2, 2, 256);
  CHECK(tq2.scale_count == 2);
  CHECK(tq2.total_bytes == 2 * 66);
}

TEST_CASE("i2_s pads only the end of the flattened matrix") {
  const PackedLayout layout = layout_of(Format::kI2sTensor, 3, 43);  // 129 weights
  CHECK(layout.scale_offset == 64);
  CHECK(layout.total_bytes == 96);
  CHECK(layout.scale_count == 1);
  CHECK(layout_of(Format::kI2sTensor, 2560, 2560).total_bytes == 2560UL * 2560 / 4 + 32);
}

TEST_CASE("empty matrices hold no codes") {
  for (const Format format : kAllFormats) {
    for (const auto& [rows, k] : kEmptyShapes) {
      const PackedLayout layout = layout_of(format, rows, k);
      CAPTURE(testing::describe(layout));
      const bool tensor = layout.block_weights == 0;
      CHECK(layout.total_bytes == (tensor ? kTensorTailBytes : 0));
      CHECK(layout.scale_count == (tensor ? 1 : 0));
    }
  }
}

TEST_CASE("tl1 sizes of official shapes are n/4 + 32") {
  for (const auto& [rows, k] : kOfficialShapes) {
    const PackedLayout layout = layout_of(Format::kTl1, rows, k);
    CAPTURE(testing::describe(layout));
    CHECK(layout.rows_padded == rows);
    CHECK(layout.k_padded == k);
    CHECK(layout.scale_offset == rows * k / 4);
    CHECK(layout.total_bytes == rows * k / 4 + 32);
  }
}

TEST_CASE("tl2 sizes of official shapes follow the reserved formula") {
  const auto official = [](std::size_t rows, std::size_t k) {
    const std::size_t codes = (k - 256) * rows * 5 / 24 + 256 * rows / 4;
    return (codes + 31) / 32 * 32 + 32;
  };
  CHECK(official(2560, 2560) == 1392672);  // 1228800 + 163840 + 32
  CHECK(layout_of(Format::kTl2, 2560, 2560).total_bytes == 1392672);
  for (const auto& [rows, k] : kReservedShapes) {
    const PackedLayout layout = layout_of(Format::kTl2, rows, k);
    CAPTURE(testing::describe(layout));
    CHECK(layout.total_bytes == official(rows, k));
    CHECK(layout.rows_padded == rows);
    CHECK(layout.k_padded == k);
    CHECK(tl2_codes_end(layout) <= layout.scale_offset);
  }
}

TEST_CASE("tl2 splits columns into triples and pairs") {
  const PackedLayout square = layout_of(Format::kTl2, 2560, 2560);
  CHECK(square.three_k == 2496);
  CHECK(square.tile.bk_cols == 96);
  CHECK(layout_of(Format::kTl2, 2560, 6912).three_k == 6912);
  const PackedLayout odd = layout_of(Format::kTl2, 32, 25, {32, 24, 32});
  CHECK(odd.three_k == 24);
  CHECK(odd.k_padded == 24 + 32);
  CHECK(tl2_sign_offset(odd) == 128);
  CHECK(tl2_pair_offset(odd) == 160);
  CHECK(tl2_codes_end(odd) == 160 + 256);
  CHECK(odd.scale_offset == 416);
  // 255 pair columns are stored as 256, where the exact size and the reserved size meet.
  const PackedLayout pairs_only = layout_of(Format::kTl2, 32, 255, {32, 264, 32});
  CHECK(pairs_only.three_k == 0);
  CHECK(pairs_only.k_padded == 256);
  CHECK(pairs_only.scale_offset == 32 * 256 / 4);
  // More than 256 pair columns need more than the reserved size.
  const PackedLayout many_pairs = layout_of(Format::kTl2, 32, 480, {32, 960, 32});
  CHECK(many_pairs.scale_offset == 32 * 480 / 4);
}

TEST_CASE("the chosen tile pads least, then is the largest") {
  CHECK(layout_of(Format::kTl1, 256, 1024).tile.bm_rows == 256);
  CHECK(layout_of(Format::kTl1, 256, 1024).tile.bk_cols == 128);
  CHECK(layout_of(Format::kTl1, 96, 40).tile.bm_rows == 32);
  CHECK(layout_of(Format::kTl1, 96, 40).tile.bk_cols == 8);
  const PackedLayout narrow = layout_of(Format::kTl1, 64, 4);
  CHECK(narrow.tile.sub_rows == 64);
  CHECK(narrow.k_padded == 4);
  CHECK(layout_of(Format::kTl2, 64, 1000).tile.bk_cols == 72);  // 13 * 72 + 64
  CHECK(layout_of(Format::kTl2, 64, 1000).k_padded == 1000);
  CHECK(layout_of(Format::kTl2, 1, 96).rows_padded == 32);
  const PackedLayout preset = layout_of(Format::kTl1, 3200, 3200);
  CHECK(preset.tile.bm_rows == 320);
  CHECK(preset.tile.bk_cols == 128);
  CHECK(preset.tile.sub_rows == 64);
  CHECK(layout_of(Format::kTl2, 1536, 1536).tile.bk_cols == 192);
}

TEST_CASE("tiles that break the rules are refused") {
  const Tile bad_tl1[] = {{32, 8, 0},  {0, 8, 32},  {32, 0, 32}, {32, 8, 16},
                          {48, 8, 32}, {32, 4, 32}, {32, 8, 64}, {64, 6, 64}};
  for (const Tile& tile : bad_tl1) {
    CAPTURE(tile.bm_rows);
    CAPTURE(tile.bk_cols);
    CAPTURE(tile.sub_rows);
    CHECK(error_of(Format::kTl1, 64, 64, tile) == LayoutError::kBadTile);
  }
  const Tile bad_tl2[] = {{64, 24, 64}, {48, 24, 32}, {32, 32, 32}, {32, 0, 32}, {0, 24, 32}};
  for (const Tile& tile : bad_tl2) {
    CAPTURE(tile.bm_rows);
    CAPTURE(tile.bk_cols);
    CHECK(error_of(Format::kTl2, 64, 64, tile) == LayoutError::kBadTile);
  }
  CHECK(error_of(Format::kTl1, 64, 64, {64, 4, 64}) == LayoutError::kNone);
  CHECK(error_of(Format::kI2sTensor, 64, 64, {1, 2, 3}) == LayoutError::kNone);  // ignored
}

TEST_CASE("shape 18436137873095478032 x 1212696576 overflows in every format") {
  for (const Format format : kAllFormats) {
    CHECK(error_of(format, 18436137873095478032U, 1212696576U) == LayoutError::kOverflow);
    CHECK(error_of(format, 1212696576U, 18436137873095478032U) == LayoutError::kOverflow);
  }
}

TEST_CASE("shapes near the limits of size_t and ptrdiff_t") {
  for (const Format format : kAllFormats) {
    CAPTURE(format_name(format));
    CHECK(error_of(format, kHuge, kHuge) == LayoutError::kOverflow);
    CHECK(error_of(format, kHuge, 1) == LayoutError::kOverflow);
    CHECK(error_of(format, 1, kHuge) == LayoutError::kOverflow);
    CHECK(error_of(format, std::size_t{1} << 32, std::size_t{1} << 32) == LayoutError::kOverflow);
    CHECK(error_of(format, 1, kLargest / 4 + 1) == LayoutError::kOverflow);
    CHECK(error_of(format, kLargest / 4 + 1, 1) == LayoutError::kOverflow);
    // 4-byte floats fill the address space exactly; every format is smaller than floats.
    CHECK(error_of(format, 256, kLargest / 4 / 256) == LayoutError::kNone);
    CHECK(error_of(format, 256, kLargest / 4 / 256 + 1) == LayoutError::kOverflow);
  }
  CHECK(error_of(Format::kI2sBlock32, 1, kLargest / 4) == LayoutError::kNone);
  CHECK(error_of(Format::kI2sTensor, kLargest / 4, 1) == LayoutError::kNone);
  // One weight a row: 66 bytes a row do not fit although 4 would.
  CHECK(error_of(Format::kTq2, kLargest / 4, 1) == LayoutError::kOverflow);
  // A tile that fits in 32 bits but not in memory.
  CHECK(error_of(Format::kTl1, 1, std::size_t{1} << 40, {4294967264U, 8, 32}) ==
        LayoutError::kOverflow);
}

}  // namespace
}  // namespace bitnet::kernels
