// SPDX-License-Identifier: Apache-2.0
// The product on every ISA and layout against a plain 64-bit loop: shapes, batches, row ranges,
// extreme activations. Buffers end at a page that nobody may touch.
#include "arch.h"
#include "matmul/matmul_geometry.h"
#include "register.h"
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <string>

namespace bitnet::kernels {
namespace {

using testing::FencedBuffer;
using testing::Rng;

constexpr float kScale = 0.37F;
constexpr float kUntouchedOutput = -12345.0F;

struct Case {
  std::uint32_t rows;
  std::uint32_t cols;
  std::uint32_t tokens;
};

/// Trits, quantised activations and what the product must be.
struct Problem {
  Case shape;
  std::vector<std::int8_t> trits;
  std::vector<std::int8_t> q;
  std::vector<float> act_scale;
  std::vector<std::int32_t> sum;
  std::vector<float> expected;  // token-major
};

void solve(Problem& p) {
  const auto [rows, cols, tokens] = p.shape;
  const std::size_t stride = int8_stride(cols);
  p.sum.assign(tokens, 0);
  p.expected.assign(std::size_t{tokens} * rows, 0.0F);
  for (std::size_t t = 0; t < tokens; ++t) {
    const std::int8_t* const q = p.q.data() + t * stride;
    for (std::size_t k = 0; k < cols; ++k) {
      p.sum[t] += q[k];
    }
    for (std::size_t r = 0; r < rows; ++r) {
      std::int64_t dot = 0;
      for (std::size_t k = 0; k < cols; ++k) {
        dot += std::int64_t{p.trits[r * cols + k]} * q[k];
      }
      p.expected[t * rows + r] = static_cast<float>(dot) / p.act_scale[t] * kScale;
    }
  }
}

Problem random_problem(Case shape, Rng& rng) {
  Problem p{shape, testing::make_trits(std::size_t{shape.rows} * shape.cols, rng), {}, {}, {}, {}};
  const std::size_t stride = int8_stride(shape.cols);
  p.q.assign(shape.tokens * stride, 0);
  for (std::size_t t = 0; t < shape.tokens; ++t) {
    p.act_scale.push_back(static_cast<float>(1.0 + 100.0 * rng.uniform()));
    for (std::size_t k = 0; k < shape.cols; ++k) {
      p.q[t * stride + k] = static_cast<std::int8_t>(static_cast<int>(rng.below(256)) - 128);
    }
  }
  solve(p);
  return p;
}

/// All weights and all activations of a token as large as they can be.
Problem extreme_problem(Case shape, int weight) {
  Problem p{shape, {}, {}, {}, {}, {}};
  const std::size_t stride = int8_stride(shape.cols);
  p.trits.assign(std::size_t{shape.rows} * shape.cols, static_cast<std::int8_t>(weight));
  p.q.assign(shape.tokens * stride, 0);
  for (std::size_t t = 0; t < shape.tokens; ++t) {
    p.act_scale.push_back(64.0F);
    for (std::size_t k = 0; k < shape.cols; ++k) {
      p.q[t * stride + k] = static_cast<std::int8_t>(t % 2 == 0 ? -128 : 127);
    }
  }
  solve(p);
  return p;
}

struct Codes {
  explicit Codes(const Problem& p, MatmulLayout layout)
      : bytes(matmul_bytes(layout, p.shape.rows, p.shape.cols)) {
    weights = {bytes.data(), layout, p.shape.rows, p.shape.cols, kScale};
    matmul_repack(layout, p.shape.rows, p.shape.cols, 0, p.shape.rows, p.trits.data(),
                  bytes.data());
  }

  FencedBuffer<std::uint8_t> bytes;
  MatmulWeights weights;
};

/// Every product that this CPU can run: those of the tables, and those that the tables
/// hold on lesser CPUs of an ISA.
struct Product {
  std::string name;
  decltype(MatmulKernels::matmul) run;
};

std::vector<Product> all_products() {
  std::vector<Product> products;
  for (const Isa isa : testing::available_isas()) {
    products.push_back({std::string(isa_name(isa)), kernels_for(isa).matmul.matmul});
    KernelTable base;
    install_scalar(base);
    arch_install_base(base, isa);
    if (base.matmul.matmul != kernels_for(isa).matmul.matmul) {
      products.push_back({std::string(isa_name(isa)) + ", base", base.matmul.matmul});
    }
  }
  return products;
}

struct Range {
  std::uint32_t begin;
  std::uint32_t end;
};

/// True if the rows of the range are as expected and nothing else was written.
bool product_is_right(const Product& product, const Problem& p, const MatmulWeights& weights,
                      Range range) {
  const auto [rows, cols, tokens] = p.shape;
  const std::size_t y_stride = rows + 3;
  const std::size_t scratch_bytes = matmul_scratch_bytes(cols, tokens);
  FencedBuffer<std::int8_t> q(p.q.size());
  FencedBuffer<float> y((tokens - 1) * y_stride + rows);
  FencedBuffer<std::uint8_t> scratch((scratch_bytes + 63) / 64 * 64);
  q.assign(p.q);
  scratch.fill(0xcc);
  for (float& value : y.span()) {
    value = kUntouchedOutput;
  }
  const Int8Rows act = {q.data(), p.act_scale.data(), p.sum.data(), tokens,
                        cols,     int8_stride(cols)};
  product.run(weights, act, range.begin, range.end, y.data(), y_stride, scratch.data());
  bool right = y.guards_intact() && scratch.guards_intact();
  for (std::size_t i = 0; i < y.span().size(); ++i) {
    const std::size_t r = i % y_stride;
    const bool inside = r >= range.begin && r < range.end;
    right =
        right && y.data()[i] == (inside ? p.expected[i / y_stride * rows + r] : kUntouchedOutput);
  }
  return right;
}

void check_everywhere(const Problem& p) {
  CAPTURE(p.shape.rows);
  CAPTURE(p.shape.cols);
  CAPTURE(p.shape.tokens);
  for (const MatmulLayout layout : kAllMatmulLayouts) {
    const Codes codes(p, layout);
    for (const Product& product : all_products()) {
      CAPTURE(matmul_layout_name(layout));
      CAPTURE(product.name);
      CHECK(product_is_right(product, p, codes.weights, {0, p.shape.rows}));
    }
  }
}

TEST_CASE("matmul: every isa and layout is exact on every batch size") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const std::uint32_t tokens : {1U, 2U, 3U, 7U, 8U, 12U, 13U, 23U, 24U, 31U, 32U, 33U, 128U}) {
    for (const auto& [rows, cols] : {std::pair{16U, 320U}, {37U, 131U}, {1U, 77U}}) {
      check_everywhere(random_problem({rows, cols, tokens}, rng));
    }
  }
}

TEST_CASE("matmul: every isa and layout is exact on every number of columns") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (std::uint32_t cols = 1; cols <= 700; cols += cols < 70 ? 1 : 41) {
    check_everywhere(random_problem({18, cols, 1}, rng));
    check_everywhere(random_problem({5, cols, 3}, rng));
    check_everywhere(random_problem({17, cols, 25}, rng));
  }
}

TEST_CASE("matmul: matrices of several thousand rows or columns") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  check_everywhere(random_problem({640, 2560, 2}, rng));
  check_everywhere(random_problem({7000, 24, 32}, rng));
  check_everywhere(random_problem({16, 20000, 33}, rng));
}

// Whatever 16-bit sum is widened one step too late shows here and nowhere else.
TEST_CASE("matmul: largest activations of one sign do not overflow") {
  for (const int weight : {1, -1}) {
    for (const std::uint32_t cols : {6912U, 20000U}) {
      check_everywhere(extreme_problem({17, cols, 2}, weight));
      check_everywhere(extreme_problem({3, cols, 33}, weight));
    }
  }
}

TEST_CASE("matmul: any range of rows gives the same values and touches no other row") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const std::uint32_t tokens : {1U, 5U, 32U}) {
    const Problem p = random_problem({77, 150, tokens}, rng);
    for (const MatmulLayout layout : kAllMatmulLayouts) {
      const Codes codes(p, layout);
      for (const Product& product : all_products()) {
        for (const Range range : {Range{0, 16}, {16, 64}, {64, 77}, {32, 33}, {48, 48}}) {
          CAPTURE(range.begin);
          CAPTURE(range.end);
          CHECK(product_is_right(product, p, codes.weights, range));
        }
      }
    }
  }
}

TEST_CASE("matmul: a large float dot is rounded once, on every isa") {
  const Problem p = extreme_problem({2, kMatmulMaxCols, 1}, -1);
  CHECK(p.expected[0] == 128.0F * static_cast<float>(kMatmulMaxCols) / 64.0F * kScale);
  check_everywhere(p);
}

TEST_CASE("matmul: repacking by ranges gives the bytes of repacking at once") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  const std::uint32_t rows = 75;
  const std::uint32_t cols = 131;
  const std::vector<std::int8_t> trits = testing::make_trits(std::size_t{rows} * cols, rng);
  for (const MatmulLayout layout : kAllMatmulLayouts) {
    FencedBuffer<std::uint8_t> whole(matmul_bytes(layout, rows, cols));
    FencedBuffer<std::uint8_t> parts(matmul_bytes(layout, rows, cols));
    matmul_repack(layout, rows, cols, 0, rows, trits.data(), whole.data());
    matmul_repack(layout, rows, cols, 48, rows, trits.data() + std::size_t{48} * cols,
                  parts.data());
    matmul_repack(layout, rows, cols, 0, 48, trits.data(), parts.data());
    CAPTURE(matmul_layout_name(layout));
    CHECK(testing::first_difference(whole.data(), parts.data(), whole.span().size()) ==
          whole.span().size());
    CHECK(parts.guards_intact());
  }
}

TEST_CASE("matmul: repacking from i2_s codes gives the bytes of repacking trits") {
  Rng rng(testing::test_seed());
  const std::uint32_t rows = 43;
  for (const std::uint32_t cols : {128U, 384U, 640U}) {
    const std::vector<std::int8_t> trits = testing::make_trits(std::size_t{rows} * cols, rng);
    const PackedLayout packing = make_layout(Format::kI2sTensor, rows, cols).layout;
    std::vector<std::uint8_t> packed(packing.total_bytes);
    const float scale = 1.0F;
    kernels_for(Isa::kScalar)
        .of(Format::kI2sTensor)
        .pack(packing, trits.data(), &scale, packed.data());
    std::vector<std::int8_t> scratch(cols);
    for (const MatmulLayout layout : kAllMatmulLayouts) {
      CAPTURE(matmul_layout_name(layout));
      CAPTURE(cols);
      const std::size_t bytes = matmul_bytes(layout, rows, cols);
      std::vector<std::uint8_t> wanted(bytes);
      FencedBuffer<std::uint8_t> found(bytes);
      matmul_repack(layout, rows, cols, 0, rows, trits.data(), wanted.data());
      CHECK(matmul_repack_i2s(layout, rows, cols, 16, rows, packed.data() + 16 * cols / 4,
                              scratch.data(), found.data()));
      CHECK(matmul_repack_i2s(layout, rows, cols, 0, 16, packed.data(), scratch.data(),
                              found.data()));
      CHECK(testing::first_difference(wanted.data(), found.data(), bytes) == bytes);
      CHECK(found.guards_intact());
      for (const std::size_t at : {std::size_t{0}, rows * cols / 4 - std::size_t{1}}) {
        for (const unsigned shift : {0U, 2U, 4U, 6U}) {
          std::vector<std::uint8_t> bad = packed;
          bad[at] = static_cast<std::uint8_t>(bad[at] | 3U << shift);
          CHECK_FALSE(matmul_repack_i2s(layout, rows, cols, 0, rows, bad.data(), scratch.data(),
                                        found.data()));
        }
      }
    }
  }
}

// First 128 weights of the generator x <- (1103515245 x + 12345) mod 2^31, trit = (x >> 16) mod 3 -
// 1, against x_i = ((37 i mod 255) - 127) / 64 and the weight scale 0.5.
TEST_CASE("matmul: conformance dot") {
  std::vector<std::int8_t> trits;
  std::uint32_t state = 1;
  std::vector<float> x;
  for (int i = 0; i < 128; ++i) {
    state = (1103515245U * state + 12345U) & 0x7fffffffU;
    trits.push_back(static_cast<std::int8_t>(static_cast<int>((state >> 16) % 3) - 1));
    x.push_back(static_cast<float>(37 * i % 255 - 127) / 64.0F);
  }
  for (const Isa isa : testing::available_isas()) {
    for (const MatmulLayout layout : kAllMatmulLayouts) {
      const MatmulKernels& kernels = kernels_for(isa).matmul;
      FencedBuffer<std::uint8_t> codes(matmul_bytes(layout, 1, 128));
      matmul_repack(layout, 1, 128, 0, 1, trits.data(), codes.data());
      FencedBuffer<std::int8_t> q(int8_stride(128));
      FencedBuffer<std::uint8_t> scratch((matmul_scratch_bytes(128, 1) + 63) / 64 * 64);
      float scale = 0.0F;
      std::int32_t sum = 0;
      kernels.quantize_row(x.data(), 128, q.data(), &scale, &sum);
      CHECK(scale == 64.0F);
      CHECK(sum == -100);
      float y = 0.0F;
      const Int8Rows act = {q.data(), &scale, &sum, 1, 128, int8_stride(128)};
      kernels.matmul({codes.data(), layout, 1, 128, 0.5F}, act, 0, 1, &y, 1, scratch.data());
      CHECK(y == 5.6171875F);
    }
  }
}

TEST_CASE("matmul: no columns, no rows") {
  for (const Isa isa : testing::available_isas()) {
    for (const MatmulLayout layout : kAllMatmulLayouts) {
      CHECK(matmul_bytes(layout, 33, 0) == 0);
      CHECK(matmul_bytes(layout, 0, 33) == 0);
      const float scale = 12700000.0F;
      const std::int32_t sum = 0;
      std::vector<float> y(33, kUntouchedOutput);
      FencedBuffer<std::int8_t> q(int8_stride(0));
      q.fill(0);
      FencedBuffer<std::uint8_t> scratch((matmul_scratch_bytes(0, 1) + 63) / 64 * 64);
      const Int8Rows act = {q.data(), &scale, &sum, 1, 0, int8_stride(0)};
      kernels_for(isa).matmul.matmul({nullptr, layout, 33, 0, kScale}, act, 0, 33, y.data(), 33,
                                     scratch.data());
      CHECK(y == std::vector<float>(33, 0.0F));
    }
  }
}

TEST_CASE("matmul: layout names") {
  for (const MatmulLayout layout : kAllMatmulLayouts) {
    CHECK(matmul_layout_from_name(matmul_layout_name(layout)) == layout);
    CHECK(matmul_bytes(layout, 33, 77) % 64 == 0);
  }
  CHECK(matmul_layout_name(MatmulLayout::kTrits5) == "trits5");
  CHECK_FALSE(matmul_layout_from_name("Bits2").has_value());
  CHECK_FALSE(matmul_layout_from_name("").has_value());
  CHECK(matmul_layout_name(static_cast<MatmulLayout>(9)) == "unknown");
  CHECK(matmul_bytes(MatmulLayout::kTrits5, 2560, 2560) == std::size_t{2560} * 2560 / 5);
  CHECK(matmul_bytes(MatmulLayout::kBits2, 2560, 2560) == std::size_t{2560} * 2560 / 4);
}

}  // namespace
}  // namespace bitnet::kernels
