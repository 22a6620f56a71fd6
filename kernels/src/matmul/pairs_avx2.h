// SPDX-License-Identifier: Apache-2.0
// 16-bit sums of looked-up pairs in AVX2: the two 128-bit lanes are two nibbles of the same 16
// rows. Internal linkage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

template <bool kSigned>
struct PairSums256 {
  static constexpr int kNibbles = 4;  // of a row, that one step adds to a sum
  __m256i rows0;                      // rows 0..7 in each lane
  __m256i rows8;                      // rows 8..15

  void clear() noexcept {
    rows0 = _mm256_setzero_si256();
    rows8 = _mm256_setzero_si256();
  }

  static __m256i load256(const void* p) noexcept {
    return _mm256_load_si256(static_cast<const __m256i*>(p));
  }

  /// signs: bytes doubled to words; bit: where each lane's sign is.
  static __m256i signed_words(__m256i words, __m256i signs, __m256i bit) noexcept {
    if constexpr (kSigned) {
      const __m256i minus = _mm256_cmpeq_epi16(_mm256_and_si256(signs, bit), bit);
      return _mm256_sub_epi16(_mm256_xor_si256(words, minus), minus);
    } else {
      return words;
    }
  }

  void look_up(__m256i index, const std::uint8_t* tables, __m256i signs, int first) noexcept {
    const __m256i low = _mm256_shuffle_epi8(load256(tables), index);
    const __m256i high = _mm256_shuffle_epi8(load256(tables + 64), index);
    const int a = (1 << first) * 0x00010001;
    const int b = (4 << first) * 0x00010001;
    const __m256i bit = _mm256_setr_epi32(a, a, a, a, b, b, b, b);
    const __m256i signs0 = _mm256_unpacklo_epi8(signs, signs);
    const __m256i signs8 = _mm256_unpackhi_epi8(signs, signs);
    rows0 = _mm256_add_epi16(rows0, signed_words(_mm256_unpacklo_epi8(low, high), signs0, bit));
    rows8 = _mm256_add_epi16(rows8, signed_words(_mm256_unpackhi_epi8(low, high), signs8, bit));
  }

  void add(const std::uint8_t* codes, const std::uint8_t* tables,
           const std::uint8_t* signs) noexcept {
    const __m256i mask = _mm256_set1_epi8(15);
    __m256i sign = _mm256_setzero_si256();
    if constexpr (kSigned) {
      const void* const p = signs;
      sign = _mm256_broadcastsi128_si256(_mm_load_si128(static_cast<const __m128i*>(p)));
    }
    for (int half = 0; half < 2; ++half) {
      const std::ptrdiff_t offset = std::ptrdiff_t{32} * half;
      const __m256i bytes = load256(codes + offset);
      const std::uint8_t* const at = tables + offset;
      look_up(_mm256_and_si256(bytes, mask), at, sign, 4 * half);
      look_up(_mm256_and_si256(_mm256_srli_epi16(bytes, 4), mask), at + 128, sign, 4 * half + 1);
    }
  }

  static __m256i lanes_sum(__m256i v) noexcept {
    return _mm256_add_epi32(_mm256_cvtepi16_epi32(_mm256_castsi256_si128(v)),
                            _mm256_cvtepi16_epi32(_mm256_extracti128_si256(v, 1)));
  }

  void add_to(std::int32_t* totals) const noexcept {
    auto* const p = static_cast<__m256i*>(static_cast<void*>(totals));
    _mm256_store_si256(p, _mm256_add_epi32(_mm256_load_si256(p), lanes_sum(rows0)));
    _mm256_store_si256(p + 1, _mm256_add_epi32(_mm256_load_si256(p + 1), lanes_sum(rows8)));
  }
};

}  // namespace
}  // namespace bitnet::kernels
