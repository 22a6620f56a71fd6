// SPDX-License-Identifier: Apache-2.0
// Least squares against every possible choice of nonzero weights on small groups.
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <bitnet/kernels/convert.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>

namespace bitnet::kernels {
namespace {

using testing::layout_of;
using testing::Rng;

using Floats = std::vector<float>;
using Trits = std::vector<std::int8_t>;

std::vector<std::uint8_t> quantize_best(const PackedLayout& layout, const Floats& w,
                                        Isa isa = Isa::kScalar) {
  std::vector<std::uint8_t> packed(layout.total_bytes);
  testing::FencedBuffer<std::uint8_t> scratch(quantize_mse_scratch_bytes(layout), {5});
  quantize_mse(kernels_for(isa), layout, w.data(), packed.data(), scratch.data());
  CHECK(scratch.guards_intact());
  return packed;
}

double squared_error(const Floats& w, const Floats& approximation) {
  double sum = 0.0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double d = static_cast<double>(w[i]) - static_cast<double>(approximation[i]);
    sum += d * d;
  }
  return sum;
}

// Smallest error over all subsets of nonzero weights, each with its best scale.
double brute_force_error(const Floats& w) {
  double energy = 0.0;
  for (const float x : w) {
    energy += static_cast<double>(x) * static_cast<double>(x);
  }
  double best = energy;
  for (std::size_t subset = 1; subset < (std::size_t{1} << w.size()); ++subset) {
    double sum = 0.0;
    int count = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      if ((subset >> i & 1U) != 0) {
        sum += std::fabs(static_cast<double>(w[i]));
        ++count;
      }
    }
    best = std::min(best, energy - sum * sum / count);
  }
  return best;
}

// What rounding the scale can add: m * (relative error * s)^2, with s <= max|w|.
double rounding_slack(const PackedLayout& layout, const Floats& w) {
  float largest = 0.0F;
  for (const float x : w) {
    largest = std::max(largest, std::fabs(x));
  }
  const double relative = layout.block_weights == 0 ? 0x1p-23 : 0x1p-11;
  const double step = relative * static_cast<double>(largest) + 0x1p-24;
  return static_cast<double>(w.size()) * step * step + 1e-12;
}

TEST_CASE("no choice of trits and scale is better on small groups") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (int round = 0; round < 60; ++round) {
    const std::size_t n = 1 + rng.below(9);
    Floats w = testing::make_data(testing::Data::kGaussian, n, rng);
    if (round % 3 == 0) {  // ties
      std::transform(w.begin(), w.end(), w.begin(),
                     [](float x) { return std::round(2.0F * x) / 2.0F; });
    }
    for (const Format format : kAllFormats) {
      const PackedLayout layout = layout_of(format, 1, n);
      CAPTURE(testing::describe(layout));
      CAPTURE(round);
      const double error = squared_error(w, testing::dequantize(layout, quantize_best(layout, w)));
      CHECK(error <= brute_force_error(w) + rounding_slack(layout, w));
    }
  }
}

TEST_CASE("known optimum: scale is the mean of the kept magnitudes") {
  const Floats w = {0.1F, -4.0F, 5.0F, 0.0F, -0.2F, 3.0F};
  for (const Format format : kAllFormats) {
    const PackedLayout layout = layout_of(format, 1, w.size());
    const testing::Unpacked result = testing::unpack(layout, quantize_best(layout, w));
    CHECK(result.trits == Trits{0, -1, 1, 0, 0, 1});
    CHECK(result.scales == Floats{4.0F});
  }
}

TEST_CASE("among equal optima the fewest nonzero weights win") {
  const Floats w = {1.0F, 3.0F, 1.0F, 1.0F};  // 3^2 / 1 == 6^2 / 4
  const PackedLayout layout = layout_of(Format::kI2sTensor, 1, w.size());
  const testing::Unpacked result = testing::unpack(layout, quantize_best(layout, w));
  CHECK(result.trits == Trits{0, 1, 0, 0});
  CHECK(result.scales[0] == 3.0F);
}

TEST_CASE("equal magnitudes are kept or dropped together") {
  const Floats w = {-0.1F, 0.1F, 0.1F, -0.1F, 0.1F, 0.1F, 0.1F};
  const PackedLayout layout = layout_of(Format::kTl2, 1, w.size());
  const testing::Unpacked result = testing::unpack(layout, quantize_best(layout, w));
  CHECK(result.trits == Trits{-1, 1, 1, -1, 1, 1, 1});
  CHECK(std::abs(result.scales[0] - 0.1F) <= 1e-8F);
}

TEST_CASE("NaN and infinities count as zeros; empty groups are stored as by quantize") {
  const float inf = std::numeric_limits<float>::infinity();
  const Floats mixed = {std::nanf(""), 2.0F, inf, -inf, -2.0F};
  const Floats empty = {std::nanf(""), 0.0F, inf, -inf, -0.0F};
  for (const Format format : kAllFormats) {
    const PackedLayout layout = layout_of(format, 1, mixed.size());
    const testing::Unpacked result = testing::unpack(layout, quantize_best(layout, mixed));
    CHECK(result.trits == Trits{0, 1, 0, 0, -1});
    CHECK(result.scales == Floats{2.0F});
    CHECK(quantize_best(layout, empty) == testing::quantize(layout, empty));
    const PackedLayout nothing = layout_of(format, 0, 9);
    CHECK(quantize_best(nothing, {}) == testing::quantize(nothing, {}));
  }
}

TEST_CASE("sums of the largest floats do not overflow") {
  const Floats w(40, FLT_MAX);
  const PackedLayout layout = layout_of(Format::kTl1, 1, w.size());
  const testing::Unpacked result = testing::unpack(layout, quantize_best(layout, w));
  CHECK(result.trits == Trits(40, 1));
  CHECK(result.scales[0] == FLT_MAX);
}

TEST_CASE("every isa packs the same bytes, groups are independent") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  const Floats w = testing::make_data(testing::Data::kExtreme, std::size_t{5} * 300, rng);
  for (const Format format : kAllFormats) {
    const PackedLayout layout = layout_of(format, 5, 300);
    const std::vector<std::uint8_t> expected = quantize_best(layout, w);
    for (const Isa isa : testing::available_isas()) {
      CAPTURE(isa_name(isa));
      CHECK(quantize_best(layout, w, isa) == expected);
    }
    if (layout.block_weights != 0) {  // the last row alone gives the last row's bytes
      const PackedLayout row = layout_of(format, 1, 300);
      const std::vector<std::uint8_t> last = quantize_best(row, {w.end() - 300, w.end()});
      CHECK(std::equal(last.rbegin(), last.rend(), expected.rbegin()));
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
