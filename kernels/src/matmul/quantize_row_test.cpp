// SPDX-License-Identifier: Apache-2.0
// Quantisation of activations: the definition on hand-made values, and every ISA against scalar.
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <limits>

namespace bitnet::kernels {
namespace {

using testing::FencedBuffer;
using testing::Rng;
using testing::Tail;

struct Quantized {
  std::vector<std::int8_t> q;  // whole stride
  float scale = 0.0F;
  std::int32_t sum = 0;
  bool guards = false;
};

Quantized quantize(Isa isa, const std::vector<float>& values, Tail tail = {}) {
  FencedBuffer<float> x(values.size(), tail);
  FencedBuffer<std::int8_t> q(int8_stride(values.size()));
  x.assign(values);
  q.fill(0x77);
  Quantized result;
  kernels_for(isa).matmul.quantize_row(x.data(), static_cast<std::uint32_t>(values.size()),
                                       q.data(), &result.scale, &result.sum);
  result.q.assign(q.data(), q.data() + q.span().size());
  result.guards = x.guards_intact() && q.guards_intact();
  return result;
}

std::vector<int> first(const Quantized& result, std::size_t count) {
  return {result.q.begin(), result.q.begin() + static_cast<std::ptrdiff_t>(count)};
}

TEST_CASE("quantize_row: halves go to even, padding is zero") {
  for (const Isa isa : testing::available_isas()) {
    CAPTURE(isa_name(isa));
    const std::vector<float> x = {127.0F, 0.5F, 1.5F, 2.5F, -0.5F, -1.5F, -2.5F, -127.0F, 126.5F};
    const Quantized got = quantize(isa, x);
    CHECK(got.scale == 1.0F);
    CHECK(first(got, 9) == std::vector<int>{127, 0, 2, 2, 0, -2, -2, -127, 126});
    CHECK(got.sum == 126);
    CHECK(got.q.size() == int8_stride(9));
    CHECK(std::vector<std::int8_t>(got.q.begin() + 9, got.q.end()) ==
          std::vector<std::int8_t>(got.q.size() - 9, 0));
  }
}

TEST_CASE("quantize_row: a row of nearly nothing has the floor as absmax") {
  for (const Isa isa : testing::available_isas()) {
    CAPTURE(isa_name(isa));
    const Quantized zero = quantize(isa, {0.0F, -0.0F, 0.0F});
    CHECK(zero.scale == 127.0F / 1e-5F);
    CHECK(zero.sum == 0);
    const Quantized small = quantize(isa, {4e-6F, 1e-40F, -4e-6F});
    CHECK(small.scale == 127.0F / 1e-5F);
    CHECK(first(small, 3) == std::vector<int>{51, 0, -51});  // 50.8
  }
}

TEST_CASE("quantize_row: NaN is nothing, infinities are the ends of the range") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  for (const Isa isa : testing::available_isas()) {
    CAPTURE(isa_name(isa));
    const Quantized got = quantize(isa, {nan, inf, -inf, 2.0F, -nan, -1.0F});
    CHECK(got.scale == 63.5F);
    CHECK(first(got, 6) == std::vector<int>{0, 127, -128, 127, 0, -64});
    CHECK(got.sum == 62);
    const Quantized wild = quantize(isa, {nan, inf, -inf});
    CHECK(wild.scale == 127.0F / 1e-5F);
    CHECK(wild.sum == -1);
  }
}

TEST_CASE("quantize_row: every isa equals scalar") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const testing::Data kind : testing::kAllData) {
    for (std::size_t n = 0; n < 400; n += n < 70 ? 1 : 23) {
      const std::vector<float> x = testing::make_data(kind, n, rng);
      const Quantized expected = quantize(Isa::kScalar, x);
      for (const Isa isa : testing::available_isas()) {
        CAPTURE(isa_name(isa));
        CAPTURE(n);
        const Quantized got = quantize(isa, x, {n % 2 == 0 ? std::size_t{0} : std::size_t{20}});
        CHECK(got.q == expected.q);
        CHECK(got.scale == expected.scale);
        CHECK(got.sum == expected.sum);
        CHECK(got.guards);
      }
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
