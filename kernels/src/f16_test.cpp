// SPDX-License-Identifier: Apache-2.0
// binary16 conversion against a slow reference that searches the table of all values.
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <bit>
#include <cfloat>
#include <cmath>
#include <vector>

namespace bitnet::kernels {
namespace {

constexpr std::uint16_t kInfinity = 0x7c00;
constexpr std::uint16_t kMax = 0x7bff;

// The definition of binary16, in double arithmetic, for finite positive patterns.
double exact_value(std::uint16_t bits) {
  const int exponent = bits >> 10;
  const int mantissa = bits & 0x3ff;
  return exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
}

// Nearest finite value of |value|; ties to the even pattern. Finite values are ordered as integers.
std::uint16_t nearest(double magnitude) {
  std::uint16_t low = 0;
  std::uint16_t high = kMax;
  if (magnitude >= exact_value(kMax)) {
    return kMax;
  }
  while (high - low > 1) {
    const auto middle = static_cast<std::uint16_t>((low + high) / 2);
    (exact_value(middle) <= magnitude ? low : high) = middle;
  }
  const double below = magnitude - exact_value(low);
  const double above = exact_value(high) - magnitude;
  if (below == above) {
    return low % 2 == 0 ? low : high;
  }
  return below < above ? low : high;
}

void check_rounding(float value) {
  const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const std::uint16_t expected =
      static_cast<std::uint16_t>(sign | nearest(std::fabs(static_cast<double>(value))));
  CAPTURE(value);
  REQUIRE(f16_from_f32(value) == expected);
}

TEST_CASE("every f16 survives the way to f32 and back") {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = f32_from_f16(half);
    const unsigned magnitude = bits & 0x7fffU;
    CAPTURE(bits);
    if (magnitude > kInfinity) {
      REQUIRE(std::isnan(value));
      REQUIRE(f16_from_f32(value) == (bits | 0x200U));  // quiet, payload kept
      continue;
    }
    REQUIRE(f16_from_f32(value) == half);
    REQUIRE(std::signbit(value) == (bits >= 0x8000));
    if (magnitude == kInfinity) {
      REQUIRE(std::isinf(value));
    } else {
      REQUIRE(std::fabs(static_cast<double>(value)) ==
              exact_value(static_cast<std::uint16_t>(magnitude)));
    }
  }
}

TEST_CASE("f32 rounds to the nearest even f16 around every value and every tie") {
  for (std::uint16_t half = 0; half < kMax; ++half) {
    const auto next = static_cast<std::uint16_t>(half + 1);
    const auto tie = static_cast<float>((exact_value(half) + exact_value(next)) / 2);  // exact
    check_rounding(tie);
    check_rounding(-tie);
    check_rounding(std::nextafterf(tie, 0.0F));
    check_rounding(std::nextafterf(tie, FLT_MAX));
  }
}

TEST_CASE("f32 patterns of every exponent round like the reference") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  testing::Rng rng(seed);
  for (int i = 0; i < 20000; ++i) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(rng.next()));
    if (std::isfinite(value)) {
      check_rounding(value);
    }
  }
}

TEST_CASE("finite overflow saturates, infinity and NaN stay what they are") {
  CHECK(f16_from_f32(65504.0F) == kMax);
  CHECK(f16_from_f32(std::nextafterf(65520.0F, 0.0F)) == kMax);
  CHECK(f16_from_f32(65520.0F) == kMax);
  CHECK(f16_from_f32(FLT_MAX) == kMax);
  CHECK(f16_from_f32(-FLT_MAX) == (kMax | 0x8000));
  CHECK(f16_from_f32(INFINITY) == kInfinity);
  CHECK(f16_from_f32(-INFINITY) == (kInfinity | 0x8000));
  CHECK((f16_from_f32(std::nanf("")) & 0x7fff) > kInfinity);
  // A payload that f16 cannot hold must not turn a NaN into an infinity.
  CHECK((f16_from_f32(std::bit_cast<float>(0x7f800001U)) & 0x7fff) > kInfinity);
  CHECK(f16_from_f32(FLT_TRUE_MIN) == 0);
  CHECK(f16_from_f32(-0.0F) == 0x8000);
  CHECK(f16_from_f32(0x1p-25F) == 0);  // tie between 0 and the smallest subnormal
  CHECK(f16_from_f32(std::nextafterf(0x1p-25F, 1.0F)) == 1);
}

}  // namespace
}  // namespace bitnet::kernels
