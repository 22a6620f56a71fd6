// SPDX-License-Identifier: Apache-2.0
// 16-bit sums of looked-up pairs in AVX-512: the four 128-bit lanes are four nibbles of the same 16
// rows. Internal linkage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

template <bool kSigned>
struct PairSums512 {
  static constexpr int kNibbles = 2;  // of a row, that one step adds to a sum
  __m512i rows0;                      // rows 0..7 in each lane
  __m512i rows8;                      // rows 8..15

  void clear() noexcept {
    rows0 = _mm512_setzero_si512();
    rows8 = _mm512_setzero_si512();
  }

  /// Word bit that holds the sign of nibble `odd` (lower, upper) in lane m: 2 * m + odd.
  static __m512i sign_bits(int odd) noexcept {
    const auto bits = [odd](int m) noexcept { return (1 << (2 * m + odd)) * 0x00010001; };
    return _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm256_setr_epi32(bits(0), bits(0), bits(0), bits(0), bits(1),
                                                 bits(1), bits(1), bits(1))),
        _mm256_setr_epi32(bits(2), bits(2), bits(2), bits(2), bits(3), bits(3), bits(3), bits(3)),
        1);
  }

  static __m512i signed_words(__m512i words, __m512i signs, int odd) noexcept {
    if constexpr (kSigned) {
      const __mmask32 negative = _mm512_test_epi16_mask(signs, sign_bits(odd));
      return _mm512_mask_sub_epi16(words, negative, _mm512_setzero_si512(), words);
    } else {
      return words;
    }
  }

  void look_up(__m512i index, const std::uint8_t* tables, __m512i signs, int odd) noexcept {
    const __m512i low = _mm512_shuffle_epi8(_mm512_load_si512(tables), index);
    const __m512i high = _mm512_shuffle_epi8(_mm512_load_si512(tables + 64), index);
    const __m512i signs0 = _mm512_unpacklo_epi8(signs, signs);
    const __m512i signs8 = _mm512_unpackhi_epi8(signs, signs);
    rows0 = _mm512_add_epi16(rows0, signed_words(_mm512_unpacklo_epi8(low, high), signs0, odd));
    rows8 = _mm512_add_epi16(rows8, signed_words(_mm512_unpackhi_epi8(low, high), signs8, odd));
  }

  void add(const std::uint8_t* codes, const std::uint8_t* tables,
           const std::uint8_t* signs) noexcept {
    const __m512i mask = _mm512_set1_epi8(15);
    const __m512i bytes = _mm512_load_si512(codes);
    __m512i sign = _mm512_setzero_si512();
    if constexpr (kSigned) {
      const void* const p = signs;
      sign = _mm512_broadcast_i32x4(_mm_load_si128(static_cast<const __m128i*>(p)));
    }
    look_up(_mm512_and_si512(bytes, mask), tables, sign, 0);
    look_up(_mm512_and_si512(_mm512_srli_epi16(bytes, 4), mask), tables + 128, sign, 1);
  }

  static __m256i lanes_sum(__m512i v) noexcept {
    const __m256i a = _mm512_castsi512_si256(v);
    const __m256i b = _mm512_extracti64x4_epi64(v, 1);
    const auto wide = [](__m128i words) noexcept { return _mm256_cvtepi16_epi32(words); };
    return _mm256_add_epi32(
        _mm256_add_epi32(wide(_mm256_castsi256_si128(a)), wide(_mm256_extracti128_si256(a, 1))),
        _mm256_add_epi32(wide(_mm256_castsi256_si128(b)), wide(_mm256_extracti128_si256(b, 1))));
  }

  void add_to(std::int32_t* totals) const noexcept {
    void* const p = totals;
    const __m512i sums =
        _mm512_inserti64x4(_mm512_castsi256_si512(lanes_sum(rows0)), lanes_sum(rows8), 1);
    _mm512_store_si512(p, _mm512_add_epi32(_mm512_load_si512(p), sums));
  }
};

}  // namespace
}  // namespace bitnet::kernels
