// SPDX-License-Identifier: Apache-2.0
// tl1 and tl2 against a second description of their byte streams: nested loops that emit one code
// after the other. Shares nothing with the kernels, which address units in closed form.
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <utility>

namespace bitnet::kernels {
namespace {

class Matrix {
 public:
  Matrix(std::size_t rows, std::size_t k, std::vector<std::int8_t> trits)
      : rows_(rows), k_(k), trits_(std::move(trits)) {}

  // 0 outside.
  [[nodiscard]] int at(std::size_t row, std::size_t col) const {
    return row < rows_ && col < k_ ? trits_[row * k_ + col] : 0;
  }

  [[nodiscard]] int pair(std::size_t row, std::size_t p) const {
    return 3 * at(row, 2 * p) + at(row, 2 * p + 1) + 4;
  }

  // Columns from `first` on in threes.
  [[nodiscard]] int triple(std::size_t row, std::size_t t) const {
    return 9 * at(row, 3 * t) + 3 * at(row, 3 * t + 1) + at(row, 3 * t + 2);
  }

  [[nodiscard]] const std::vector<std::int8_t>& trits() const { return trits_; }

 private:
  std::size_t rows_;
  std::size_t k_;
  std::vector<std::int8_t> trits_;
};

using Stream = std::vector<std::uint8_t>;

void emit(Stream& out, int high, int low) {
  out.push_back(static_cast<std::uint8_t>(16 * high + low));
}

Stream tl1_stream(const PackedLayout& layout, const Matrix& w) {
  const std::size_t bm = layout.tile.bm_rows;
  const std::size_t bk = layout.tile.bk_cols;
  const std::size_t sub = layout.tile.sub_rows;
  const std::size_t by = 256 / sub;
  Stream out;
  for (std::size_t mb = 0; mb < layout.rows_padded / bm; ++mb)
    for (std::size_t kb = 0; kb < layout.k_padded / bk; ++kb)
      for (std::size_t mi = 0; mi < bm / sub; ++mi)
        for (std::size_t ki = 0; ki < bk / by; ++ki)
          for (std::size_t rg = 0; rg < sub / 16; ++rg)
            for (std::size_t q = 0; q < by / 4; ++q)
              for (std::size_t lane = 0; lane < 16; ++lane) {
                const std::size_t row = mb * bm + mi * sub + 16 * rg + lane;
                const std::size_t p = (kb * bk + ki * by) / 2 + 2 * q;
                emit(out, w.pair(row, p), w.pair(row, p + 1));
              }
  return out;
}

void tl2_magnitudes(const PackedLayout& layout, const Matrix& w, Stream& out) {
  const std::size_t bm = layout.tile.bm_rows;
  const std::size_t bk = layout.tile.bk_cols;
  for (std::size_t mb = 0; mb < layout.rows_padded / bm; ++mb)
    for (std::size_t kb = 0; kb < layout.three_k / bk; ++kb)
      for (std::size_t mi = 0; mi < bm / 32; ++mi)
        for (std::size_t ki = 0; ki < bk / 6; ++ki)
          for (const std::size_t g : {0U, 2U, 1U, 3U})
            for (std::size_t lane = 0; lane < 8; ++lane) {
              const std::size_t row = mb * bm + 32 * mi + 8 * g + lane;
              const std::size_t t = (kb * bk + 6 * ki) / 3;
              emit(out, std::abs(w.triple(row, t)), std::abs(w.triple(row, t + 1)));
            }
}

void tl2_signs(const PackedLayout& layout, const Matrix& w, Stream& out) {
  const std::size_t bm = layout.tile.bm_rows;
  const std::size_t bk = layout.tile.bk_cols;
  for (std::size_t mb = 0; mb < layout.rows_padded / bm; ++mb)
    for (std::size_t kb = 0; kb < layout.three_k / bk; ++kb)
      for (std::size_t mi = 0; mi < bm / 32; ++mi)
        for (std::size_t ki = 0; ki < bk / 24; ++ki)
          for (std::size_t j = 0; j < 16; ++j) {
            unsigned word = 0;
            for (std::size_t i = 0; i < 16; ++i) {
              const std::size_t t = (kb * bk + 24 * ki) / 3 + i / 2;
              const std::size_t row = mb * bm + 32 * mi + j + 16 * (i % 2);
              word = 2 * word + (w.triple(row, t) < 0 ? 1U : 0U);
            }
            out.push_back(static_cast<std::uint8_t>(word % 256));
            out.push_back(static_cast<std::uint8_t>(word / 256));
          }
}

void tl2_pairs(const PackedLayout& layout, const Matrix& w, Stream& out) {
  const std::size_t bm = layout.tile.bm_rows;
  for (std::size_t mb = 0; mb < layout.rows_padded / bm; ++mb)
    for (std::size_t kb = 0; kb < (layout.k_padded - layout.three_k) / 32; ++kb)
      for (std::size_t mi = 0; mi < bm / 32; ++mi)
        for (std::size_t ki = 0; ki < 8; ++ki)
          for (const std::size_t g : {0U, 2U, 1U, 3U})
            for (std::size_t lane = 0; lane < 8; ++lane) {
              const std::size_t row = mb * bm + 32 * mi + 8 * g + lane;
              const std::size_t col = layout.three_k + 32 * kb + 4 * ki;
              // three_k is even: tiles are multiples of 24 columns.
              emit(out, w.pair(row, col / 2), w.pair(row, col / 2 + 1));
            }
}

Stream stream_of(const PackedLayout& layout, const Matrix& w) {
  Stream out;
  if (layout.format == Format::kTl1) {
    out = tl1_stream(layout, w);
  } else {
    tl2_magnitudes(layout, w, out);
    tl2_signs(layout, w, out);
    tl2_pairs(layout, w, out);
  }
  REQUIRE(out.size() <= layout.scale_offset);
  out.resize(layout.scale_offset);
  const Stream tail = testing::from_hex("0000003f");  // 0.5
  out.insert(out.end(), tail.begin(), tail.end());
  out.resize(layout.total_bytes);
  return out;
}

struct Shape {
  std::size_t rows;
  std::size_t k;
  Tile tile;
  Format format;
};

const Shape kShapes[] = {
    {32, 8, {32, 8, 32}, Format::kTl1},
    {64, 16, {64, 16, 32}, Format::kTl1},
    {64, 4, {64, 4, 64}, Format::kTl1},
    {128, 24, {128, 12, 64}, Format::kTl1},
    {320, 256, {160, 64, 32}, Format::kTl1},
    {640, 256, {320, 128, 64}, Format::kTl1},
    {33, 9, {32, 8, 32}, Format::kTl1},
    {1, 1, {64, 64, 32}, Format::kTl1},
    {100, 301, {}, Format::kTl1},
    {256, 520, {}, Format::kTl1},
    {32, 24, {32, 24, 32}, Format::kTl2},
    {64, 104, {64, 48, 32}, Format::kTl2},
    {320, 224, {160, 96, 32}, Format::kTl2},
    {128, 448, {128, 192, 32}, Format::kTl2},
    {33, 25, {32, 24, 32}, Format::kTl2},
    {1, 1, {}, Format::kTl2},
    {31, 95, {64, 96, 32}, Format::kTl2},
    {100, 301, {}, Format::kTl2},
    {65, 1000, {}, Format::kTl2},
    {32, 160, {32, 480, 32}, Format::kTl2},
};

TEST_CASE("tl1 and tl2 bytes follow the stream description on every isa") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  testing::Rng rng(seed);
  for (const Shape& shape : kShapes) {
    const PackedLayout layout = testing::layout_of(shape.format, shape.rows, shape.k, shape.tile);
    const Matrix w(shape.rows, shape.k, testing::make_trits(shape.rows * shape.k, rng));
    const Stream expected = stream_of(layout, w);
    for (const Isa isa : testing::available_isas()) {
      CAPTURE(isa_name(isa));
      CAPTURE(testing::describe(layout));
      const Stream packed = testing::pack(layout, w.trits(), {0.5F}, isa);
      REQUIRE(packed.size() == expected.size());
      CHECK(testing::first_difference(packed.data(), expected.data(), packed.size()) ==
            packed.size());
      CHECK(testing::unpack(layout, expected, isa).trits == w.trits());
    }
  }
}

// An official shape, large enough that tiles, planes and the reserved bytes all occur.
TEST_CASE("tl1 and tl2 at 640 x 2560") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  testing::Rng rng(seed);
  const Matrix w(640, 2560, testing::make_trits(std::size_t{640} * 2560, rng));
  for (const Format format : {Format::kTl1, Format::kTl2}) {
    const PackedLayout layout = testing::layout_of(format, 640, 2560);
    const Stream expected = stream_of(layout, w);
    const Stream packed = testing::pack(layout, w.trits(), {0.5F}, best_isa());
    CAPTURE(testing::describe(layout));
    CHECK(testing::first_difference(packed.data(), expected.data(), packed.size()) ==
          expected.size());
  }
}

}  // namespace
}  // namespace bitnet::kernels
