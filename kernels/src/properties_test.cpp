// SPDX-License-Identifier: Apache-2.0
// Properties over generated matrices; rapidcheck shrinks a failure and prints how to repeat it.
#include "testing/test_data.h"

#include <bitnet/kernels/convert.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <rapidcheck.h>
#include <string>

namespace bitnet::kernels {
namespace {

using testing::layout_of;

struct MatrixShape {
  std::size_t rows;
  std::size_t k;
};

// The seed of all tests, unless RC_PARAMS asks for another (rapidcheck prints what repeats a
// failure).
template <class Property>
bool holds(Property property) {
  const std::string parameters = std::string("seed=").append(std::to_string(testing::test_seed()));
  ::setenv("RC_PARAMS", parameters.c_str(), 0);
  return rc::check(property);
}

MatrixShape any_matrix_shape() {
  return {*rc::gen::inRange<std::size_t>(0, 70), *rc::gen::inRange<std::size_t>(0, 300)};
}

PackedLayout any_layout() {
  const MatrixShape shape = any_matrix_shape();
  const Format format =
      *rc::gen::elementOf(std::vector<Format>(kAllFormats.begin(), kAllFormats.end()));
  return layout_of(format, shape.rows, shape.k);
}

Isa any_isa() {
  return *rc::gen::elementOf(testing::available_isas());
}

testing::Rng any_rng() {
  return testing::Rng(*rc::gen::arbitrary<std::uint64_t>());
}

// Scales that every format stores exactly.
std::vector<float> any_scales(std::size_t count) {
  return *rc::gen::container<std::vector<float>>(
      count, rc::gen::map(rc::gen::inRange(-31743, 31744), [](int steps) {
        return f32_from_f16(static_cast<std::uint16_t>(steps < 0 ? 0x8000 - steps : steps));
      }));
}

double error_of(const std::vector<float>& w, const std::vector<float>& approximation) {
  double sum = 0.0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double d = static_cast<double>(w[i]) - static_cast<double>(approximation[i]);
    sum += d * d;
  }
  return sum;
}

TEST_CASE("unpack is the inverse of pack") {
  CHECK(holds([] {
    const PackedLayout layout = any_layout();
    testing::Rng rng = any_rng();
    const auto trits = testing::make_trits(layout.rows * layout.k, rng);
    const auto scales = any_scales(layout.scale_count);
    const auto packed = testing::pack(layout, trits, scales, any_isa());
    const testing::Unpacked result = testing::unpack(layout, packed, any_isa());
    RC_ASSERT(result.trits == trits);
    RC_ASSERT(result.scales == scales);
    RC_ASSERT(count_invalid_codes(layout, packed.data()) == 0U);
  }));
}

TEST_CASE("quantising ternary data again changes nothing") {
  CHECK(holds([] {
    const PackedLayout layout = any_layout();
    testing::Rng rng = any_rng();
    const auto w = testing::make_data(testing::Data::kTernary, layout.rows * layout.k, rng);
    const auto packed = testing::quantize(layout, w, any_isa());
    const auto restored = testing::dequantize(layout, packed, any_isa());
    RC_ASSERT(restored == w);
    RC_ASSERT(testing::quantize(layout, restored, any_isa()) == packed);
  }));
}

TEST_CASE("least squares is never worse than absmax") {
  CHECK(holds([] {
    const PackedLayout layout = any_layout();
    testing::Rng rng = any_rng();
    const auto w = testing::make_data(testing::Data::kGaussian, layout.rows * layout.k, rng);
    std::vector<std::uint8_t> best(layout.total_bytes);
    std::vector<std::uint8_t> scratch(quantize_mse_scratch_bytes(layout));
    quantize_mse(kernels_for(any_isa()), layout, w.data(), best.data(), scratch.data());
    const double best_error = error_of(w, testing::dequantize(layout, best));
    const double absmax_error =
        error_of(w, testing::dequantize(layout, testing::quantize(layout, w)));
    // f16 rounds a scale below 8 by at most 2^-9 relative to 1.
    const double slack = static_cast<double>(w.size()) * 0x1p-18 + 1e-12;
    RC_ASSERT(best_error <= absmax_error + slack);
  }));
}

TEST_CASE("conversion keeps every value or refuses") {
  CHECK(holds([] {
    const PackedLayout from = any_layout();
    const Format format =
        *rc::gen::elementOf(std::vector<Format>(kAllFormats.begin(), kAllFormats.end()));
    const PackedLayout to = layout_of(format, from.rows, from.k);
    testing::Rng rng = any_rng();
    const auto src = testing::pack(from, testing::make_trits(from.rows * from.k, rng),
                                   any_scales(from.scale_count));
    std::vector<std::uint8_t> dst(to.total_bytes, 0x5a);
    std::vector<std::uint8_t> scratch(convert_scratch_bytes(from, to));
    const ConvertError error =
        convert(kernels_for(any_isa()), from, src.data(), to, dst.data(), scratch.data());
    if (error == ConvertError::kNone) {
      RC_ASSERT(testing::dequantize(to, dst) == testing::dequantize(from, src));
    } else {
      RC_ASSERT(error == ConvertError::kScaleNotUniform);
      RC_ASSERT(dst == std::vector<std::uint8_t>(to.total_bytes, 0x5a));
    }
  }));
}

}  // namespace
}  // namespace bitnet::kernels
