// SPDX-License-Identifier: Apache-2.0
// Codes to planes with AVX-512 VBMI: four trits of trits5 by one lookup in 81 bytes, whose entries
// hold digit t in bits 2t+1..2t; fields are multiplied where they are. Internal linkage.
#pragma once

#include "matmul/unpack_avx512vnni.h"

namespace bitnet::kernels {
namespace {

struct UnpackVbmi {
  struct Table {
    alignas(64) std::uint8_t byte[128];
  };

  static constexpr Table make_table() noexcept {
    Table table{};
    for (unsigned n = 0; n < 81; ++n) {
      table.byte[n] =
          static_cast<std::uint8_t>(n % 3 | n / 3 % 3 << 2 | n / 9 % 3 << 4 | n / 27 << 6);
    }
    return table;
  }

  static __m512i fields(__m512i low4) noexcept {
    static constexpr Table kTable = make_table();
    return _mm512_permutex2var_epi8(_mm512_load_si512(&kTable.byte[0]), low4,
                                    _mm512_load_si512(&kTable.byte[64]));
  }

  /// Plane t times its scale: trits5 1, 4, 16, 64, 81; bits2 1, 4, 16, 64.
  template <MatmulLayout kLayout>
  static Planes512<kLayout> multiples(__m512i codes) noexcept {
    const auto mask = [](__m512i v, int bits) noexcept {
      return _mm512_and_si512(v, splat512(bits));
    };
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return {{mask(codes, 0x03), mask(codes, 0x0c), mask(codes, 0x30), mask(codes, 0xc0)}};
    } else {
      const __m512i low4 = remainder512<81>(codes);
      const __m512i v = fields(low4);
      return {{mask(v, 0x03), mask(v, 0x0c), mask(v, 0x30), mask(v, 0xc0),
               _mm512_sub_epi8(codes, low4)}};
    }
  }

  /// Planes of digits 0..2.
  template <MatmulLayout kLayout>
  static Planes512<kLayout> digits(__m512i codes) noexcept {
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return UnpackVnni::digits<kLayout>(codes);
    } else {
      const __m512i low4 = remainder512<81>(codes);
      const __m512i v = fields(low4);
      return {{field512<0>(v), field512<2>(v), field512<4>(v), field512<6>(v),
               field512<6>(_mm512_sub_epi8(codes, low4))}};
    }
  }

  template <MatmulLayout kLayout>
  static __m512i sum_of_multiples(const UnpackVnni::FiveSums& s) noexcept {
    const __m512i low = _mm512_add_epi32(s.a, _mm512_srai_epi32(s.b, 2));
    const __m512i high = _mm512_add_epi32(_mm512_srai_epi32(s.c, 4), _mm512_srai_epi32(s.d, 6));
    const __m512i four = _mm512_add_epi32(low, high);
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return four;
    } else {
      return _mm512_add_epi32(four, UnpackVnni::product(s.e, 0x781948b1));  // 1 / 81 modulo 2^32
    }
  }

  /// 64 / scale modulo 2^16, two planes in a word.
  template <MatmulLayout kLayout>
  static constexpr OffsetFactors offset_factors() noexcept {
    return {0x00100040, 0x00010004, 64 * 0x48b1 & 0xffff};
  }
};

}  // namespace
}  // namespace bitnet::kernels
