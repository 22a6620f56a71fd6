// SPDX-License-Identifier: Apache-2.0
// The striped sum and the exp of ops.h, one value at a time: the definition that every ISA must
// reproduce bit for bit. For the scalar kernels only.
#pragma once

#include "ops/exp_constants.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {

inline constexpr std::size_t kStripes = 16;

/// The 16 lanes of a striped sum.
class StripedSum {
 public:
  void add(std::size_t index, float value) noexcept { lanes_[index % kStripes] += value; }

  [[nodiscard]] float total() const noexcept {
    std::array<float, kStripes> lanes = lanes_;
    for (std::size_t half = kStripes / 2; half != 0; half /= 2) {
      for (std::size_t j = 0; j < half; ++j) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }

 private:
  std::array<float, kStripes> lanes_{};
};

[[nodiscard]] inline float power_of_two(std::int32_t n) noexcept {
  return std::bit_cast<float>(static_cast<std::uint32_t>(n + 127) << 23);
}

[[nodiscard]] inline float scalar_exp(float x) noexcept {
  if (x != x) {
    return x;
  }
  const float low = x < kExpMin ? kExpMin : x;
  const float clamped = low > kExpMax ? kExpMax : low;
  const float shifted = clamped * kExpLog2e + kExpRounder;
  const float n = shifted - kExpRounder;
  const float r = (clamped - n * kExpLn2High) - n * kExpLn2Low;
  float p = kExpP4;
  p = p * r + kExpP3;
  p = p * r + kExpP2;
  p = p * r + kExpP1;
  p = p * r + kExpP0;
  const float value = 1.0F + (r + (r * r) * p);
  const auto whole = static_cast<std::int32_t>(n);
  const std::int32_t half = whole >> 1;
  return (value * power_of_two(half)) * power_of_two(whole - half);
}

}  // namespace bitnet::kernels
