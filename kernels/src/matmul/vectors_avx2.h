// SPDX-License-Identifier: Apache-2.0
// The AVX2 vector class of the product templates: 16 rows in two registers. vpmaddubsw of digits
// 0..2 and activations is at most 512 in magnitude, so the five planes of a step stay far inside 16
// bits before they are widened. Internal linkage.
#pragma once

#include "matmul/matmul_geometry.h"
#include "matmul/turn128.h"

#include <type_traits>

namespace bitnet::kernels {
namespace {

struct Avx2Products {
  static constexpr std::size_t kTokenTile = 4;
  static constexpr std::size_t kTokens = 16;
  static constexpr std::size_t kLookupSteps = 2;
  static constexpr std::size_t kLookupFrom = 13;
  static constexpr std::size_t kAhead = 8192;  // bytes of codes; reading on across pages

  template <MatmulLayout kLayout>
  struct Planes {
    __m256i plane[step_cols(kLayout) / 4];
  };

  static __m256i splat(int byte) noexcept { return _mm256_set1_epi8(static_cast<char>(byte)); }

  static __m256i load256(const void* p) noexcept {
    return _mm256_load_si256(static_cast<const __m256i*>(p));
  }

  static void store256(void* p, __m256i v) noexcept {
    _mm256_store_si256(static_cast<__m256i*>(p), v);
  }

  /// n mod m for n < 3 * m <= 243.
  template <int kModulus>
  static __m256i remainder3(__m256i n) noexcept {
    const __m256i once = _mm256_sub_epi8(n, splat(kModulus));
    const __m256i twice = _mm256_sub_epi8(n, splat(2 * kModulus));
    return _mm256_min_epu8(n, _mm256_min_epu8(once, twice));
  }

  static __m256i digits(__m256i codes, int shift) noexcept {
    const __m256i moved = shift == 0 ? codes : _mm256_srli_epi16(codes, shift);
    return _mm256_and_si256(moved, splat(3));
  }

  static __m256i table(__m128i bytes, __m256i index) noexcept {
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), index);
  }

  /// Planes of digits 0..2.
  template <MatmulLayout kLayout>
  static Planes<kLayout> unpack(__m256i codes) noexcept {
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return {{digits(codes, 0), digits(codes, 2), digits(codes, 4), digits(codes, 6)}};
    } else {
      const __m256i low4 = remainder3<81>(codes);
      const __m256i low3 = remainder3<27>(low4);
      const __m256i low2 = remainder3<9>(low3);
      const __m128i ones = _mm_setr_epi8(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0);
      const __m128i threes = _mm_setr_epi8(0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0);
      // 9, 18, 27 and 54 differ in their low four bits, which is all that the shuffle looks at;
      // 81 = 1 * 64 + 17, 162 = 2 * 64 + 34.
      const __m128i nines = _mm_setr_epi8(0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
      const __m128i twenty_sevens = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0);
      return {{table(ones, low2), table(threes, low2), table(nines, _mm256_sub_epi8(low3, low2)),
               table(twenty_sevens, _mm256_sub_epi8(low4, low3)),
               digits(_mm256_sub_epi8(codes, low4), 6)}};
    }
  }

  static __m256i widen_pairs(__m256i v) noexcept {
    return _mm256_madd_epi16(v, _mm256_set1_epi16(1));
  }

  template <MatmulLayout kLayout, std::size_t kCount>
  struct PlaneSums {
    static constexpr std::size_t kPlanes = step_cols(kLayout) / 4;
    __m256i sum[kCount][2];

    void clear() noexcept {
      for (auto& s : sum) {
        s[0] = _mm256_setzero_si256();
        s[1] = _mm256_setzero_si256();
      }
    }

    void add(const std::uint8_t* codes, const std::int8_t* q, std::size_t stride) noexcept {
      if constexpr (kCount == 1) {
        __builtin_prefetch(codes + kAhead);
      }
      for (std::size_t half = 0; half < 2; ++half) {
        const Planes<kLayout> planes = unpack<kLayout>(load256(codes + 32 * half));
        for (std::size_t t = 0; t < kCount; ++t) {
          __m256i pairs = _mm256_setzero_si256();
          for (std::size_t p = 0; p < kPlanes; ++p) {
            const __m256i four = _mm256_set1_epi32(quad(q + t * stride + 4 * p));
            pairs = _mm256_add_epi16(pairs, _mm256_maddubs_epi16(planes.plane[p], four));
          }
          sum[t][half] = _mm256_add_epi32(sum[t][half], widen_pairs(pairs));
        }
      }
    }

    void total(std::size_t t, std::int32_t* totals) const noexcept {
      store256(totals, sum[t][0]);
      store256(totals + 8, sum[t][1]);
    }
  };

  /// One token of bits2. Digits are multiplied where they are, in bits 1..0 and 3..2, and pairs of
  /// products stay in 16 bits for kBlockSteps steps: two planes of 2 * (4 * 2 * q) each, -32768 to
  /// 32512.
  struct OneTokenSums {
    static constexpr std::size_t kBlockSteps = 8;
    __m256i ones[2], fours[2];  // of rows 0..7 and 8..15
    __m256i pairs_ones[2], pairs_fours[2];

    void clear() noexcept {
      for (std::size_t half = 0; half < 2; ++half) {
        ones[half] = fours[half] = _mm256_setzero_si256();
        pairs_ones[half] = pairs_fours[half] = _mm256_setzero_si256();
      }
    }

    static __m256i plus(__m256i pairs, __m256i codes, int mask, __m256i four) noexcept {
      return _mm256_add_epi16(pairs,
                              _mm256_maddubs_epi16(_mm256_and_si256(codes, splat(mask)), four));
    }

    void add(const std::uint8_t* codes, const std::int8_t* q, std::size_t) noexcept {
      __builtin_prefetch(codes + kAhead);
      const __m256i q0 = _mm256_set1_epi32(quad(q));
      const __m256i q1 = _mm256_set1_epi32(quad(q + 4));
      const __m256i q2 = _mm256_set1_epi32(quad(q + 8));
      const __m256i q3 = _mm256_set1_epi32(quad(q + 12));
      for (std::size_t half = 0; half < 2; ++half) {
        const __m256i low = load256(codes + 32 * half);
        const __m256i high = _mm256_srli_epi16(low, 4);
        pairs_ones[half] = plus(plus(pairs_ones[half], low, 0x03, q0), high, 0x03, q2);
        pairs_fours[half] = plus(plus(pairs_fours[half], low, 0x0c, q1), high, 0x0c, q3);
      }
    }

    void end_block() noexcept {
      for (std::size_t half = 0; half < 2; ++half) {
        ones[half] = _mm256_add_epi32(ones[half], widen_pairs(pairs_ones[half]));
        fours[half] = _mm256_add_epi32(fours[half], widen_pairs(pairs_fours[half]));
        pairs_ones[half] = pairs_fours[half] = _mm256_setzero_si256();
      }
    }

    void total(std::size_t, std::int32_t* totals) const noexcept {
      store256(totals, _mm256_add_epi32(ones[0], _mm256_srai_epi32(fours[0], 2)));
      store256(totals + 8, _mm256_add_epi32(ones[1], _mm256_srai_epi32(fours[1], 2)));
    }
  };

  template <MatmulLayout kLayout, std::size_t kCount>
  using Sums = std::conditional_t<kLayout == MatmulLayout::kBits2 && kCount == 1, OneTokenSums,
                                  PlaneSums<kLayout, kCount>>;

  // Lookup: 16 tokens in the lanes, entries of 32 bytes.
  using Tokens = __m256i;

  static Tokens zero() noexcept { return _mm256_setzero_si256(); }

  static Tokens add(Tokens a, Tokens b) noexcept { return _mm256_add_epi16(a, b); }

  static Tokens subtract(Tokens a, Tokens b) noexcept { return _mm256_sub_epi16(a, b); }

  static Tokens load(const std::int16_t* p) noexcept { return load256(p); }

  static Tokens load_entry(const char* p) noexcept { return load256(p); }

  static Tokens absolute(Tokens v) noexcept { return _mm256_abs_epi16(v); }

  static Tokens add_saturated(Tokens a, Tokens b) noexcept { return _mm256_adds_epi16(a, b); }

  static bool any_saturated(Tokens v) noexcept {
    return _mm256_movemask_epi8(_mm256_cmpeq_epi16(v, _mm256_set1_epi16(32767))) != 0;
  }

  static void store(std::int16_t* p, Tokens v) noexcept { store256(p, v); }

  static Tokens load_column(const std::int8_t* column) noexcept {
    const void* const p = column;
    return _mm256_cvtepi8_epi16(_mm_load_si128(static_cast<const __m128i*>(p)));
  }

  template <bool kFirst>
  static void widen(const std::int16_t* sums, std::int32_t* wide) noexcept {
    const __m256i v = load(sums);
    const __m256i low = _mm256_cvtepi16_epi32(_mm256_castsi256_si128(v));
    const __m256i high = _mm256_cvtepi16_epi32(_mm256_extracti128_si256(v, 1));
    store256(wide, kFirst ? low : _mm256_add_epi32(load256(wide), low));
    store256(wide + 8, kFirst ? high : _mm256_add_epi32(load256(wide + 8), high));
  }

  static void transpose16(const std::int8_t* const* lanes, std::size_t col, std::int8_t* out,
                          std::size_t stride) noexcept {
    transpose_bytes16(lanes, col, out, stride);
  }

  static void transpose_sums(const std::int32_t* in, std::int32_t* out) noexcept {
    transpose_sums16<Avx2Products, kTokens>(in, out);
  }

  /// Index 0..80 of the 4 digits in each word.
  static __m256i index(__m256i plane) noexcept {
    const __m256i pairs = _mm256_maddubs_epi16(plane, _mm256_set1_epi16(0x0301));
    return _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00090001));
  }

  /// Where the offsets and the sums of a row are, as the unpacking of word pairs puts them.
  static constexpr std::size_t slot(std::size_t row) noexcept {
    return row / 8 * 8 + row % 4 / 2 * 4 + row % 8 / 4 * 2 + row % 2;
  }

  /// Two indices in the halves of each word.
  static __m256i index_pair(__m256i low, __m256i high) noexcept {
    return _mm256_or_si256(index(low), _mm256_slli_epi32(index(high), 16));
  }

  /// Byte offsets of the entries that 16 rows select in the tables of one step: of planes 0..3 16
  /// bits each, row after row in slots; then of plane 4 32 bits each.
  template <MatmulLayout kLayout>
  static void offsets(const std::uint8_t* codes, std::uint16_t* out) noexcept {
    for (std::size_t half = 0; half < 2; ++half) {
      const Planes<kLayout> planes = unpack<kLayout>(load256(codes + 32 * half));
      const __m256i a = _mm256_slli_epi16(index_pair(planes.plane[0], planes.plane[1]), 5);
      const __m256i b = _mm256_slli_epi16(index_pair(planes.plane[2], planes.plane[3]), 5);
      store256(out + 32 * half, _mm256_unpacklo_epi32(a, b));
      store256(out + 32 * half + 16, _mm256_unpackhi_epi32(a, b));
      if constexpr (kLayout == MatmulLayout::kTrits5) {
        const __m256i order = _mm256_setr_epi32(0, 1, 4, 5, 2, 3, 6, 7);
        const __m256i fifth = _mm256_slli_epi32(index(planes.plane[4]), 5);
        store256(out + 64 + 16 * half, _mm256_permutevar8x32_epi32(fifth, order));
      }
    }
  }

  static __m256 outputs8(const std::int32_t* sums, std::int32_t minus, float act_scale,
                         float scale) noexcept {
    const __m256i dots = _mm256_sub_epi32(load256(sums), _mm256_set1_epi32(minus));
    return _mm256_mul_ps(_mm256_div_ps(_mm256_cvtepi32_ps(dots), _mm256_set1_ps(act_scale)),
                         _mm256_set1_ps(scale));
  }

  static void store_outputs16(const std::int32_t* sums, std::int32_t minus, float act_scale,
                              float scale, float* y) noexcept {
    _mm256_storeu_ps(y, outputs8(sums, minus, act_scale, scale));
    _mm256_storeu_ps(y + 8, outputs8(sums + 8, minus, act_scale, scale));
  }
};

}  // namespace
}  // namespace bitnet::kernels
