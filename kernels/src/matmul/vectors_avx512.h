// SPDX-License-Identifier: Apache-2.0
// The AVX-512 vector class of the product templates: 16 rows in one register. U unpacks codes to
// planes, in one of two ways (unpack_avx512vnni.h, unpack_avx512vbmi.h). Internal linkage.
#pragma once

#include "matmul/matmul_geometry.h"
#include "matmul/pairs_avx512vnni.h"
#include "matmul/turn128.h"

namespace bitnet::kernels {
namespace {

template <MatmulLayout kLayout>
struct Planes512 {
  __m512i plane[step_cols(kLayout) / 4];
};

inline __m512i splat512(int byte) noexcept {
  return _mm512_set1_epi8(static_cast<char>(byte));
}

/// n mod m for n < 3 * m <= 243: the smallest of n, n - m, n - 2m as unsigned bytes.
template <int kModulus>
__m512i remainder512(__m512i n) noexcept {
  const __m512i once = _mm512_sub_epi8(n, splat512(kModulus));
  const __m512i twice = _mm512_sub_epi8(n, splat512(2 * kModulus));
  return _mm512_min_epu8(n, _mm512_min_epu8(once, twice));
}

/// Two bits of each byte.
template <unsigned kShift>
__m512i field512(__m512i codes) noexcept {
  return _mm512_and_si512(kShift == 0 ? codes : _mm512_srli_epi16(codes, kShift), splat512(3));
}

template <class U>
struct Avx512Products {
  static constexpr bool kHasLookup = true;
  static constexpr std::size_t kTokenTile = 8;
  static constexpr std::size_t kTokens = 32;      // of a lookup block
  static constexpr std::size_t kLookupSteps = 1;  // 5 tables of 5 KiB leave room in a 32 KiB cache
  static constexpr std::size_t kLookupFrom = 24;  // tokens from which a block beats vpdpbusd

  template <bool kSigned>
  using PairSums = PairSums512<kSigned>;

  static __m512i load_codes(const std::uint8_t* p) noexcept { return _mm512_load_si512(p); }

  static __m512i dot(__m512i sum, __m512i plane, const std::int8_t* q) noexcept {
    return _mm512_dpbusd_epi32(sum, plane, _mm512_set1_epi32(quad(q)));
  }

  template <MatmulLayout kLayout, std::size_t kCount>
  struct Sums {
    static constexpr std::size_t kPlanes = step_cols(kLayout) / 4;
    __m512i sum[kCount];

    void clear() noexcept {
      for (__m512i& s : sum) {
        s = _mm512_setzero_si512();
      }
    }

    void add(const std::uint8_t* codes, const std::int8_t* q, std::size_t stride) noexcept {
      const Planes512<kLayout> planes = U::template digits<kLayout>(load_codes(codes));
      for (std::size_t p = 0; p < kPlanes; ++p) {
        for (std::size_t t = 0; t < kCount; ++t) {
          sum[t] = dot(sum[t], planes.plane[p], q + t * stride + 4 * p);
        }
      }
    }

    void total(std::size_t t, std::int32_t* totals) const noexcept {
      _mm512_store_si512(totals, sum[t]);
    }
  };

  /// One token: a sum for each plane, so that no digit needs to be normalised and no sum waits for
  /// the other.
  template <MatmulLayout kLayout>
  struct Sums<kLayout, 1> {
    static constexpr std::size_t kAhead = 8192;  // bytes; reading on across pages
    __m512i a, b, c, d, e;                       // no array: g++ 12 would copy it at every step

    void clear() noexcept { a = b = c = d = e = _mm512_setzero_si512(); }

    void add(const std::uint8_t* codes, const std::int8_t* q, std::size_t) noexcept {
      __builtin_prefetch(codes + kAhead);
      const Planes512<kLayout> planes = U::template multiples<kLayout>(load_codes(codes));
      a = dot(a, planes.plane[0], q);
      b = dot(b, planes.plane[1], q + 4);
      c = dot(c, planes.plane[2], q + 8);
      d = dot(d, planes.plane[3], q + 12);
      if constexpr (kLayout == MatmulLayout::kTrits5) {
        e = dot(e, planes.plane[4], q + 16);
      }
    }

    void total(std::size_t, std::int32_t* totals) const noexcept {
      _mm512_store_si512(totals, U::template sum_of_multiples<kLayout>({a, b, c, d, e}));
    }
  };

  // Lookup: 32 tokens in the lanes, entries of 64 bytes.
  using Tokens = __m512i;

  static Tokens zero() noexcept { return _mm512_setzero_si512(); }

  static Tokens add(Tokens a, Tokens b) noexcept { return _mm512_add_epi16(a, b); }

  static Tokens subtract(Tokens a, Tokens b) noexcept { return _mm512_sub_epi16(a, b); }

  static Tokens load(const std::int16_t* p) noexcept { return _mm512_load_si512(p); }

  static Tokens load_entry(const char* p) noexcept { return _mm512_load_si512(p); }

  static Tokens absolute(Tokens v) noexcept { return _mm512_abs_epi16(v); }

  static Tokens add_saturated(Tokens a, Tokens b) noexcept { return _mm512_adds_epi16(a, b); }

  static bool any_saturated(Tokens v) noexcept {
    return _mm512_cmpeq_epi16_mask(v, _mm512_set1_epi16(32767)) != 0;
  }

  static void store(std::int16_t* p, Tokens v) noexcept { _mm512_store_si512(p, v); }

  static Tokens load_column(const std::int8_t* column) noexcept {
    const void* const p = column;
    return _mm512_cvtepi8_epi16(_mm256_load_si256(static_cast<const __m256i*>(p)));
  }

  template <bool kFirst>
  static void widen(const std::int16_t* sums, std::int32_t* wide) noexcept {
    const __m512i v = load(sums);
    const __m512i low = _mm512_cvtepi16_epi32(_mm512_castsi512_si256(v));
    const __m512i high = _mm512_cvtepi16_epi32(_mm512_extracti64x4_epi64(v, 1));
    _mm512_store_si512(wide, kFirst ? low : _mm512_add_epi32(_mm512_load_si512(wide), low));
    _mm512_store_si512(wide + 16,
                       kFirst ? high : _mm512_add_epi32(_mm512_load_si512(wide + 16), high));
  }

  static void transpose16(const std::int8_t* const* lanes, std::size_t col, std::int8_t* out,
                          std::size_t stride) noexcept {
    transpose_bytes16(lanes, col, out, stride);
  }

  static void transpose_sums(const std::int32_t* in, std::int32_t* out) noexcept {
    transpose_sums16<Avx512Products, kTokens>(in, out);
  }

  /// Where the offsets and the sums of a row are, as the unpacking of word pairs puts them.
  static constexpr std::size_t slot(std::size_t row) noexcept {
    return row % 4 / 2 * 8 + row / 4 * 2 + row % 2;
  }

  /// Entry offsets of two planes in the halves of each word: sums of multiples of 1, 3, 9, 27
  /// become 64 * index when multiplied by 64 / scale modulo 2^16.
  static __m512i offset_pair(__m512i low, __m512i high, std::uint32_t factors) noexcept {
    const __m512i powers = _mm512_set1_epi32(0x1b090301);
    const __m512i a = _mm512_dpbusd_epi32(zero(), low, powers);
    const __m512i b = _mm512_dpbusd_epi32(zero(), high, powers);
    return _mm512_mullo_epi16(_mm512_or_si512(a, _mm512_slli_epi32(b, 16)),
                              _mm512_set1_epi32(static_cast<int>(factors)));
  }

  /// Byte offsets of the entries that 16 rows select in the tables of one step: of planes 0..3 16
  /// bits each, row after row in slots; then of plane 4 32 bits each.
  template <MatmulLayout kLayout>
  static void offsets(const std::uint8_t* codes, std::uint16_t* out) noexcept {
    const Planes512<kLayout> planes = U::template multiples<kLayout>(load_codes(codes));
    constexpr auto kFactors = U::template offset_factors<kLayout>();
    const __m512i a = offset_pair(planes.plane[0], planes.plane[1], kFactors.first);
    const __m512i b = offset_pair(planes.plane[2], planes.plane[3], kFactors.second);
    _mm512_store_si512(out, _mm512_unpacklo_epi32(a, b));
    _mm512_store_si512(out + 32, _mm512_unpackhi_epi32(a, b));
    if constexpr (kLayout == MatmulLayout::kTrits5) {
      const __m512i order = _mm512_setr_epi32(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
      const __m512i fifth = offset_pair(planes.plane[4], zero(), kFactors.third);
      _mm512_store_si512(out + 64, _mm512_permutexvar_epi32(order, fifth));
    }
  }

  static void store_outputs16(const std::int32_t* sums, std::int32_t minus, float act_scale,
                              float scale, float* y) noexcept {
    const __m512i dots = _mm512_sub_epi32(_mm512_load_si512(sums), _mm512_set1_epi32(minus));
    const __m512 quotients = _mm512_div_ps(_mm512_cvtepi32_ps(dots), _mm512_set1_ps(act_scale));
    _mm512_storeu_ps(y, _mm512_mul_ps(quotients, _mm512_set1_ps(scale)));
  }
};

}  // namespace
}  // namespace bitnet::kernels
