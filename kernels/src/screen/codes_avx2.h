// SPDX-License-Identifier: Apache-2.0
// Codes of the screen (layout in screen.h) in 256-bit registers: packing, and integer sums with the
// two planes of the query. Internal linkage (see lanes_avx2.h).
#pragma once

#include "ops/lanes_avx2.h"
#include "screen/screen_layout.h"
#include "screen/stream_reader.h"

namespace bitnet::kernels {
namespace {

struct Codes256 {
  static __m256i load(const void* p) noexcept {
    return _mm256_loadu_si256(static_cast<const __m256i*>(p));
  }

  static void store(void* p, __m256i v) noexcept {
    _mm256_storeu_si256(static_cast<__m256i*>(p), v);
  }

  /// 16 floats 0..63, whole numbers, as bytes.
  static void store_codes(std::uint8_t* dst, Lanes256::Floats codes) noexcept {
    const __m256i words =
        _mm256_packus_epi32(_mm256_cvttps_epi32(codes.low), _mm256_cvttps_epi32(codes.high));
    const __m256i ordered = _mm256_permute4x64_epi64(words, 0xd8);
    const __m128i bytes =
        _mm_packus_epi16(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(dst), bytes);
  }

  /// 128 codes 0..63 -> 64 bytes of bits 4..1, 16 bytes of bits 5, 16 bytes of bits 0.
  static void pack_group(const std::uint8_t* codes, std::uint8_t* nibbles, std::uint8_t* fifth,
                         std::uint8_t* refine) noexcept {
    const __m256i mask = _mm256_set1_epi8(15);
    for (std::size_t i = 0; i < 4; ++i) {
      const __m256i c = load(codes + 32 * i);
      const int top = _mm256_movemask_epi8(_mm256_slli_epi16(c, 2));
      const int bottom = _mm256_movemask_epi8(_mm256_slli_epi16(c, 7));
      __builtin_memcpy(fifth + 4 * i, &top, sizeof top);
      __builtin_memcpy(refine + 4 * i, &bottom, sizeof bottom);
    }
    for (std::size_t i = 0; i < 2; ++i) {
      const __m256i low = _mm256_and_si256(_mm256_srli_epi16(load(codes + 32 * i), 1), mask);
      const __m256i high = _mm256_and_si256(_mm256_srli_epi16(load(codes + 64 + 32 * i), 1), mask);
      store(nibbles + 32 * i, _mm256_or_si256(low, _mm256_slli_epi16(high, 4)));
    }
  }

  /// 32 bits -> bytes 0 or 0xff.
  static __m256i spread(const std::uint8_t* bits) noexcept {
    std::int32_t word = 0;
    __builtin_memcpy(&word, bits, sizeof word);
    const __m256i source = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2,
                                            2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
    const __m256i each = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201ULL));
    const __m256i bytes = _mm256_shuffle_epi8(_mm256_set1_epi32(word), source);
    return _mm256_cmpeq_epi8(_mm256_and_si256(bytes, each), each);
  }

  static std::int64_t total(__m256i sums) noexcept {
    const __m128i four =
        _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
  }

  /// Products of 128 unsigned values (at most 31) with signed bytes: 4 of them fit 16 bits in
  /// pairs.
  static __m256i dot_group(const __m256i (&c)[4], const std::int8_t* q) noexcept {
    const __m256i low = _mm256_add_epi16(_mm256_maddubs_epi16(c[0], load(q)),
                                         _mm256_maddubs_epi16(c[1], load(q + 32)));
    const __m256i high = _mm256_add_epi16(_mm256_maddubs_epi16(c[2], load(q + 64)),
                                          _mm256_maddubs_epi16(c[3], load(q + 96)));
    return _mm256_madd_epi16(_mm256_add_epi16(low, high), _mm256_set1_epi16(1));
  }

  static constexpr std::size_t kRows = 1;

  /// Sum of c * (256 high + low) over all columns of a row of `stride` bytes. Reads `ahead`, a row
  /// too, into the cache meanwhile.
  template <std::size_t kCount>
  static void code_sums(const std::uint8_t* codes, std::size_t stride, std::size_t groups,
                        const std::int8_t* high, const std::int8_t* low, const std::uint8_t* ahead,
                        std::int64_t* sums) noexcept {
    static_assert(kCount == 1);
    StreamReader stream(ahead, stride, groups);
    const std::uint8_t* fifth = codes + groups * kGroupNibbles;
    const __m256i mask = _mm256_set1_epi8(15);
    const __m256i sixteen = _mm256_set1_epi8(16);
    __m256i upper = _mm256_setzero_si256();
    __m256i lower = _mm256_setzero_si256();
    for (std::size_t g = 0; g < groups; ++g, codes += kGroupNibbles, fifth += kGroupBits) {
      stream.next();
      const __m256i first = load(codes);
      const __m256i second = load(codes + 32);
      __m256i c[4] = {_mm256_and_si256(first, mask), _mm256_and_si256(second, mask),
                      _mm256_and_si256(_mm256_srli_epi16(first, 4), mask),
                      _mm256_and_si256(_mm256_srli_epi16(second, 4), mask)};
      for (std::size_t i = 0; i < 4; ++i) {
        c[i] = _mm256_or_si256(c[i], _mm256_and_si256(spread(fifth + 4 * i), sixteen));
      }
      upper = _mm256_add_epi32(upper, dot_group(c, high + g * kScreenGroup));
      lower = _mm256_add_epi32(lower, dot_group(c, low + g * kScreenGroup));
    }
    sums[0] = 256 * total(upper) + total(lower);
  }

  /// Sum of b * (256 high + low) over all columns.
  static std::int64_t bit_sum(const std::uint8_t* bits, std::size_t groups, const std::int8_t* high,
                              const std::int8_t* low) noexcept {
    const __m256i one = _mm256_set1_epi8(1);
    __m256i upper = _mm256_setzero_si256();
    __m256i lower = _mm256_setzero_si256();
    for (std::size_t g = 0; g < groups; ++g, bits += kGroupBits) {
      __m256i b[4];
      for (std::size_t i = 0; i < 4; ++i) {
        b[i] = _mm256_and_si256(spread(bits + 4 * i), one);
      }
      upper = _mm256_add_epi32(upper, dot_group(b, high + g * kScreenGroup));
      lower = _mm256_add_epi32(lower, dot_group(b, low + g * kScreenGroup));
    }
    return 256 * total(upper) + total(lower);
  }
};

}  // namespace
}  // namespace bitnet::kernels
