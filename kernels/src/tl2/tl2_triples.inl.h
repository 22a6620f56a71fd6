// SPDX-License-Identifier: Apache-2.0
// tl2 triples of one row: seq2 <-> 4-bit magnitudes and sign bits, 96 columns (32 triples) a step.
// The order of rows is tl2.inl.h's business. Internal linkage (see codes256.h).
#pragma once

#include "simd/tiles.inl.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kTripleStepCols = 96;  // 24 bytes of seq2, 16 of magnitudes, 4 of signs

/// 24 bytes of seq2 -> 32 bytes, one triple (6 bits, first weight lowest) each.
inline __m256i triples_from_seq2(const std::uint8_t* src) noexcept {
  const __m256i spread =
      both_halves(_mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
  const __m256i lanes =
      _mm256_shuffle_epi8(_mm256_set_m128i(load128(src + 12), load128(src)), spread);
  const __m256i mask = _mm256_set1_epi32(0x3f);
  const __m256i t0 = _mm256_and_si256(lanes, mask);
  const __m256i t1 = _mm256_and_si256(_mm256_slli_epi32(lanes, 2), _mm256_slli_epi32(mask, 8));
  const __m256i t2 = _mm256_and_si256(_mm256_slli_epi32(lanes, 4), _mm256_slli_epi32(mask, 16));
  const __m256i t3 = _mm256_and_si256(_mm256_slli_epi32(lanes, 6), _mm256_slli_epi32(mask, 24));
  return _mm256_or_si256(_mm256_or_si256(t0, t1), _mm256_or_si256(t2, t3));
}

/// Inverse of triples_from_seq2; writes 4 bytes more.
inline void store_triples_as_seq2(__m256i triples, std::uint8_t* dst) noexcept {
  const __m256i pairs = _mm256_maddubs_epi16(triples, _mm256_set1_epi16(0x4001));  // 1, 64
  const __m256i quads = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x10000001));   // 1, 4096
  const __m256i close =
      both_halves(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  const __m256i bytes = _mm256_shuffle_epi8(quads, close);
  store128(dst, _mm256_castsi256_si128(bytes));
  store128(dst + 12, _mm256_extracti128_si256(bytes, 1));
}

/// v = 9a + 3b + c -> |v|, two to a byte with the first on top; bit t of the signs: v of triple t
/// is negative.
inline void encode_triples(const std::uint8_t* seq2, std::uint8_t* magnitudes,
                           std::uint8_t* signs) noexcept {
  const __m256i triples = triples_from_seq2(seq2);
  const __m256i high_weights = both_halves(
      _mm_setr_epi8(0, 9, 18, 0, 3, 12, 21, 0, 6, 15, 24, 0, 0, 0, 0, 0));  // 9 * u0 + 3 * u1
  const __m256i low_weight =
      both_halves(_mm_setr_epi8(-13, -12, -11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i high = _mm256_shuffle_epi8(high_weights, _mm256_and_si256(triples, splat256(15)));
  const __m256i low =
      _mm256_shuffle_epi8(low_weight, _mm256_and_si256(_mm256_srli_epi16(triples, 4), splat256(3)));
  const __m256i value = _mm256_add_epi8(high, low);
  const int negative = _mm256_movemask_epi8(value);
  __builtin_memcpy(signs, &negative, sizeof negative);
  const __m256i nibbles =
      _mm256_maddubs_epi16(_mm256_abs_epi8(value), _mm256_set1_epi16(0x0110));  // 16, 1
  const __m256i bytes = _mm256_packus_epi16(nibbles, nibbles);
  store128(magnitudes, _mm256_castsi256_si128(_mm256_permute4x64_epi64(bytes, 0x08)));
}

/// Inverse; magnitudes above 13 stand for three zero weights. Writes 28 bytes at `seq2`.
inline void decode_triples(const std::uint8_t* magnitudes, const std::uint8_t* signs,
                           std::uint8_t* seq2) noexcept {
  // The triples (u0 + 4 * u1 + 16 * u2) of v = 0..13 and of -v; 21 = three zero weights.
  const __m256i positive =
      both_halves(_mm_setr_epi8(21, 37, 9, 25, 41, 2, 18, 34, 6, 22, 38, 10, 26, 42, 21, 21));
  const __m256i negative =
      both_halves(_mm_setr_epi8(21, 5, 33, 17, 1, 40, 24, 8, 36, 20, 4, 32, 16, 0, 21, 21));
  const __m128i packed = load128(magnitudes);
  const __m128i first = _mm_and_si128(_mm_srli_epi16(packed, 4), splat128(15));
  const __m128i second = _mm_and_si128(packed, splat128(15));
  const __m256i nibbles =
      _mm256_set_m128i(_mm_unpackhi_epi8(first, second), _mm_unpacklo_epi8(first, second));

  int sign_bits = 0;
  __builtin_memcpy(&sign_bits, signs, sizeof sign_bits);
  const __m256i byte_of_lane = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2,
                                                2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
  const __m256i bit_of_lane = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201ULL));
  const __m256i spread = _mm256_shuffle_epi8(_mm256_set1_epi32(sign_bits), byte_of_lane);
  const __m256i is_negative = _mm256_cmpeq_epi8(_mm256_and_si256(spread, bit_of_lane), bit_of_lane);
  store_triples_as_seq2(_mm256_blendv_epi8(_mm256_shuffle_epi8(positive, nibbles),
                                           _mm256_shuffle_epi8(negative, nibbles), is_negative),
                        seq2);
}

}  // namespace
}  // namespace bitnet::kernels
