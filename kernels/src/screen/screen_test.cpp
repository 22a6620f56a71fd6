// SPDX-License-Identifier: Apache-2.0
// The candidates of a screened head: exact, and always containing what the full head would choose.
#include "ops/same_floats.h"
#include "screen/screen_testing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
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
using testing::TestHead;

struct Found {
  std::vector<std::uint32_t> ids;
  std::vector<float> logits;
  ScreenCounts counts;
};

Found run_top(Isa isa, const TestHead& head, const std::vector<std::uint8_t>& screen,
              const std::vector<float>& x, std::uint32_t begin, std::uint32_t end,
              std::uint32_t k) {
  const ScreenKernels& kernels = kernels_for(isa).screen;
  const std::uint32_t count = end - begin;
  FencedBuffer<float> input(x.size());
  FencedBuffer<std::int8_t> planes(screen_query_bytes(head.cols));
  FencedBuffer<std::uint32_t> ids(count);
  FencedBuffer<float> logits(count);
  FencedBuffer<float> approximation(count);
  FencedBuffer<float> highest(count);
  FencedBuffer<std::uint8_t> scratch(screen_scratch_bytes(), {64});
  FencedBuffer<std::uint8_t> copy(screen.size());
  FencedBuffer<std::uint8_t> data(head.data.size());
  input.assign(x);
  copy.assign(screen);
  data.assign(head.data);
  const ScreenQuery query = kernels.prepare(input.data(), head.cols, planes.data());
  const ScreenMatrix codes = {copy.data(), head.rows, head.cols};
  if (query.usable) {  // in two parts: a row's values do not depend on the range
    const std::uint32_t middle = begin + count / 3;
    kernels.coarse(codes, query, begin, middle, approximation.data(), highest.data());
    kernels.coarse(codes, query, middle, end, approximation.data() + (middle - begin),
                   highest.data() + (middle - begin));
  }
  Found found;
  const std::uint32_t size =
      kernels.top_rows({data.data(), head.type, head.rows, head.cols}, codes, query, begin, end, k,
                       {approximation.data(), highest.data()}, ids.data(), logits.data(),
                       scratch.data(), &found.counts);
  REQUIRE(size <= count);
  CHECK(approximation.guards_intact());
  CHECK(highest.guards_intact());
  CHECK(scratch.guards_intact());
  CHECK(planes.guards_intact());
  CHECK(ids.guards_intact());
  CHECK(logits.guards_intact());
  found.ids.assign(ids.data(), ids.data() + size);
  found.logits.assign(logits.data(), logits.data() + size);
  return found;
}

// The candidates of [begin, end) must be ascending, exact, and complete down to the k-th largest.
Found check_top(Isa isa, const TestHead& head, const std::vector<std::uint8_t>& screen,
                const std::vector<float>& x, std::uint32_t begin, std::uint32_t end,
                std::uint32_t k) {
  std::vector<float> all(head.rows);
  kernels_for(Isa::kScalar)
      .head.logits(head.matrix(), x.data(), 1, head.cols, 0, head.rows, all.data(), head.rows);
  std::vector<float> numbers;
  std::copy_if(all.begin() + begin, all.begin() + end, std::back_inserter(numbers),
               [](float value) { return !std::isnan(value); });
  std::sort(numbers.begin(), numbers.end(), std::greater<>());
  const float kth = k <= numbers.size() ? numbers[k - 1] : -kInf;
  const Found found = run_top(isa, head, screen, x, begin, end, k);
  CAPTURE(isa_name(isa));
  CAPTURE(k);
  CHECK(std::is_sorted(found.ids.begin(), found.ids.end()));
  for (std::size_t i = 0; i < found.ids.size(); ++i) {
    CHECK(same_float(found.logits[i], all[found.ids[i]]));
  }
  for (std::uint32_t r = begin; r < end; ++r) {
    if (std::isnan(all[r]) || all[r] >= kth) {
      CHECK(std::binary_search(found.ids.begin(), found.ids.end(), r));
    }
  }
  return found;
}

void check_all_tops(const TestHead& head, const std::vector<float>& x) {
  const std::vector<std::uint8_t> screen = testing::build_screen(Isa::kScalar, head);
  for (const Isa isa : testing::available_isas()) {
    for (const std::uint32_t k : {1U, 2U, 40U, 256U, 2000U}) {
      check_top(isa, head, screen, x, 0, head.rows, k);
    }
    check_top(isa, head, screen, x, head.rows / 3, head.rows, 5);
    check_top(isa, head, screen, x, 0, 3, 5);
    check_top(isa, head, screen, x, 4, 4, 1);
  }
}

TEST_CASE("candidates contain the top of the full head") {
  Rng rng(testing::test_seed());
  for (const DenseType type : {DenseType::kF16, DenseType::kF32, DenseType::kQ8_0}) {
    for (const std::size_t cols : {64U, 320U}) {
      std::vector<std::vector<float>> rows = testing::random_rows(700, cols, Data::kGaussian, rng);
      rows[20] = rows[500];  // ties
      rows[21] = rows[500];
      rows[60].assign(cols, 0.0F);
      check_all_tops(testing::make_head(type, cols, rows),
                     testing::make_data(Data::kGaussian, cols, rng));
      check_all_tops(testing::make_head(type, cols, rows), rows[500]);  // the tied rows are on top
      check_all_tops(testing::make_head(type, cols, rows), std::vector<float>(cols, 0.0F));
    }
  }
}

TEST_CASE("candidates of rows with nan, infinities and wild magnitudes") {
  Rng rng(testing::test_seed());
  const std::size_t cols = 96;
  std::vector<std::vector<float>> rows = testing::random_rows(500, cols, Data::kGaussian, rng);
  rows[3][5] = kNaN;
  rows[100][95] = kInf;
  rows[101][0] = -kInf;
  rows[102].assign(cols, 1e30F);
  rows[103].assign(cols, 1e-30F);
  rows[104].assign(cols, -3e38F);
  rows[105].assign(cols, 1e-44F);
  rows[499][1] = kNaN;
  const TestHead head = testing::make_head(DenseType::kF32, cols, rows);
  check_all_tops(head, testing::make_data(Data::kGaussian, cols, rng));
  check_all_tops(head, std::vector<float>(cols, 1e8F));
  check_all_tops(head, std::vector<float>(cols, 1e-44F));
  check_all_tops(head, std::vector<float>(cols, 3e38F));
}

TEST_CASE("an activation that is not finite leaves every row to the exact head") {
  Rng rng(testing::test_seed());
  const TestHead head =
      testing::make_head(DenseType::kF16, 64, testing::random_rows(300, 64, Data::kGaussian, rng));
  for (const float bad : {kNaN, kInf, -kInf}) {
    std::vector<float> x = testing::make_data(Data::kGaussian, 64, rng);
    x[17] = bad;
    const std::vector<std::uint8_t> screen = testing::build_screen(Isa::kScalar, head);
    for (const Isa isa : testing::available_isas()) {
      const Found found = check_top(isa, head, screen, x, 0, head.rows, 1);
      CHECK(found.ids.size() == head.rows);
      CHECK(found.counts.exact == head.rows);
      CHECK(found.counts.refined == 0);
    }
  }
}

TEST_CASE("few rows of a random head are computed exactly") {
  Rng rng(testing::test_seed());
  const std::size_t cols = 2560;
  const TestHead head = testing::make_head(DenseType::kF16, cols,
                                           testing::random_rows(3000, cols, Data::kGaussian, rng));
  const std::vector<float> x = testing::make_data(Data::kGaussian, cols, rng);
  const std::vector<std::uint8_t> screen = testing::build_screen(Isa::kScalar, head);
  for (const Isa isa : testing::available_isas()) {
    const Found found = check_top(isa, head, screen, x, 0, head.rows, 1);
    CHECK(found.counts.refined < 1500);
    CHECK(found.counts.exact < 300);
    CHECK(found.counts.exact > found.ids.size());  // the seeds of the limit count too
    CHECK(screen_rows_bytes({nullptr, head.rows, head.cols}, 3000) == 3000ULL * 1616);
    CHECK(screen_top_bytes(head.matrix(), found.counts) ==
          found.counts.refined * 320ULL + found.counts.exact * 5120ULL);
  }
}

}  // namespace
}  // namespace bitnet::kernels
