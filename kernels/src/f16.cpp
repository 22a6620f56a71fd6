// SPDX-License-Identifier: Apache-2.0
// IEEE binary16 in integer arithmetic, the same on every CPU. NaN keeps its sign and the top bits
// of its payload and becomes quiet, as the conversion instructions of x86 and ARM do.
#include <bitnet/kernels/formats.h>

#include <bit>

namespace bitnet::kernels {
namespace {

constexpr std::uint32_t kF32Infinity = 0x7f800000U;
constexpr std::uint32_t kF32HalfLimit = 0x477ff000U;   // 65520: from here on f16 would round to Inf
constexpr std::uint32_t kF32HalfNormal = 0x38800000U;  // 2^-14, the smallest normal f16
constexpr std::uint16_t kF16Max = 0x7bffU;             // 65504
constexpr std::uint16_t kF16Infinity = 0x7c00U;

// Drops `shift` low bits of `value`, rounding to nearest even.
std::uint32_t shift_round_even(std::uint32_t value, unsigned shift) noexcept {
  const std::uint32_t half = std::uint32_t{1} << (shift - 1);
  const std::uint32_t rest = value & ((half << 1) - 1);
  std::uint32_t result = value >> shift;
  if (rest > half || (rest == half && (result & 1U) != 0)) {
    ++result;
  }
  return result;
}

// |value| below 2^-14: the result counts units of 2^-24.
std::uint32_t subnormal_half(std::uint32_t magnitude) noexcept {
  const std::uint32_t exponent = magnitude >> 23;
  const std::uint32_t shift = 126 - exponent;  // mantissa unit is 2^(exponent - 150)
  if (shift > 24) {
    return 0;  // at most half of 2^-25, also every f32 subnormal
  }
  return shift_round_even((magnitude & 0x7fffffU) | 0x800000U, shift);
}

}  // namespace

std::uint16_t f16_from_f32(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7fffffffU;
  std::uint32_t half = 0;
  if (magnitude > kF32Infinity) {
    half = kF16Infinity | 0x200U | ((magnitude >> 13) & 0x3ffU);
  } else if (magnitude == kF32Infinity) {
    half = kF16Infinity;
  } else if (magnitude >= kF32HalfLimit) {
    half = kF16Max;
  } else if (magnitude >= kF32HalfNormal) {
    // Rebase the exponent (127 -> 15); a carry out of the mantissa correctly raises it.
    half = shift_round_even(magnitude - (std::uint32_t{112} << 23), 13);
  } else {
    half = subnormal_half(magnitude);
  }
  return static_cast<std::uint16_t>(sign | half);
}

float f32_from_f16(std::uint16_t bits) noexcept {
  const std::uint32_t sign = (std::uint32_t{bits} & 0x8000U) << 16;
  const std::uint32_t exponent = (std::uint32_t{bits} >> 10) & 0x1fU;
  const std::uint32_t mantissa = std::uint32_t{bits} & 0x3ffU;
  if (exponent == 0x1fU) {
    const std::uint32_t quiet = mantissa != 0 ? 0x400000U : 0U;
    return std::bit_cast<float>(sign | kF32Infinity | quiet | (mantissa << 13));
  }
  if (exponent == 0) {
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24F;  // exact
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
  }
  return std::bit_cast<float>(sign | ((exponent + 112U) << 23) | (mantissa << 13));
}

}  // namespace bitnet::kernels
