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
  static constexpr bool kHasTables = false;  // of the 16 values of a q4_0 block

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

  static __m256i load_pair(const std::uint8_t* p) noexcept {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }

  /// Four bits of `low` from kLow on, below two bits of `high` from kHigh on, less 32: the first or
  /// second 16 of 32. Both are computed together; the compiler does so once for the two.
  template <int kLow, int kHigh, int kPart>
  static __m128i six_bits(const std::uint8_t* low, const std::uint8_t* high) noexcept {
    const __m256i four =
        _mm256_and_si256(_mm256_srli_epi16(load_pair(low), kLow), _mm256_set1_epi8(15));
    const __m256i two =
        _mm256_and_si256(_mm256_srli_epi16(load_pair(high), kHigh), _mm256_set1_epi8(3));
    const __m256i codes = _mm256_or_si256(four, _mm256_slli_epi16(two, 4));
    return _mm256_extracti128_si256(_mm256_sub_epi8(codes, _mm256_set1_epi8(32)), kPart);
  }
};

}  // namespace
}  // namespace bitnet::kernels
