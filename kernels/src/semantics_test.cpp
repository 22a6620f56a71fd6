// SPDX-License-Identifier: Apache-2.0
// What the operations mean, by hand-written expectation, on every ISA: thresholds, special values,
// scales, codes that are not ternary.
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>

namespace bitnet::kernels {
namespace {

using testing::dequantize;
using testing::kInf;
using testing::layout_of;
using testing::quantize;
using testing::unpack;

using Trits = std::vector<std::int8_t>;

template <class Fn>
void on_every_isa_and_format(Fn fn) {
  for (const Isa isa : testing::available_isas()) {
    CAPTURE(isa_name(isa));
    for (const Format format : kAllFormats) {
      CAPTURE(format_name(format));
      fn(isa, format);
    }
  }
}

float empty_scale(Format format) {
  if (format == Format::kI2sBlock32) {
    return 1.0F;
  }
  return format == Format::kI2sTensor ? 1e-5F : 0.0F;
}

TEST_CASE("weights from half the largest on become +-1") {
  const float below = std::nextafterf(1.0F, 0.0F);
  const std::vector<float> w = {2.0F, 1.0F, below, -1.0F, -below, 0.0F, -0.0F, -2.0F, 1.5F};
  const Trits expected = {1, 1, 0, -1, 0, 0, 0, -1, 1};
  on_every_isa_and_format([&](Isa isa, Format format) {
    const PackedLayout layout = layout_of(format, 1, w.size());
    const testing::Unpacked result = unpack(layout, quantize(layout, w, isa), isa);
    CHECK(result.trits == expected);
    CHECK(result.scales == std::vector<float>{2.0F});
  });
}

TEST_CASE("NaN and infinities become 0 and do not set the scale") {
  const std::vector<float> w = {std::nanf(""), kInf, -kInf, 0.25F, -0.5F, -std::nanf("7")};
  const Trits expected = {0, 0, 0, 1, -1, 0};
  on_every_isa_and_format([&](Isa isa, Format format) {
    const PackedLayout layout = layout_of(format, 1, w.size());
    const testing::Unpacked result = unpack(layout, quantize(layout, w, isa), isa);
    CHECK(result.trits == expected);
    CHECK(result.scales == std::vector<float>{0.5F});
  });
}

TEST_CASE("groups without a finite nonzero weight") {
  for (const float w : {0.0F, -0.0F, std::nanf(""), kInf, -kInf}) {
    CAPTURE(w);
    on_every_isa_and_format([&](Isa isa, Format format) {
      const PackedLayout layout = layout_of(format, 2, 40);
      const std::vector<std::uint8_t> packed = quantize(layout, std::vector<float>(80, w), isa);
      const testing::Unpacked result = unpack(layout, packed, isa);
      CHECK(result.trits == Trits(80, 0));
      CHECK(result.scales == std::vector<float>(layout.scale_count, empty_scale(format)));
      CHECK(count_invalid_codes(layout, packed.data()) == 0);
    });
  }
}

TEST_CASE("one smallest subnormal among zeros") {
  std::vector<float> w(64, 0.0F);
  w[3] = -FLT_TRUE_MIN;
  Trits expected(64, 0);
  expected[3] = -1;
  on_every_isa_and_format([&](Isa isa, Format format) {
    const PackedLayout layout = layout_of(format, 1, w.size());
    CHECK(unpack(layout, quantize(layout, w, isa), isa).trits == expected);
  });
}

TEST_CASE("f16 scales saturate, f32 scales do not; the decision uses the f32 scale") {
  const std::vector<float> w = {FLT_MAX, FLT_MAX / 2, -FLT_MAX, FLT_MAX / 4};
  on_every_isa_and_format([&](Isa isa, Format format) {
    const PackedLayout layout = layout_of(format, 1, w.size());
    const testing::Unpacked result = unpack(layout, quantize(layout, w, isa), isa);
    CHECK(result.trits == Trits{1, 1, -1, 0});
    CHECK(result.scales[0] == (layout.block_weights == 0 ? FLT_MAX : 65504.0F));
  });
}

TEST_CASE("dequantize multiplies once, whatever the scale") {
  const Trits trits = {1, 0, -1};
  for (const float scale : {0.5F, -2.0F, 0.0F, kInf, std::nanf("")}) {
    CAPTURE(scale);
    on_every_isa_and_format([&](Isa isa, Format format) {
      const PackedLayout layout = layout_of(format, 1, trits.size());
      const std::vector<float> w =
          dequantize(layout, testing::pack(layout, trits, {scale}, isa), isa);
      for (std::size_t i = 0; i < trits.size(); ++i) {
        const float expected = static_cast<float>(trits[i]) * scale;
        CHECK(std::isnan(w[i]) == std::isnan(expected));
        CHECK((std::isnan(expected) ||
               (w[i] == expected && std::signbit(w[i]) == std::signbit(expected))));
      }
    });
  }
}

// Code bytes that decode to something else than -1, 0, 1, and how many weights that are.
struct Invalid {
  Format format;
  std::uint8_t byte;
  int value;  // of the weights in it
  std::size_t weights;
};

constexpr Invalid kInvalid[] = {
    {Format::kI2sBlock32, 0x00, -2, 4}, {Format::kI2sTensor, 0xff, 2, 4},
    {Format::kTq2, 0xff, 2, 4},         {Format::kTl1, 0x99, 0, 4},
    {Format::kTl2, 0xee, 0, 6},         {Format::kTl2, 0xff, 0, 6}};

TEST_CASE("codes that are not ternary decode as documented and are counted") {
  for (const Invalid& invalid : kInvalid) {
    const PackedLayout layout = layout_of(invalid.format, 32, 256);
    CAPTURE(testing::describe(layout));
    std::vector<std::uint8_t> packed = testing::pack(layout, Trits(std::size_t{32} * 256, 0),
                                                     std::vector<float>(layout.scale_count, 0.5F));
    CHECK(count_invalid_codes(layout, packed.data()) == 0);
    packed[0] = invalid.byte;
    CHECK(count_invalid_codes(layout, packed.data()) == invalid.weights);
    for (const Isa isa : testing::available_isas()) {
      CAPTURE(isa_name(isa));
      const testing::Unpacked result = unpack(layout, packed, isa);
      const auto affected = std::count(result.trits.begin(), result.trits.end(), invalid.value);
      CHECK(affected == (invalid.value == 0 ? 32 * 256 : 4));
      const std::vector<float> w = dequantize(layout, packed, isa);
      CHECK(std::count(w.begin(), w.end(), 0.5F * static_cast<float>(invalid.value)) == affected);
    }
  }
}

TEST_CASE("pair columns of tl2 and the last bytes of tq1_0 are checked too") {
  const PackedLayout tl2 = layout_of(Format::kTl2, 32, 32, {32, 96, 32});  // pairs only
  std::vector<std::uint8_t> packed(tl2.total_bytes, 0x44);
  CHECK(count_invalid_codes(tl2, packed.data()) == 0);
  packed[5] = 0x94;
  CHECK(count_invalid_codes(tl2, packed.data()) == 2);
  const PackedLayout tq1 = layout_of(Format::kTq1, 1, 256);
  std::size_t valid = 0;
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::vector<std::uint8_t> block = testing::pack(tq1, Trits(256, 0), {1.0F});
    block[0] = static_cast<std::uint8_t>(byte);
    block[50] = static_cast<std::uint8_t>(byte);
    const std::size_t invalid = count_invalid_codes(tq1, block.data());
    CHECK((invalid == 0 || invalid == 9));  // 5 weights in byte 0, 4 in byte 50
    valid += invalid == 0 ? 1 : 0;
  }
  CHECK(valid == 243);
}

TEST_CASE("reserved bytes of tl2 and tails are zero and are not codes") {
  const PackedLayout layout = layout_of(Format::kTl2, 640, 2560);
  for (const Isa isa : testing::available_isas()) {
    std::vector<std::uint8_t> packed(layout.total_bytes, 0xff);
    const Trits trits(std::size_t{640} * 2560, 1);
    const float scale = 1.0F;
    kernels_for(isa).of(Format::kTl2).pack(layout, trits.data(), &scale, packed.data());
    CHECK(std::count(packed.begin() + 640 * 2496 * 5 / 24 + 640 * 64 / 4,
                     packed.begin() + static_cast<std::ptrdiff_t>(layout.scale_offset), 0) ==
          static_cast<std::ptrdiff_t>(layout.scale_offset) - 640 * 2496 * 5 / 24 - 640 * 64 / 4);
    CHECK(std::count(packed.end() - 28, packed.end(), 0) == 28);
    packed[layout.scale_offset - 1] = 0xff;
    CHECK(count_invalid_codes(layout, packed.data()) == 0);
  }
}

TEST_CASE("absmax of finite values") {
  for (const Isa isa : testing::available_isas()) {
    const auto absmax = [isa](const std::vector<float>& w) {
      return kernels_for(isa).absmax(w.data(), w.size());
    };
    CHECK(absmax({}) == 0.0F);
    CHECK_FALSE(std::signbit(absmax({-0.0F})));
    CHECK(absmax({1.0F, -3.0F, 2.0F}) == 3.0F);
    CHECK(absmax({kInf, std::nanf(""), -FLT_TRUE_MIN}) == FLT_TRUE_MIN);
    CHECK(absmax(std::vector<float>(100, -FLT_MAX)) == FLT_MAX);
    CHECK(absmax(std::vector<float>(100, std::nanf(""))) == 0.0F);
  }
}

}  // namespace
}  // namespace bitnet::kernels
