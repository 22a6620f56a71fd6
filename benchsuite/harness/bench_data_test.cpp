// SPDX-License-Identifier: Apache-2.0
// Input data against their formulas, and their dependence on seed and length.
#include "bench_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <vector>

namespace benchsuite {
namespace {

std::vector<float> make(Data data, std::size_t n, std::uint64_t seed = 1) {
  std::vector<float> values(n);
  fill_data(data, seed, values);
  return values;
}

TEST_CASE("the ramp runs from -2 to almost 2") {
  const auto ramp = make(Data::kRamp, 1024);
  CHECK(ramp[0] == -2.0F);
  CHECK(ramp[512] == 0.0F);
  CHECK(ramp[1023] == 511.0F / 256.0F);
}

TEST_CASE("N(0,1): mean, variance, tails; repeats after 2^20 values") {
  const auto values = make(Data::kGaussian, 1 << 20);
  double sum = 0;
  double squares = 0;
  for (const float value : values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const double n = static_cast<double>(values.size());
  CHECK(std::abs(sum / n) <= 5 / std::sqrt(n));
  CHECK(std::abs(squares / n - 1) <= 5 * std::sqrt(2 / n));
  const double beyond2 = static_cast<double>(
      std::count_if(values.begin(), values.end(), [](float value) { return std::abs(value) > 2; }));
  CHECK(std::abs(beyond2 / n - 0.0455) <= 0.002);
  const auto longer = make(Data::kGaussian, (1 << 20) + 5);
  CHECK(std::equal(longer.end() - 5, longer.end(), values.begin()));
}

TEST_CASE("patterns") {
  CHECK(make(Data::kSequential, 3) == std::vector<float>{0.0F, 0.001F, 0.002F});
  CHECK(make(Data::kAlternating, 3) == std::vector<float>{1, -1, 1});
  CHECK(std::abs(make(Data::kSine, 129)[128] - 2.0F) <= 1e-6F);
  const auto like = make(Data::kGaussianLike, 800);
  CHECK(std::abs(like[500] - 2 * std::exp(-0.5)) <= 1e-6);  // x = 1
  CHECK(std::abs(like[300] + like[500]) <= 1e-6F);          // odd
  const auto sparse = make(Data::kSparse, 1000);
  CHECK(std::count(sparse.begin(), sparse.end(), 0.0F) == 900);
}

TEST_CASE("ternary data and trits hold three values in like shares") {
  const auto ternary = make(Data::kTernary, 30'000);
  CHECK(std::set<float>(ternary.begin(), ternary.end()) == std::set<float>{-0.75F, 0.0F, 0.75F});
  std::vector<std::int8_t> trits(30'000);
  fill_trits(1, trits);
  for (const int trit : {-1, 0, 1}) {
    const auto share = std::count(trits.begin(), trits.end(), trit);
    CHECK(std::abs(static_cast<double>(share) - 10'000) <= 5 * std::sqrt(30'000 * 2.0 / 9));
  }
}

TEST_CASE("the seed decides seeded data and nothing else") {
  for (const Data data : {Data::kRamp, Data::kGaussian, Data::kSequential, Data::kAlternating,
                          Data::kSine, Data::kGaussianLike, Data::kSparse, Data::kTernary}) {
    CAPTURE(data_name(data));
    CHECK(make(data, 500, 3) == make(data, 500, 3));
    CHECK((make(data, 500, 3) != make(data, 500, 4)) == data_is_seeded(data));
    make(data, 0);
  }
}

}  // namespace
}  // namespace benchsuite
