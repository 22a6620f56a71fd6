// SPDX-License-Identifier: Apache-2.0
// Lossless conversion between every two formats, and each reason to refuse.
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <bitnet/kernels/convert.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace bitnet::kernels {
namespace {

using testing::kInf;
using testing::layout_of;
using testing::Rng;

using Bytes = std::vector<std::uint8_t>;
using Trits = std::vector<std::int8_t>;

struct Converted {
  ConvertError error;
  Bytes packed;
};

constexpr std::uint8_t kUntouched = 0x5a;

Converted run(const PackedLayout& from, const Bytes& src, const PackedLayout& to,
              Isa isa = Isa::kScalar) {
  Converted result{ConvertError::kNone, Bytes(to.total_bytes, kUntouched)};
  // Scratch of exactly the promised size, at an odd address.
  testing::FencedBuffer<std::uint8_t> scratch(convert_scratch_bytes(from, to), {7});
  result.error =
      convert(kernels_for(isa), from, src.data(), to, result.packed.data(), scratch.data());
  CHECK(scratch.guards_intact());
  return result;
}

bool untouched(const Converted& result) {
  return result.packed == Bytes(result.packed.size(), kUntouched);
}

// Equal numbers, and NaN where there was NaN.
bool same_floats(const std::vector<float>& a, const std::vector<float>& b) {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i) {
    same = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
  }
  return same;
}

void check_lossless(const PackedLayout& from, const Bytes& src, const PackedLayout& to) {
  for (const Isa isa : testing::available_isas()) {
    const Converted result = run(from, src, to, isa);
    CAPTURE(isa_name(isa));
    CAPTURE(testing::describe(from));
    CAPTURE(testing::describe(to));
    REQUIRE(result.error == ConvertError::kNone);
    CHECK(same_floats(testing::dequantize(to, result.packed), testing::dequantize(from, src)));
  }
}

constexpr std::size_t kConvertedShapes[][2] = {{1, 1},   {2, 33},   {3, 300},
                                               {33, 97}, {64, 256}, {0, 4}};

TEST_CASE("ternary matrices convert between all formats and back to the same bytes") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const auto& [rows, k] : kConvertedShapes) {
    const Trits trits = testing::make_trits(rows * k, rng);
    for (const Format from_format : kAllFormats) {
      const PackedLayout from = layout_of(from_format, rows, k);
      const Bytes src = testing::pack(from, trits, std::vector<float>(from.scale_count, 0.375F));
      for (const Format to_format : kAllFormats) {
        const PackedLayout to = layout_of(to_format, rows, k);
        check_lossless(from, src, to);
        if (rows * k != 0) {
          const Bytes forth = run(from, src, to).packed;
          CHECK(run(to, forth, from).packed == src);
        }
      }
    }
  }
}

TEST_CASE("matrices of zeros keep their scale where the target can hold it") {
  const Trits zeros(96, 0);
  const PackedLayout tensor = layout_of(Format::kI2sTensor, 1, 96);
  const PackedLayout blocks = layout_of(Format::kI2sBlock32, 1, 96);
  const Converted kept = run(tensor, testing::pack(tensor, zeros, {0.5F}), blocks);
  CHECK(testing::unpack(blocks, kept.packed).scales == std::vector<float>(3, 0.5F));
  // 1e-5 is no f16: the blocks get the scale of an empty block.
  const Converted dropped = run(tensor, testing::pack(tensor, zeros, {1e-5F}), blocks);
  CHECK(dropped.error == ConvertError::kNone);
  CHECK(testing::unpack(blocks, dropped.packed).scales == std::vector<float>(3, 1.0F));
}

TEST_CASE("block scales merge if every block with a nonzero weight agrees") {
  const PackedLayout blocks = layout_of(Format::kI2sBlock32, 1, 96);
  const PackedLayout tensor = layout_of(Format::kTl1, 1, 96);
  Trits trits(96, 0);
  trits[0] = 1;
  trits[95] = -1;
  const Bytes agree = testing::pack(blocks, trits, {0.5F, 7.0F, 0.5F});
  check_lossless(blocks, agree, tensor);
  CHECK(testing::unpack(tensor, run(blocks, agree, tensor).packed).scales[0] == 0.5F);
  const Bytes differ = testing::pack(blocks, trits, {0.5F, 7.0F, 0.25F});
  const Converted refused = run(blocks, differ, tensor);
  CHECK(refused.error == ConvertError::kScaleNotUniform);
  CHECK(untouched(refused));
  // 256-weight blocks cover all three.
  CHECK(run(blocks, differ, layout_of(Format::kTq2, 1, 96)).error ==
        ConvertError::kScaleNotUniform);
  // +-0 are one scale: all values are zero either way.
  check_lossless(blocks, testing::pack(blocks, trits, {0.0F, 1.0F, -0.0F}), tensor);
}

TEST_CASE("f32 scales that f16 cannot hold are refused") {
  const PackedLayout tensor = layout_of(Format::kTl2, 2, 50);
  const Trits trits(100, 1);
  for (const float scale : {0.1F, 65505.0F, 1e-8F, 1.0F + 0x1p-11F}) {
    CAPTURE(scale);
    for (const Format format : {Format::kI2sBlock32, Format::kTq1, Format::kTq2}) {
      const Converted refused =
          run(tensor, testing::pack(tensor, trits, {scale}), layout_of(format, 2, 50));
      CHECK(refused.error == ConvertError::kScaleNotRepresentable);
      CHECK(untouched(refused));
    }
  }
  for (const float scale : {-0.5F, 65504.0F, 0x1p-24F, 0.0F}) {
    check_lossless(tensor, testing::pack(tensor, trits, {scale}), layout_of(Format::kTq1, 2, 50));
  }
}

TEST_CASE("scales that are not finite show in zeros too") {
  const PackedLayout blocks = layout_of(Format::kI2sBlock32, 1, 64);
  const PackedLayout tensor = layout_of(Format::kI2sTensor, 1, 64);
  Trits trits(64, 0);
  trits[0] = 1;
  for (const float scale : {kInf, -kInf, std::nanf("")}) {
    CAPTURE(scale);
    check_lossless(blocks, testing::pack(blocks, trits, {scale, scale}), tensor);
    check_lossless(tensor, testing::pack(tensor, trits, {scale}), blocks);
    // The zeros of the second block are zeros; under the first scale they would be NaN.
    CHECK(run(blocks, testing::pack(blocks, trits, {scale, 1.0F}), tensor).error ==
          ConvertError::kScaleNotUniform);
  }
  CHECK(run(blocks, testing::pack(blocks, trits, {kInf, -kInf}), tensor).error ==
        ConvertError::kScaleNotUniform);
}

TEST_CASE("codes that are not ternary are refused") {
  for (const Format format : kAllFormats) {
    const PackedLayout from = layout_of(format, 32, 96);
    CAPTURE(testing::describe(from));
    Bytes src = testing::pack(from, Trits(std::size_t{32} * 96, 1),
                              std::vector<float>(from.scale_count, 1.0F));
    // i2s: code 0; tq1_0: byte 1 is no fraction of five trits; else codes out of range.
    src[0] = format == Format::kI2sBlock32 ? 0x00 : format == Format::kTq1 ? 0x01 : 0xff;
    for (const Format target : kAllFormats) {
      const Converted refused = run(from, src, layout_of(target, 32, 96));
      CHECK(refused.error == ConvertError::kInvalidCode);
      CHECK(untouched(refused));
    }
  }
}

TEST_CASE("shapes must agree") {
  const PackedLayout from = layout_of(Format::kI2sTensor, 4, 32);
  const Bytes src = testing::pack(from, Trits(128, 1), {1.0F});
  for (const auto& other : {layout_of(Format::kTq2, 32, 4), layout_of(Format::kTq2, 4, 31),
                            layout_of(Format::kI2sTensor, 1, 128)}) {
    const Converted refused = run(from, src, other);
    CHECK(refused.error == ConvertError::kShapeMismatch);
    CHECK(untouched(refused));
  }
}

}  // namespace
}  // namespace bitnet::kernels
