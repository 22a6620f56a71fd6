// SPDX-License-Identifier: Apache-2.0
// Codes of the block types of head.h as 16 int8, for the AVX2 and AVX-512 objects. Internal linkage
// (see lanes_avx2.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

struct BlocksX86 {
  static __m128i load(const std::uint8_t* p) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  }

  static __m128i int8x16(const std::uint8_t* p) noexcept { return load(p); }

  /// Bits kShift+3 .. kShift of each byte, less 8.
  template <int kShift>
  static __m128i nibbles(const std::uint8_t* p) noexcept {
    const __m128i codes = _mm_and_si128(_mm_srli_epi16(load(p), kShift), _mm_set1_epi8(15));
    return _mm_sub_epi8(codes, _mm_set1_epi8(8));
  }

  /// Four bits of `low` from kLow on, below two bits of `high` from kHigh on, less 32.
  template <int kLow, int kHigh>
  static __m128i six_bits(const std::uint8_t* low, const std::uint8_t* high) noexcept {
    const __m128i four = _mm_and_si128(_mm_srli_epi16(load(low), kLow), _mm_set1_epi8(15));
    const __m128i two = _mm_and_si128(_mm_srli_epi16(load(high), kHigh), _mm_set1_epi8(3));
    return _mm_sub_epi8(_mm_or_si128(four, _mm_slli_epi16(two, 4)), _mm_set1_epi8(32));
  }
};

}  // namespace
}  // namespace bitnet::kernels
