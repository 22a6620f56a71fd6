// SPDX-License-Identifier: Apache-2.0
// Dense rows: block layouts against bytes written by hand, quantisation against its formulas, every
// ISA's rows and logits against scalar bit for bit, logits against double.
#include "ops/same_floats.h"
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace bitnet::kernels {
namespace {

using testing::Data;
using testing::FencedBuffer;
using testing::Rng;
using testing::same_floats;

constexpr DenseType kTypes[] = {DenseType::kF32,  DenseType::kF16,  DenseType::kBF16,
                                DenseType::kQ8_0, DenseType::kQ6_K, DenseType::kQ4_0};
static_assert(std::size(kTypes) == kDenseTypeCount);

std::vector<float> dequantize(Isa isa, DenseType type, const std::vector<std::uint8_t>& row,
                              std::size_t cols) {
  FencedBuffer<std::uint8_t> bytes(row.size());
  FencedBuffer<float> y(cols);
  bytes.assign(row);
  y.fill(0xff);
  kernels_for(isa).head.dequantize_row(type, bytes.data(), cols, y.data());
  CHECK(y.guards_intact());
  return {y.span().begin(), y.span().end()};
}

std::vector<std::uint8_t> quantize(DenseType type, const std::vector<float>& x) {
  FencedBuffer<std::uint8_t> row(dense_row_bytes(type, x.size()));
  quantize_dense_row(type, x.data(), x.size(), row.data());
  CHECK(row.guards_intact());
  return {row.span().begin(), row.span().end()};
}

TEST_CASE("names and sizes of the dense types") {
  for (const DenseType type : kTypes) {
    CHECK(dense_type_from_name(dense_type_name(type)) == type);
  }
  CHECK(dense_type_name(DenseType::kQ6_K) == "q6_k");
  CHECK_FALSE(dense_type_from_name("Q6_K").has_value());
  CHECK_FALSE(dense_type_from_name("").has_value());
  CHECK(dense_row_bytes(DenseType::kF16, 2560) == 5120);
  CHECK(dense_row_bytes(DenseType::kF32, 3) == 12);
  CHECK(dense_row_bytes(DenseType::kQ8_0, 64) == 68);
  CHECK(dense_row_bytes(DenseType::kQ4_0, 64) == 36);
  CHECK(dense_row_bytes(DenseType::kQ6_K, 2560) == 2100);
  CHECK(dense_row_bytes(DenseType::kQ6_K, 2561) == 0);
  CHECK(dense_row_bytes(DenseType::kQ8_0, 48) == 0);
  CHECK(dense_row_bytes(DenseType::kF32, 0) == 0);
  CHECK(dense_row_bytes(DenseType::kF32, SIZE_MAX / 2) == 0);
}

TEST_CASE("a q8_0 block by hand") {
  std::vector<std::uint8_t> row(34, 0);
  row[1] = 0x38;  // f16 0.5
  row[2] = 3;
  row[2 + 31] = 0x80;  // -128
  for (const Isa isa : testing::available_isas()) {
    const std::vector<float> y = dequantize(isa, DenseType::kQ8_0, row, 32);
    CHECK(y[0] == 1.5F);
    CHECK(y[1] == 0.0F);
    CHECK(y[31] == -64.0F);
  }
}

TEST_CASE("a q4_0 block by hand") {
  std::vector<std::uint8_t> row(18, 0x88);  // code 8 = 0
  row[0] = 0x00;
  row[1] = 0x40;      // f16 2
  row[2 + 5] = 0xf1;  // element 5: 1 - 8, element 21: 15 - 8
  for (const Isa isa : testing::available_isas()) {
    const std::vector<float> y = dequantize(isa, DenseType::kQ4_0, row, 32);
    CHECK(y[5] == -14.0F);
    CHECK(y[21] == 14.0F);
    CHECK(std::count(y.begin(), y.end(), 0.0F) == 30);
  }
}

TEST_CASE("a q6_k block by hand") {
  // One element a group: code 32 + g in element 128 h + 32 g + 17, all scales distinct.
  std::vector<std::uint8_t> row(210, 0);
  std::fill(row.begin() + 128, row.begin() + 192, std::uint8_t{0xaa});  // upper bits 2: code 32
  for (std::size_t i = 0; i < 16; ++i) {
    row[192 + i] = static_cast<std::uint8_t>(i + 1);
  }
  row[209] = 0x3c;  // f16 1
  for (std::size_t h = 0; h < 2; ++h) {
    row[64 * h + 17] = 0x20;       // groups 0 (low nibble 0) and 2 (high nibble 2)
    row[64 * h + 32 + 17] = 0x31;  // groups 1 and 3
  }
  for (const Isa isa : testing::available_isas()) {
    const std::vector<float> y = dequantize(isa, DenseType::kQ6_K, row, 256);
    for (std::size_t i = 0; i < 256; ++i) {
      const std::size_t group = i % 128 / 32;
      const auto code = static_cast<float>(i % 32 == 17 ? group : 0);
      CHECK(y[i] == code * static_cast<float>(i / 16 + 1));
    }
  }
}

TEST_CASE("bf16 is the upper half of a float") {
  const std::vector<float> x = {1.0F,
                                -2.5F,
                                3.14159274F,
                                1e-40F,
                                3e38F,
                                std::numeric_limits<float>::max(),
                                std::numeric_limits<float>::quiet_NaN(),
                                -std::numeric_limits<float>::infinity()};
  const std::vector<std::uint8_t> row = quantize(DenseType::kBF16, x);
  for (const Isa isa : testing::available_isas()) {
    const std::vector<float> y = dequantize(isa, DenseType::kBF16, row, x.size());
    CHECK(y[0] == 1.0F);
    CHECK(y[1] == -2.5F);
    CHECK(y[2] == 3.140625F);
    CHECK(std::abs(double{y[3]} - 1e-40) <= 0x1p-134);
    CHECK(std::abs(double{y[4]} - 3e38) <= 3e38 / 256);
    CHECK(y[5] == std::numeric_limits<float>::infinity());
    CHECK(std::isnan(y[6]));
    CHECK(y[7] == -std::numeric_limits<float>::infinity());
  }
}

// Largest error of a block type relative to the largest magnitude of its (sub-)block: half a step
// of the codes, plus the rounding of d to f16, plus for q6_k that of its scales to 7 bits.
double error_limit(DenseType type) {
  switch (type) {
    case DenseType::kQ8_0:
      return 0.5 / 127 + 0x1p-11 + 1e-6;
    case DenseType::kQ4_0:
      return 1.0 / 8 + 0x1p-11 + 1e-6;  // +max has no code: it is one step off
    case DenseType::kQ6_K:
      return 1.0 / 32 + 1.0 / 128;
    case DenseType::kF16:
      return 0x1p-11;
    case DenseType::kBF16:
      return 0x1p-8;
    case DenseType::kF32:
      break;
  }
  return 0.0;
}

TEST_CASE("quantised rows stay within half a step") {
  Rng rng(testing::test_seed());
  const std::size_t cols = 512;
  for (const DenseType type : kTypes) {
    std::vector<float> x = testing::make_data(Data::kGaussian, cols, rng);
    for (float& value : x) {
      value = std::clamp(value, -2.0F, 2.0F);
    }
    for (std::size_t i = 0; i < cols; i += 16) {
      x[i] = 2.0F;  // every (sub-)block has the same scale
      x[i + 1] = -2.0F;
    }
    const std::vector<float> y = dequantize(Isa::kScalar, type, quantize(type, x), cols);
    for (std::size_t i = 0; i < cols; ++i) {
      CAPTURE(dense_type_name(type));
      CHECK(std::abs(double{y[i]} - double{x[i]}) <= 2.0 * error_limit(type));
    }
  }
}

TEST_CASE("quantised bytes by hand") {
  std::vector<float> x(32, 0.0F);
  x[0] = 127.0F;
  x[1] = -63.5F;  // half away from zero
  x[2] = 0.49F;
  const std::vector<std::uint8_t> q8 = quantize(DenseType::kQ8_0, x);
  CHECK(q8[0] == 0x00);
  CHECK(q8[1] == 0x3c);  // d = 1
  CHECK(q8[2] == 127);
  CHECK(q8[3] == 0xc0);  // -64
  CHECK(q8[4] == 0);
  x.assign(32, 0.0F);
  x[0] = -8.0F;  // the extreme becomes code 0
  x[1] = 7.0F;
  x[2] = 8.0F;  // no code 16: 15
  x[17] = 1.0F;
  const std::vector<std::uint8_t> q4 = quantize(DenseType::kQ4_0, x);
  CHECK(q4[1] == 0x3c);
  CHECK(q4[2] == 0x80);  // element 0: 0, element 16: 8
  CHECK(q4[3] == 0x9f);  // element 1: 15, element 17: 9
  CHECK(q4[4] == 0x8f);
}

TEST_CASE("quantising zeros, nan and infinities") {
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const DenseType type : {DenseType::kQ8_0, DenseType::kQ4_0, DenseType::kQ6_K}) {
    CAPTURE(dense_type_name(type));
    for (const float fill : {0.0F, -0.0F, nan, 1e-45F}) {
      const std::vector<float> x(256, fill);
      for (const float y : dequantize(Isa::kScalar, type, quantize(type, x), 256)) {
        CHECK(y == 0.0F);
      }
    }
    std::vector<float> x(256, 0.0F);
    x[3] = inf;
    x[40] = nan;
    const std::vector<float> y = dequantize(Isa::kScalar, type, quantize(type, x), 256);
    CHECK(y[3] > 1e5F);  // d saturates at 65504
    CHECK(std::isfinite(y[3]));
    CHECK(y[40] == 0.0F);
  }
}

std::vector<std::uint8_t> random_matrix(DenseType type, std::size_t rows, std::size_t cols,
                                        Data kind, Rng& rng) {
  std::vector<std::uint8_t> data;
  for (std::size_t r = 0; r < rows; ++r) {
    const std::vector<std::uint8_t> row = quantize(type, testing::make_data(kind, cols, rng));
    data.insert(data.end(), row.begin(), row.end());
  }
  return data;
}

std::vector<std::size_t> column_counts(DenseType type) {
  switch (dense_block_elements(type)) {
    case 1:
      return {1, 7, 15, 16, 17, 31, 33, 100};
    case 32:
      return {32, 64, 96, 320};
    default:
      return {256, 768};
  }
}

TEST_CASE("rows of every isa equal scalar, also from random bytes") {
  Rng rng(testing::test_seed());
  for (const DenseType type : kTypes) {
    for (const std::size_t cols : column_counts(type)) {
      const std::vector<std::uint8_t> row = testing::make_bytes(dense_row_bytes(type, cols), rng);
      const std::vector<float> expected = dequantize(Isa::kScalar, type, row, cols);
      for (const Isa isa : testing::available_isas()) {
        CAPTURE(isa_name(isa));
        CAPTURE(dense_type_name(type));
        CAPTURE(cols);
        CHECK(same_floats(dequantize(isa, type, row, cols), expected));
      }
    }
  }
}

struct LogitsCase {
  DenseType type;
  std::uint32_t rows;
  std::uint32_t cols;
  std::uint32_t tokens;
};

std::vector<float> run_logits(Isa isa, const LogitsCase& c, const std::vector<std::uint8_t>& data,
                              const std::vector<float>& x, std::uint32_t begin, std::uint32_t end) {
  FencedBuffer<std::uint8_t> bytes(data.size());
  FencedBuffer<float> inputs(x.size());
  FencedBuffer<float> out(std::size_t{c.tokens} * c.rows);
  bytes.assign(data);
  inputs.assign(x);
  out.fill(0);
  const DenseMatrix head{bytes.data(), c.type, c.rows, c.cols};
  kernels_for(isa).head.logits(head, inputs.data(), c.tokens, c.cols, begin, end, out.data(),
                               c.rows);
  CHECK(out.guards_intact());
  return {out.span().begin(), out.span().end()};
}

TEST_CASE("logits of every isa equal scalar for any tokens and row ranges") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const DenseType type : kTypes) {
    for (const std::size_t cols : column_counts(type)) {
      for (const std::uint32_t tokens : {1U, 4U, 7U}) {
        for (const Data kind : {Data::kGaussian, Data::kExtreme}) {
          const LogitsCase c{type, 11, static_cast<std::uint32_t>(cols), tokens};
          const std::vector<std::uint8_t> data = random_matrix(type, c.rows, cols, kind, rng);
          const std::vector<float> x = testing::make_data(kind, tokens * cols, rng);
          const std::vector<float> expected = run_logits(Isa::kScalar, c, data, x, 0, c.rows);
          for (const Isa isa : testing::available_isas()) {
            CAPTURE(isa_name(isa));
            CAPTURE(dense_type_name(type));
            CAPTURE(cols);
            CAPTURE(tokens);
            CHECK(same_floats(run_logits(isa, c, data, x, 0, c.rows), expected));
            const std::vector<float> low = run_logits(isa, c, data, x, 0, 5);
            const std::vector<float> high = run_logits(isa, c, data, x, 5, c.rows);
            for (std::size_t i = 0; i < expected.size(); ++i) {
              CHECK(testing::same_float(i % c.rows < 5 ? low[i] : high[i], expected[i]));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("logits are close to double") {
  Rng rng(testing::test_seed());
  for (const DenseType type : kTypes) {
    const LogitsCase c{type, 3, 2560, 1};
    const std::vector<std::uint8_t> data =
        random_matrix(type, c.rows, c.cols, Data::kGaussian, rng);
    const std::vector<float> x = testing::make_data(Data::kGaussian, c.cols, rng);
    const std::vector<float> got = run_logits(Isa::kScalar, c, data, x, 0, c.rows);
    const std::size_t row_bytes = dense_row_bytes(type, c.cols);
    for (std::size_t r = 0; r < c.rows; ++r) {
      const auto first = data.begin() + static_cast<std::ptrdiff_t>(r * row_bytes);
      const std::vector<std::uint8_t> row(first, first + static_cast<std::ptrdiff_t>(row_bytes));
      const std::vector<float> w = dequantize(Isa::kScalar, type, row, c.cols);
      double sum = 0.0;
      double magnitudes = 0.0;
      for (std::size_t i = 0; i < c.cols; ++i) {
        sum += double{w[i]} * double{x[i]};
        magnitudes += std::abs(double{w[i]} * double{x[i]});
      }
      CHECK(std::abs(got[r] - sum) <= (c.cols / 16.0 + 5.0) * 0x1p-24 * 1.001 * magnitudes);
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
