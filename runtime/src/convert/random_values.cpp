// SPDX-License-Identifier: Apache-2.0
// See random_values.h. Generator: splitmix64 (Steele, Lea, Flood 2014), whose n-th value needs no
// earlier one.
#include "convert/random_values.h"

namespace bitnet::runtime {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;

constexpr std::uint64_t mix(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

/// FNV-1a.
constexpr std::uint64_t hash(std::string_view text) noexcept {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return value;
}

constexpr std::int8_t trit_of(std::uint64_t bits16) noexcept {
  return static_cast<std::int8_t>(static_cast<int>((bits16 * 3) >> 16U) - 1);
}

}  // namespace

RandomValues::RandomValues(std::uint64_t seed, std::string_view name) noexcept
    : state_(mix(seed) ^ mix(hash(name))) {}

std::uint64_t RandomValues::bits(std::uint64_t index) const noexcept {
  return mix(state_ + (index + 1) * kGolden);
}

void RandomValues::trits(std::uint64_t first, std::size_t count,
                         std::int8_t* trits) const noexcept {
  const std::uint64_t base = first / 4;
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const std::uint64_t r = bits(base + i / 4);
    trits[i] = trit_of(r & 0xffffU);
    trits[i + 1] = trit_of((r >> 16U) & 0xffffU);
    trits[i + 2] = trit_of((r >> 32U) & 0xffffU);
    trits[i + 3] = trit_of(r >> 48U);
  }
  for (; i < count; ++i) {
    trits[i] = trit_of((bits(base + i / 4) >> (16 * (i % 4))) & 0xffffU);
  }
}

void RandomValues::bell(std::uint64_t first, std::size_t count, float mean, float deviation,
                        float* x) const noexcept {
  // Four uniforms on 0..65535: mean 131070, variance 4 * (65536^2 - 1) / 12 = 37837.23^2.
  const float unit = deviation / 37837.227F;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t r = bits(first + i);
    const std::uint64_t sum =
        (r & 0xffffU) + ((r >> 16U) & 0xffffU) + ((r >> 32U) & 0xffffU) + (r >> 48U);
    x[i] = mean + unit * static_cast<float>(static_cast<std::int32_t>(sum) - 131070);
  }
}

}  // namespace bitnet::runtime
