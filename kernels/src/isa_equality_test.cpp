// SPDX-License-Identifier: Apache-2.0
// Every ISA against scalar, bit for bit, over shapes, tiles, data and alignments, in buffers that
// notice a byte too many read or written.
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <cstring>

namespace bitnet::kernels {
namespace {

using testing::Data;
using testing::FencedBuffer;
using testing::first_difference;
using testing::Rng;
using testing::Tail;

// Both alignments a kernel can meet: data against the forbidden page, and data off by odd bytes.
struct Placement {
  Tail packed;
  Tail floats;
};

constexpr Placement kPlacements[] = {{{0}, {0}}, {{37}, {20}}};

// Scalar's outputs for one matrix and one packed buffer of arbitrary bytes.
struct Expected {
  std::vector<std::uint8_t> quantized;
  std::vector<std::uint8_t> packed;
  std::vector<float> dequantized;
  testing::Unpacked unpacked;
};

struct Inputs {
  std::vector<float> w;
  std::vector<std::int8_t> trits;
  std::vector<float> scales;
  std::vector<std::uint8_t> bytes;  // any bytes: wild codes, wild scales
};

Inputs make_inputs(const PackedLayout& layout, Data kind, Rng& rng) {
  const std::size_t n = layout.rows * layout.k;
  return {testing::make_data(kind, n, rng), testing::make_trits(n, rng),
          testing::make_data(Data::kExtreme, layout.scale_count, rng),
          testing::make_bytes(layout.total_bytes, rng)};
}

Expected scalar_outputs(const PackedLayout& layout, const Inputs& in) {
  return {testing::quantize(layout, in.w), testing::pack(layout, in.trits, in.scales),
          testing::dequantize(layout, in.bytes), testing::unpack(layout, in.bytes)};
}

template <class T>
bool same(std::span<const T> got, const std::vector<T>& expected) {
  return first_difference(got.data(), expected.data(), got.size_bytes()) == got.size_bytes();
}

void check_to_packed(const FormatKernels& row, const PackedLayout& layout, const Inputs& in,
                     const Expected& expected, Placement place) {
  FencedBuffer<float> w(in.w.size(), place.floats);
  FencedBuffer<std::int8_t> trits(in.trits.size(), place.packed);
  FencedBuffer<float> scales(in.scales.size(), place.floats);
  FencedBuffer<std::uint8_t> packed(layout.total_bytes, place.packed);
  w.assign(in.w);
  trits.assign(in.trits);
  scales.assign(in.scales);
  row.quantize(layout, w.data(), packed.data());
  CHECK(same<std::uint8_t>(packed.span(), expected.quantized));
  packed.fill(0xff);
  row.pack(layout, trits.data(), scales.data(), packed.data());
  CHECK(same<std::uint8_t>(packed.span(), expected.packed));
  CHECK(packed.guards_intact());
}

void check_from_packed(const FormatKernels& row, const PackedLayout& layout, const Inputs& in,
                       const Expected& expected, Placement place) {
  FencedBuffer<float> w(in.w.size(), place.floats);
  FencedBuffer<std::int8_t> trits(in.trits.size(), place.packed);
  FencedBuffer<float> scales(in.scales.size(), place.floats);
  FencedBuffer<std::uint8_t> packed(layout.total_bytes, place.packed);
  packed.assign(in.bytes);
  row.dequantize(layout, packed.data(), w.data());
  CHECK(same<float>(w.span(), expected.dequantized));
  row.unpack(layout, packed.data(), trits.data(), scales.data());
  CHECK(same<std::int8_t>(trits.span(), expected.unpacked.trits));
  CHECK(same<float>(scales.span(), expected.unpacked.scales));
  CHECK(w.guards_intact());
  CHECK(trits.guards_intact());
  CHECK(scales.guards_intact());
}

void check_layout(const PackedLayout& layout, Data kind, Rng& rng) {
  const Inputs in = make_inputs(layout, kind, rng);
  const Expected expected = scalar_outputs(layout, in);
  for (const Isa isa : testing::available_isas()) {
    CAPTURE(isa_name(isa));
    CAPTURE(testing::describe(layout));
    CAPTURE(static_cast<int>(kind));
    for (const Placement& place : kPlacements) {
      const FormatKernels& row = kernels_for(isa).of(layout.format);
      check_to_packed(row, layout, in, expected, place);
      check_from_packed(row, layout, in, expected, place);
    }
  }
}

constexpr std::size_t kRowsAndK[][2] = {
    {0, 0},   {0, 5},    {5, 0},    {1, 1},    {1, 3},   {1, 31},   {1, 32},   {1, 33},
    {2, 63},  {1, 127},  {2, 128},  {1, 129},  {1, 255}, {3, 256},  {2, 257},  {31, 23},
    {32, 24}, {33, 25},  {32, 96},  {33, 97},  {64, 8},  {64, 4},   {65, 100}, {16, 512},
    {7, 300}, {1, 1000}, {257, 36}, {40, 104}, {63, 48}, {32, 128}, {1, 512},  {5, 511},
};

TEST_CASE("every isa equals scalar on every shape and kind of data") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const Format format : kAllFormats) {
    for (const auto& [rows, k] : kRowsAndK) {
      for (const Data kind : testing::kAllData) {
        check_layout(testing::layout_of(format, rows, k), kind, rng);
      }
    }
  }
}

TEST_CASE("every isa equals scalar on every row length up to two blocks") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const Format format : kAllFormats) {
    for (std::size_t k = 1; k <= 520; k += k < 140 ? 1 : 13) {
      check_layout(testing::layout_of(format, 2, k), Data::kExtreme, rng);
    }
  }
}

struct TiledShape {
  std::size_t rows;
  std::size_t k;
  Tile tile;
  Format format;
};

constexpr TiledShape kTiled[] = {
    {64, 16, {64, 4, 64}, Format::kTl1},      {65, 30, {64, 12, 64}, Format::kTl1},
    {90, 50, {96, 24, 32}, Format::kTl1},     {161, 130, {160, 64, 32}, Format::kTl1},
    {320, 256, {320, 128, 64}, Format::kTl1}, {1, 2, {256, 256, 32}, Format::kTl1},
    {97, 70, {32, 40, 32}, Format::kTl1},     {32, 25, {32, 24, 32}, Format::kTl2},
    {100, 120, {64, 48, 32}, Format::kTl2},   {161, 224, {160, 96, 32}, Format::kTl2},
    {129, 449, {128, 192, 32}, Format::kTl2}, {32, 200, {32, 240, 32}, Format::kTl2},
    {97, 72, {32, 72, 32}, Format::kTl2},     {1, 145, {256, 72, 32}, Format::kTl2},
};

TEST_CASE("every isa equals scalar on explicit tiles") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const TiledShape& shape : kTiled) {
    const PackedLayout layout = testing::layout_of(shape.format, shape.rows, shape.k, shape.tile);
    check_layout(layout, Data::kExtreme, rng);
    check_layout(layout, Data::kGaussian, rng);
  }
}

// Beyond the sizes at which a kernel may change its way of storing.
TEST_CASE("every isa equals scalar on a matrix of several megabytes") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const Format format : kAllFormats) {
    check_layout(testing::layout_of(format, 515, 2601), Data::kTernary, rng);
  }
}

TEST_CASE("empty rows cost nothing, however many") {
  for (const Isa isa : testing::available_isas()) {
    for (const Format format : kAllFormats) {
      const PackedLayout layout = testing::layout_of(format, std::size_t{1} << 60, 0);
      FencedBuffer<std::uint8_t> packed(layout.total_bytes);
      float scale = 2.0F;
      float w = 3.0F;
      std::int8_t trit = 4;
      const FormatKernels& row = kernels_for(isa).of(format);
      row.quantize(layout, &w, packed.data());
      row.pack(layout, &trit, &scale, packed.data());
      row.dequantize(layout, packed.data(), &w);
      row.unpack(layout, packed.data(), &trit, &scale);
      CHECK(packed.guards_intact());
      CHECK(w == 3.0F);
      CHECK(trit == 4);
      CHECK(scale == 2.0F);
    }
  }
}

TEST_CASE("absmax of every isa equals scalar") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const Data kind : testing::kAllData) {
    for (std::size_t n = 0; n < 600; n += n < 140 ? 1 : 17) {
      const std::vector<float> values = testing::make_data(kind, n, rng);
      const float expected = kernels_for(Isa::kScalar).absmax(values.data(), n);
      for (const Isa isa : testing::available_isas()) {
        FencedBuffer<float> w(n);
        w.assign(values);
        const float got = kernels_for(isa).absmax(w.data(), n);
        CAPTURE(isa_name(isa));
        CAPTURE(n);
        CHECK(first_difference(&got, &expected, sizeof got) == sizeof got);
      }
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
