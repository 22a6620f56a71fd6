// SPDX-License-Identifier: Apache-2.0
// Every ISA's operations against the scalar ones, bit for bit and inside fenced buffers, and the
// scalar ones against double. Attention is in attention_test.cpp.
#include "ops/same_floats.h"
#include "ops/scalar_math.h"
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace bitnet::kernels {
namespace {

using testing::Data;
using testing::FencedBuffer;
using testing::kInf;
using testing::kNaN;
using testing::Rng;
using testing::same_float;
using testing::same_floats;

const OpsKernels& scalar_ops() {
  return kernels_for(Isa::kScalar).ops;
}

// Data that no operation overflows with.
std::vector<float> ordinary(std::size_t n, Rng& rng) {
  return testing::make_data(Data::kGaussian, n, rng);
}

using Binary = void (*)(const OpsKernels& ops, const float* a, const float* b, std::size_t n,
                        float* y);

constexpr Binary kBinaries[] = {
    [](const OpsKernels& ops, const float* a, const float* b, std::size_t n, float* y) {
      ops.rmsnorm(a, b, n, 1e-5F, y);
    },
    [](const OpsKernels& ops, const float* a, const float* b, std::size_t n, float* y) {
      std::copy(a, a + n, y);
      ops.add(y, b, n);
    },
    [](const OpsKernels& ops, const float* a, const float* b, std::size_t n, float* y) {
      ops.relu2_mul(a, b, n, y);
    },
    [](const OpsKernels& ops, const float* a, const float* b, std::size_t n, float* y) {
      ops.silu_mul(a, b, n, y);
    },
    [](const OpsKernels& ops, const float* a, const float* b, std::size_t n, float* y) {
      y[0] = ops.dot(a, b, n);
    },
    [](const OpsKernels& ops, const float* a, const float*, std::size_t n, float* y) {
      std::copy(a, a + n, y);
      ops.softmax(y, n);
    },
    [](const OpsKernels& ops, const float* a, const float* b, std::size_t n, float* y) {
      std::copy(a, a + n, y);
      ops.rmsnorm(y, b, n, 1e-5F, y);  // in place
    },
};

void check_binaries(Data kind, std::size_t n, Rng& rng) {
  const std::vector<float> a = testing::make_data(kind, n, rng);
  const std::vector<float> b = testing::make_data(kind, n, rng);
  for (const Isa isa : testing::available_isas()) {
    CAPTURE(isa_name(isa));
    CAPTURE(n);
    CAPTURE(static_cast<int>(kind));
    for (std::size_t op = 0; op < std::size(kBinaries); ++op) {
      CAPTURE(op);
      std::vector<float> expected(n);
      kBinaries[op](scalar_ops(), a.data(), b.data(), n, expected.data());
      FencedBuffer<float> left(n);
      FencedBuffer<float> right(n, {4});
      FencedBuffer<float> y(n);
      left.assign(a);
      right.assign(b);
      y.fill(0);
      kBinaries[op](kernels_for(isa).ops, left.data(), right.data(), n, y.data());
      CHECK(same_floats(y.span(), expected));
      CHECK(y.guards_intact());
    }
  }
}

TEST_CASE("operations of every isa equal scalar") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const Data kind : testing::kAllData) {
    for (std::size_t n = 1; n < 400; n += n < 70 ? 1 : 23) {
      check_binaries(kind, n, rng);
    }
  }
  check_binaries(Data::kGaussian, 6912, rng);
}

TEST_CASE("operations on nothing touch nothing") {
  for (const Isa isa : testing::available_isas()) {
    const OpsKernels& ops = kernels_for(isa).ops;
    FencedBuffer<float> x(0);
    FencedBuffer<std::uint16_t> halves(0);
    CHECK(ops.dot(x.data(), x.data(), 0) == 0.0F);
    ops.add(x.data(), x.data(), 0);
    ops.relu2_mul(x.data(), x.data(), 0, x.data());
    ops.silu_mul(x.data(), x.data(), 0, x.data());
    ops.softmax(x.data(), 0);
    ops.f32_to_f16(x.data(), 0, halves.data());
    ops.f16_to_f32(halves.data(), 0, x.data());
    ops.rope_neox(x.data(), 0, 64, 64, x.data(), x.data());
    CHECK(x.guards_intact());
  }
}

TEST_CASE("dot and rmsnorm are close to double") {
  Rng rng(testing::test_seed());
  const std::size_t n = 2560;
  const std::vector<float> a = ordinary(n, rng);
  const std::vector<float> b = ordinary(n, rng);
  double sum = 0.0;
  double magnitudes = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double product = double{a[i]} * double{b[i]};
    sum += product;
    magnitudes += std::abs(product);
    squares += double{a[i]} * double{a[i]};
  }
  const double roundings = n / 16.0 + 5.0;
  CHECK(std::abs(scalar_ops().dot(a.data(), b.data(), n) - sum) <=
        roundings * 0x1p-24 * 1.001 * magnitudes);
  std::vector<float> y(n);
  scalar_ops().rmsnorm(a.data(), b.data(), n, 1e-5F, y.data());
  const double r = 1.0 / std::sqrt(squares / n + double{1e-5F});
  for (std::size_t i = 0; i < n; ++i) {
    const double expected = double{a[i]} * r * double{b[i]};
    CHECK(std::abs(y[i] - expected) <= (roundings / 2 + 6.0) * 0x1p-24 * std::abs(expected));
  }
}

TEST_CASE("the striped sum adds in the order that the contract names") {
  // 2^24 absorbs a 1 that is added to it alone; the lanes decide what survives.
  std::vector<float> a(33, 0.0F);
  const std::vector<float> ones(33, 1.0F);
  a[0] = 0x1p24F;
  a[16] = 1.0F;  // lane 0: lost
  a[32] = 1.0F;  // lane 0: lost
  a[1] = 1.0F;   // lanes 1 and 9 meet first: 2 survives
  a[9] = 1.0F;
  for (const Isa isa : testing::available_isas()) {
    CHECK(kernels_for(isa).ops.dot(a.data(), ones.data(), 33) == 0x1p24F + 2.0F);
  }
}

TEST_CASE("exp is within 1.1 ulp of double, from underflow to overflow") {
  double worst = 0.0;
  for (float x = -103.9F; x < 88.8F; x += 0.00137F) {
    const double expected = std::exp(double{x});
    const float got = scalar_exp(x);
    if (expected > double{std::numeric_limits<float>::max()}) {
      CHECK(got == kInf);
      continue;
    }
    const auto nearest = static_cast<float>(expected);
    const double ulp = double{std::nextafter(nearest, kInf)} - double{nearest};
    worst = std::max(worst, std::abs(double{got} - expected) / ulp);
  }
  CHECK(worst <= 1.1);
  CHECK(scalar_exp(0.0F) == 1.0F);
  CHECK(scalar_exp(-0.0F) == 1.0F);
  CHECK(scalar_exp(-kInf) == 0.0F);
  CHECK(scalar_exp(kInf) == kInf);
  CHECK(scalar_exp(-1000.0F) == 0.0F);
  CHECK(scalar_exp(1000.0F) == kInf);
  CHECK(std::isnan(scalar_exp(kNaN)));
}

TEST_CASE("softmax sums to one and follows double") {
  Rng rng(testing::test_seed());
  for (const std::size_t n : {1U, 2U, 16U, 17U, 1000U}) {
    const std::vector<float> x = ordinary(n, rng);
    std::vector<float> y = x;
    scalar_ops().softmax(y.data(), n);
    double sum = 0.0;
    for (const float value : x) {
      sum += std::exp(double{value});
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double expected = std::exp(double{x[i]}) / sum;
      CHECK(std::abs(y[i] - expected) <= 2e-6 * expected);
    }
  }
}

TEST_CASE("softmax of infinities and nan") {
  for (const Isa isa : testing::available_isas()) {
    CAPTURE(isa_name(isa));
    for (const std::size_t n : {1U, 5U, 16U, 40U}) {
      const auto run = [&](std::vector<float> x) {
        kernels_for(isa).ops.softmax(x.data(), n);
        return x;
      };
      std::vector<float> x(n, -kInf);
      for (const float value : run(x)) {
        CHECK(std::isnan(value));
      }
      x[n - 1] = 3.0F;
      const std::vector<float> one = run(x);
      CHECK(one[n - 1] == 1.0F);
      for (std::size_t i = 0; i + 1 < n; ++i) {
        CHECK(same_float(one[i], 0.0F));
      }
      for (const float bad : {kNaN, kInf}) {
        x.assign(n, 1.0F);
        x[n / 2] = bad;
        for (const float value : run(x)) {
          CHECK(std::isnan(value));
        }
      }
    }
  }
}

TEST_CASE("activations at their special values") {
  const std::vector<float> gate = {-2.0F, 3.0F, -0.0F, kNaN, -kInf, kInf, -200.0F};
  const std::vector<float> up(gate.size(), 2.0F);
  std::vector<float> y(gate.size());
  for (const Isa isa : testing::available_isas()) {
    kernels_for(isa).ops.relu2_mul(gate.data(), up.data(), gate.size(), y.data());
    CHECK(same_floats(y, std::vector<float>{0.0F, 18.0F, 0.0F, kNaN, 0.0F, kInf, 0.0F}));
    kernels_for(isa).ops.silu_mul(gate.data(), up.data(), gate.size(), y.data());
    CHECK(std::abs(y[1] - 2.0 * 3.0 / (1.0 + std::exp(-3.0))) <= 1e-6);
    CHECK(std::isnan(y[3]));
    CHECK(std::isnan(y[4]));  // -Inf / Inf
    CHECK(y[5] == kInf);
    CHECK(same_float(y[6], -0.0F));
  }
}

void check_rope(std::uint32_t heads, std::uint32_t head_dim, std::uint32_t rope_dim, Rng& rng) {
  const std::vector<float> x = ordinary(std::size_t{heads} * head_dim, rng);
  std::vector<float> cos_row(rope_dim / 2);
  std::vector<float> sin_row(rope_dim / 2);
  rope_table(rope_dim, 500000.0, 1234, cos_row.data(), sin_row.data());
  std::vector<float> expected = x;
  scalar_ops().rope_neox(expected.data(), heads, head_dim, rope_dim, cos_row.data(),
                         sin_row.data());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t d = i % head_dim;
    const std::size_t half = rope_dim / 2;
    double turned = x[i];
    if (d < rope_dim) {
      const double angle =
          1234.0 * std::pow(500000.0, -2.0 * static_cast<double>(d % half) / rope_dim);
      turned = d < half ? x[i] * std::cos(angle) - x[i + half] * std::sin(angle)
                        : x[i - half] * std::sin(angle) + x[i] * std::cos(angle);
    }
    CHECK(std::abs(expected[i] - turned) <= 2e-6);
  }
  for (const Isa isa : testing::available_isas()) {
    FencedBuffer<float> values(x.size());
    FencedBuffer<float> c(cos_row.size());
    FencedBuffer<float> s(sin_row.size());
    values.assign(x);
    c.assign(cos_row);
    s.assign(sin_row);
    kernels_for(isa).ops.rope_neox(values.data(), heads, head_dim, rope_dim, c.data(), s.data());
    CHECK(same_floats(values.span(), expected));
    CHECK(values.guards_intact());
  }
}

TEST_CASE("rope turns pairs half a rope apart and leaves the rest") {
  Rng rng(testing::test_seed());
  check_rope(1, 2, 2, rng);
  check_rope(3, 6, 4, rng);
  check_rope(20, 128, 128, rng);
  check_rope(5, 80, 74, rng);
  check_rope(2, 64, 0, rng);
}

TEST_CASE("rope at position 0 is the identity") {
  float cos_row[2];
  float sin_row[2];
  rope_table(4, 10000.0, 0, cos_row, sin_row);
  CHECK(cos_row[0] == 1.0F);
  CHECK(cos_row[1] == 1.0F);
  CHECK(sin_row[0] == 0.0F);
  CHECK(sin_row[1] == 0.0F);
  rope_table(4, 10000.0, 7, cos_row, sin_row);
  CHECK(cos_row[0] == static_cast<float>(std::cos(7.0)));
  CHECK(std::abs(sin_row[1] - std::sin(0.07)) <= 1e-8);
}

TEST_CASE("f16 conversion of every isa equals the definition") {
  Rng rng(testing::test_seed());
  for (const Data kind : testing::kAllData) {
    for (std::size_t n = 1; n < 70; ++n) {
      std::vector<float> values = testing::make_data(kind, n, rng);
      for (std::size_t i = 0; i < n; i += 3) {
        values[i] *= static_cast<float>(std::exp2(40.0 * rng.uniform() - 20.0));
      }
      for (const Isa isa : testing::available_isas()) {
        FencedBuffer<float> x(n);
        FencedBuffer<std::uint16_t> halves(n);
        x.assign(values);
        kernels_for(isa).ops.f32_to_f16(x.data(), n, halves.data());
        for (std::size_t i = 0; i < n; ++i) {
          CHECK(halves.span()[i] == f16_from_f32(values[i]));
        }
        CHECK(halves.guards_intact());
        kernels_for(isa).ops.f16_to_f32(halves.data(), n, x.data());
        for (std::size_t i = 0; i < n; ++i) {
          CHECK(same_float(x.span()[i], f32_from_f16(halves.span()[i])));
        }
        CHECK(x.guards_intact());
      }
    }
  }
}

TEST_CASE("every f16 becomes the same f32 on every isa") {
  std::vector<std::uint16_t> all(65536);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = static_cast<std::uint16_t>(i);
  }
  std::vector<float> expected(all.size());
  scalar_ops().f16_to_f32(all.data(), all.size(), expected.data());
  for (const Isa isa : testing::available_isas()) {
    std::vector<float> y(all.size());
    kernels_for(isa).ops.f16_to_f32(all.data(), all.size(), y.data());
    CHECK(same_floats(y, expected));
  }
}

}  // namespace
}  // namespace bitnet::kernels
