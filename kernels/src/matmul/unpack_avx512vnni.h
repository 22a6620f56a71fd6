// SPDX-License-Identifier: Apache-2.0
// Codes to planes with AVX-512 BW alone: trits5 by remainders of 81, 27 and 9. What a remainder
// takes away is a multiple of the digit; vpdpbusd sums the multiples, and one exact division
// (multiplication by the inverse modulo 2^32) ends it. Internal linkage.
#pragma once

#include "matmul/vectors_avx512.h"

namespace bitnet::kernels {
namespace {

struct OffsetFactors {
  std::uint32_t first;
  std::uint32_t second;
  std::uint32_t third;
};

struct UnpackVnni {
  static __m512i table(__m128i bytes, __m512i index) noexcept {
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(bytes), index);
  }

  /// Plane t times its scale: trits5 1, 1, 9, 27, 81; bits2 1.
  template <MatmulLayout kLayout>
  static Planes512<kLayout> multiples(__m512i codes) noexcept {
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return {{field512<0>(codes), field512<2>(codes), field512<4>(codes), field512<6>(codes)}};
    } else {
      const __m512i low4 = remainder512<81>(codes);
      const __m512i low3 = remainder512<27>(low4);
      const __m512i low2 = remainder512<9>(low3);
      const __m128i ones = _mm_setr_epi8(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0);
      const __m128i threes = _mm_setr_epi8(0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0);
      return {{table(ones, low2), table(threes, low2), _mm512_sub_epi8(low3, low2),
               _mm512_sub_epi8(low4, low3), _mm512_sub_epi8(codes, low4)}};
    }
  }

  /// Planes of digits 0..2.
  template <MatmulLayout kLayout>
  static Planes512<kLayout> digits(__m512i codes) noexcept {
    Planes512<kLayout> planes = multiples<kLayout>(codes);
    if constexpr (kLayout == MatmulLayout::kTrits5) {
      // 9, 18, 27 and 54 differ in their low four bits, which is all that the shuffle looks at.
      const __m128i nines = _mm_setr_epi8(0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
      const __m128i twenty_sevens = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0);
      planes.plane[2] = table(nines, planes.plane[2]);
      planes.plane[3] = table(twenty_sevens, planes.plane[3]);
      planes.plane[4] = field512<6>(planes.plane[4]);  // 81 = 1 * 64 + 17, 162 = 2 * 64 + 34
    }
    return planes;
  }

  static __m512i product(__m512i v, std::uint32_t factor) noexcept {
    return _mm512_mullo_epi32(v, _mm512_set1_epi32(static_cast<int>(factor)));
  }

  struct FiveSums {
    __m512i a, b, c, d, e;
  };

  template <MatmulLayout kLayout>
  static __m512i sum_of_multiples(const FiveSums& s) noexcept {
    const __m512i two = _mm512_add_epi32(s.a, s.b);
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return _mm512_add_epi32(two, _mm512_add_epi32(s.c, s.d));
    } else {
      const __m512i nines = product(s.c, 0x38e38e39);  // inverses of 9, 27, 81 modulo 2^32
      const __m512i twenty_sevens = product(s.d, 0x684bda13);
      const __m512i eighty_ones = product(s.e, 0x781948b1);
      return _mm512_add_epi32(_mm512_add_epi32(two, nines),
                              _mm512_add_epi32(twenty_sevens, eighty_ones));
    }
  }

  /// 64 / scale modulo 2^16, two planes in a word.
  template <MatmulLayout kLayout>
  static constexpr OffsetFactors offset_factors() noexcept {
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return {0x00400040, 0x00400040, 0};
    } else {
      constexpr std::uint32_t kNinth = 64 * 0x8e39 & 0xffff;
      constexpr std::uint32_t kTwentySeventh = 64 * 0xda13 & 0xffff;
      constexpr std::uint32_t kEightyFirst = 64 * 0x48b1 & 0xffff;
      return {0x00400040, kNinth | kTwentySeventh << 16, kEightyFirst};
    }
  }
};

}  // namespace
}  // namespace bitnet::kernels
