// SPDX-License-Identifier: Apache-2.0
// One block of tq1_0 for the vector templates: five (at the end four) trits a byte as a base-3
// fraction of 256, first trit most significant, then the f16 scale.
#pragma once

#include "simd/blocks.inl.h"

namespace bitnet::kernels {
namespace {

struct Tq1Block {
  static constexpr std::size_t kWeights = 256;
  static constexpr std::size_t kBytes = 54;
  static constexpr std::size_t kGroup = 1;
  static constexpr std::size_t kScaleOffset = 52;
  static constexpr int kBias = 1;
  static constexpr float kEmptyScale = 0.0F;

  template <class Reader>
  static void encode(const Reader& read, const typename Reader::Element* src,
                     std::uint8_t* dst) noexcept {
    __m256i wide = read(src);
    for (std::size_t digit = 1; digit < 5; ++digit) {
      wide = _mm256_add_epi8(tripled(wide), read(src + 32 * digit));
    }
    store256(dst, fraction(wide));

    const __m256i d01 = read(src + 160);
    const __m256i d23 = read(src + 192);
    const __m256i d4_last = read(src + 224);
    __m128i narrow = append(_mm256_castsi256_si128(d01), _mm256_extracti128_si256(d01, 1));
    narrow = append(narrow, _mm256_castsi256_si128(d23));
    narrow = append(narrow, _mm256_extracti128_si256(d23, 1));
    narrow = append(narrow, _mm256_castsi256_si128(d4_last));
    const __m128i last = four_digits(_mm256_extracti128_si256(d4_last, 1));
    const __m256i bytes = fraction(_mm256_set_m128i(last, narrow));
    store128(dst + 32, _mm256_castsi256_si128(bytes));
    const int quad = _mm_cvtsi128_si32(_mm256_extracti128_si256(bytes, 1));
    __builtin_memcpy(dst + 48, &quad, sizeof quad);
  }

  template <class Writer>
  static void decode(const std::uint8_t* src, const Writer& write,
                     typename Writer::Element* dst) noexcept {
    __m256i wide = _mm256_xor_si256(load256(src), splat256(0x80));
    for (std::size_t digit = 0; digit < 5; ++digit) {
      write(leading_digit(wide), dst + 32 * digit);
      wide = tripled(wide);
    }
    const __m128i d0 = _mm_xor_si128(load128(src + 32), splat128(0x80));
    const __m128i d1 = append(d0, _mm_setzero_si128());
    __m256i pair = _mm256_set_m128i(d1, d0);
    write(leading_digit(pair), dst + 160);
    pair = tripled(tripled(pair));
    write(leading_digit(pair), dst + 192);
    pair = tripled(tripled(pair));
    pair = _mm256_set_m128i(last_rows(src + 48), _mm256_castsi256_si128(pair));
    write(leading_digit(pair), dst + 224);
  }

 private:
  static __m256i tripled(__m256i v) noexcept { return _mm256_add_epi8(v, _mm256_add_epi8(v, v)); }

  /// 3 * v + digit.
  static __m128i append(__m128i v, __m128i digit) noexcept {
    return _mm_add_epi8(_mm_add_epi8(v, v), _mm_add_epi8(v, digit));
  }

  /// Digits 4t + m, t = 0..3 -> 4 numbers m with t = 0 most significant and a fifth digit of 0.
  static __m128i four_digits(__m128i digits) noexcept {
    const __m128i by_number = _mm_shuffle_epi8(
        digits, _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    const __m128i pairs = _mm_maddubs_epi16(by_number, _mm_set1_epi32(0x03091b51));
    const __m128i sums = _mm_madd_epi16(pairs, _mm_set1_epi16(1));
    return _mm_shuffle_epi8(
        sums, _mm_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  }

  /// ceil(v * 256 / 243) = v + ceil(v * 13 / 243) for v = 0..242. 3506 / 65536 is just under
  /// 13 / 243, near enough for the floor; 243 divides v * 13 only at 0, so the ceiling is one more.
  static __m256i fraction(__m256i v) noexcept {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i factor = _mm256_set1_epi16(3506);
    const __m256i low = _mm256_mulhi_epu16(_mm256_unpacklo_epi8(v, zero), factor);
    const __m256i high = _mm256_mulhi_epu16(_mm256_unpackhi_epi8(v, zero), factor);
    const __m256i nonzero = _mm256_min_epu8(v, splat256(1));
    return _mm256_add_epi8(_mm256_add_epi8(v, nonzero), _mm256_packus_epi16(low, high));
  }

  /// Of bytes x - 128 (tripling commutes with that offset modulo 256): (3 * x) >> 8, which is 1
  /// from x = 86 and 2 from x = 171.
  static __m256i leading_digit(__m256i v) noexcept {
    const __m256i one = _mm256_cmpgt_epi8(v, splat256(85 - 128));
    const __m256i two = _mm256_cmpgt_epi8(v, splat256(170 - 128));
    return _mm256_sub_epi8(_mm256_setzero_si256(), _mm256_add_epi8(one, two));
  }

  /// The 4 bytes at `src` and their first three triplings, offset by -128.
  static __m128i last_rows(const std::uint8_t* src) noexcept {
    int quad = 0;
    __builtin_memcpy(&quad, src, sizeof quad);
    const __m128i zero = _mm_setzero_si128();
    const __m128i x1 = _mm_xor_si128(_mm_cvtsi32_si128(quad), splat128(0x80));
    const __m128i x3 = append(x1, zero);
    const __m128i x9 = append(x3, zero);
    const __m128i x27 = append(x9, zero);
    return _mm_unpacklo_epi64(_mm_unpacklo_epi32(x1, x3), _mm_unpacklo_epi32(x9, x27));
  }
};

}  // namespace
}  // namespace bitnet::kernels
