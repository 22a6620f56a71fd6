// SPDX-License-Identifier: Apache-2.0
// x = n ln 2 + r with |r| <= ln 2 / 2 (ln 2 in two parts, so that r keeps its bits), then Taylor's
// series of r to the 13th power (its next term is below 2^-58 of the sum). Built without fused
// multiply-add, else the bits would depend on the machine.
#include "exact_exp.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace bitnet::runtime {
namespace {

constexpr std::array<double, 14> make_inverse_factorials() {
  std::array<double, 14> inverse{1.0};
  double factorial = 1.0;  // exact up to 13!
  for (std::size_t n = 1; n < inverse.size(); ++n) {
    factorial *= static_cast<double>(n);
    inverse[n] = 1.0 / factorial;
  }
  return inverse;
}

constexpr std::array<double, 14> kInverseFactorials = make_inverse_factorials();

}  // namespace

double exp_of_nonpositive(double x) noexcept {
  constexpr double kLeast = -708.0;  // just above the logarithm of the smallest normal number
  constexpr double kLog2E = 1.4426950408889634;
  constexpr double kLn2High = 0x1.62e42feep-1;  // 32 bits: times n exact
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  if (!(x >= kLeast)) {
    return 0;
  }
  const double n = std::floor(x * kLog2E + 0.5);
  const double r = (x - n * kLn2High) - n * kLn2Low;
  double sum = kInverseFactorials.back();
  for (std::size_t power = kInverseFactorials.size() - 1; power > 0; --power) {
    sum = sum * r + kInverseFactorials[power - 1];
  }
  const auto exponent = static_cast<std::uint64_t>(static_cast<std::int64_t>(n) + 1023);
  return sum * std::bit_cast<double>(exponent << 52U);
}

}  // namespace bitnet::runtime
