// SPDX-License-Identifier: Apache-2.0
// A seeded hash for the tables of this module. The seed is drawn once per process, so that a file
// cannot be made whose tokens all fall together. Not for anything that is stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace bitnet::runtime {

[[nodiscard]] std::uint64_t hash_seed();

/// High and low half of the 128-bit product, xored.
[[nodiscard]] inline std::uint64_t fold_multiply(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

[[nodiscard]] inline std::uint64_t hash_number(std::uint64_t value, std::uint64_t seed) noexcept {
  return fold_multiply(value ^ seed, 0x9E3779B97F4A7C15U);
}

[[nodiscard]] inline std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) noexcept {
  std::uint64_t hash = seed ^ (bytes.size() * 0xD6E8FEB86659FD93U);
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    hash = hash_number(word, hash);
  }
  std::uint64_t tail = 0;
  for (std::size_t i = 0; i < left; ++i) {
    tail = tail << 8U | static_cast<unsigned char>(at[i]);
  }
  return hash_number(tail, hash);
}

}  // namespace bitnet::runtime
