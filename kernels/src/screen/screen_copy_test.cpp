// SPDX-License-Identifier: Apache-2.0
// The copy of a screened head: the same on every ISA, and every bound it states or implies holds,
// also where it is built to break. The choice of candidates is in screen_test.cpp.
#include "screen/screen_steps.h"
#include "screen/screen_testing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace bitnet::kernels {
namespace {

using testing::Data;
using testing::kInf;
using testing::Rng;
using testing::TestHead;

TEST_CASE("sizes of a screen") {
  CHECK(screen_bytes(0, 10) == 0);
  CHECK(screen_bytes(10, 0) == 0);
  CHECK(screen_bytes(10, kScreenMaxCols + 1) == 0);
  CHECK(screen_bytes(128256, 2560) == 128256ULL * (16 + 1600 + 320));
  CHECK(screen_bytes(1, 1) == 64 + 128 + 64);
  CHECK(screen_bytes(0xffffffffU, kScreenMaxCols) > 0xffffffffULL * kScreenMaxCols / 2);
}

TEST_CASE("every isa writes the same copy") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const Data kind : testing::kAllData) {
    for (const std::size_t cols : {1U, 15U, 16U, 127U, 128U, 129U, 300U, 640U}) {
      const TestHead head =
          testing::make_head(DenseType::kF32, cols, testing::random_rows(6, cols, kind, rng));
      const std::vector<std::uint8_t> expected = testing::build_screen(Isa::kScalar, head);
      for (const Isa isa : testing::available_isas()) {
        CAPTURE(isa_name(isa));
        CAPTURE(cols);
        CAPTURE(static_cast<int>(kind));
        CHECK(testing::build_screen(isa, head) == expected);
      }
    }
  }
  for (const DenseType type : {DenseType::kF16, DenseType::kBF16, DenseType::kQ6_K}) {
    const TestHead head =
        testing::make_head(type, 512, testing::random_rows(5, 512, Data::kGaussian, rng));
    for (const Isa isa : testing::available_isas()) {
      CHECK(testing::build_screen(isa, head) == testing::build_screen(Isa::kScalar, head));
    }
  }
}

// The copy of one row, decoded from the description in screen.h.
struct Copy {
  ScreenRow row;
  std::vector<double> w5;
  std::vector<double> w6;
  std::vector<int> code;
  std::vector<int> bit;
};

Copy decode(const std::vector<std::uint8_t>& screen, const TestHead& head, std::size_t r) {
  const std::size_t groups = (head.cols + 127) / 128;
  const std::size_t code_stride = (groups * 80 + 63) / 64 * 64;
  const std::size_t refine_stride = (groups * 16 + 63) / 64 * 64;
  const std::size_t codes_at = (std::size_t{head.rows} * 16 + 63) / 64 * 64;
  const std::uint8_t* const codes = screen.data() + codes_at + r * code_stride;
  const std::uint8_t* const refine =
      screen.data() + codes_at + head.rows * code_stride + r * refine_stride;
  Copy copy{load_screen_row(screen.data() + 16 * r), {}, {}, {}, {}};
  for (std::size_t i = 0; i < head.cols; ++i) {
    const std::size_t e = i % 128;
    const unsigned byte = codes[i / 128 * 64 + e % 64];
    const unsigned fifth = (unsigned{codes[groups * 64 + i / 8]} >> (i % 8)) & 1U;
    const auto code = static_cast<int>((e < 64 ? byte & 15U : byte >> 4) | (fifth << 4));
    const auto bit = static_cast<int>((unsigned{refine[i / 8]} >> (i % 8)) & 1U);
    const double step = double{copy.row.step};
    copy.w5.push_back(step * (code - 15.5));
    copy.w6.push_back(copy.w5.back() + (2 * bit - 1) * step / 4);
    copy.code.push_back(code);
    copy.bit.push_back(bit);
  }
  return copy;
}

void check_promises(const TestHead& head, const std::vector<std::uint8_t>& screen) {
  for (std::size_t r = 0; r < head.rows; ++r) {
    const Copy copy = decode(screen, head, r);
    double norm = 0.0;
    double error5 = 0.0;
    double error6 = 0.0;
    for (std::size_t i = 0; i < head.cols; ++i) {
      const double w = head.weight(r, i);
      norm += w * w;
      error5 += (w - copy.w5[i]) * (w - copy.w5[i]);
      error6 += (w - copy.w6[i]) * (w - copy.w6[i]);
      if (std::isfinite(copy.row.norm)) {
        CHECK(std::abs(w - copy.w5[i]) <= double{copy.row.most5});
        CHECK(std::abs(w - copy.w6[i]) <= double{copy.row.most6});
      }
    }
    if (std::isfinite(norm) && std::isfinite(copy.row.norm)) {
      CHECK(std::sqrt(norm) <= double{copy.row.norm});
      CHECK(std::sqrt(error5) <= double{copy.row.error5});
      CHECK(std::sqrt(error6) <= double{copy.row.error6});
    } else {
      CHECK(copy.row.norm == kInf);
    }
  }
}

TEST_CASE("the copy keeps the bounds it states") {
  Rng rng(testing::test_seed());
  for (const Data kind : testing::kAllData) {
    for (const std::size_t cols : {1U, 16U, 100U, 512U}) {
      for (const float factor : {1.0F, 1e-20F, 1e15F, 1e-3F}) {
        std::vector<std::vector<float>> rows = testing::random_rows(4, cols, kind, rng);
        for (std::vector<float>& row : rows) {
          for (float& w : row) {
            w *= factor;
          }
        }
        rows[1].assign(cols, 0.0F);
        rows[1][cols / 2] = 3.0F * factor;
        const TestHead head = testing::make_head(DenseType::kF32, cols, rows);
        check_promises(head, testing::build_screen(Isa::kScalar, head));
      }
    }
  }
}

TEST_CASE("six bits follow a normal distribution closely") {
  Rng rng(testing::test_seed());
  const TestHead head = testing::make_head(DenseType::kF16, 2560,
                                           testing::random_rows(3, 2560, Data::kGaussian, rng));
  const std::vector<std::uint8_t> screen = testing::build_screen(Isa::kScalar, head);
  for (std::size_t r = 0; r < head.rows; ++r) {
    const ScreenRow row = load_screen_row(screen.data() + 16 * r);
    CHECK(row.error5 <= 0.065F * row.norm);
    CHECK(row.error6 <= 0.038F * row.norm);
  }
}

// Checks that no row's exact logit leaves its interval, for x and -x; returns how much of the
// interval's half width the worst row used after refinement.
double check_intervals(const TestHead& head, const std::vector<float>& x) {
  const std::vector<std::uint8_t> screen = testing::build_screen(Isa::kScalar, head);
  double used = 0.0;
  for (const float sign : {1.0F, -1.0F}) {
    std::vector<float> signed_x = x;
    for (float& value : signed_x) {
      value *= sign;
    }
    std::vector<std::int8_t> planes(screen_query_bytes(head.cols));
    const ScreenQuery query = screen_prepare(signed_x.data(), head.cols, planes.data());
    REQUIRE(query.usable);
    const ScreenBound bound = screen_bound(query, head.cols);
    std::vector<float> exact(head.rows);
    kernels_for(Isa::kScalar)
        .head.logits(head.matrix(), signed_x.data(), 1, head.cols, 0, head.rows, exact.data(),
                     head.rows);
    for (std::size_t r = 0; r < head.rows; ++r) {
      const Copy copy = decode(screen, head, r);
      std::int64_t codes = 0;
      std::int64_t bits = 0;
      for (std::size_t i = 0; i < head.cols; ++i) {
        const std::int64_t q = 256 * std::int64_t{query.high[i]} + query.low[i];
        codes += copy.code[i] * q;
        bits += copy.bit[i] * q;
      }
      const ScreenValue coarse = coarse_value(bound, copy.row, codes);
      const ScreenValue fine = refined_value(bound, copy.row, coarse.approximation, bits);
      if (!std::isnan(exact[r])) {
        CHECK(exact[r] <= coarse.highest);
        CHECK(exact[r] <= fine.highest);
      } else {
        CHECK(coarse.highest == kInf);
        CHECK(fine.highest == kInf);
      }
      const double width = double{fine.highest} - double{fine.approximation};
      used = std::max(used, (double{exact[r]} - double{fine.approximation}) / width);
    }
  }
  return used;
}

TEST_CASE("no logit leaves its interval on any kind of data") {
  Rng rng(testing::test_seed());
  for (const Data kind : testing::kAllData) {
    for (const std::size_t cols : {1U, 20U, 256U, 1000U}) {
      for (const float factor : {1.0F, 1e-30F, 1e15F}) {
        const TestHead head =
            testing::make_head(DenseType::kF32, cols, testing::random_rows(8, cols, kind, rng));
        std::vector<float> x = testing::make_data(Data::kGaussian, cols, rng);
        x[cols / 3] *= 1000.0F;  // an outlier
        for (float& value : x) {
          value *= factor;
        }
        check_intervals(head, x);
      }
    }
  }
}

TEST_CASE("an activation along a row's error uses the whole interval and stays inside") {
  Rng rng(testing::test_seed());
  const std::size_t cols = 2560;
  const TestHead head = testing::make_head(DenseType::kF16, cols,
                                           testing::random_rows(4, cols, Data::kGaussian, rng));
  const Copy copy = decode(testing::build_screen(Isa::kScalar, head), head, 2);
  std::vector<float> x(cols);
  for (std::size_t i = 0; i < cols; ++i) {
    x[i] = static_cast<float>(double{head.weight(2, i)} - copy.w6[i]);
  }
  // The bound is not loose: bf16 rounding and slack cost a few per cent.
  CHECK(check_intervals(head, x) >= 0.97);
  for (std::size_t i = 0; i < cols; ++i) {
    x[i] = static_cast<float>(double{head.weight(2, i)} - copy.w5[i]);
  }
  check_intervals(head, x);
  for (std::size_t i = 0; i < cols; ++i) {
    x[i] = std::copysign(1.0F, x[i]);
  }
  check_intervals(head, x);
}

}  // namespace
}  // namespace bitnet::kernels
