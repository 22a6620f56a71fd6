// SPDX-License-Identifier: Apache-2.0
// The AVX-512 vector class of the product templates: 16 rows in one register. Unpacks trits5
// without byte tables of 256 entries: min(n, n - 81, n - 162) over unsigned bytes is n mod 81, and
// what it takes away is 81 times the digit; vpdpbusd sums the multiples and an exact division
// (multiplication by the inverse modulo 2^32) ends it. Internal linkage.
#pragma once

#include "matmul/matmul_geometry.h"
#include "matmul/turn128.h"

namespace bitnet::kernels {
namespace {

struct Avx512Products {
  static constexpr std::size_t kTokenTile = 8;
  static constexpr std::size_t kTokens = 32;      // of a lookup block
  static constexpr std::size_t kLookupSteps = 1;  // 5 tables of 5 KiB leave room in a 32 KiB cache
  static constexpr std::size_t kLookupFrom = 24;  // tokens from which a block beats vpdpbusd

  template <MatmulLayout kLayout>
  struct Planes {
    __m512i plane[step_cols(kLayout) / 4];
  };

  static __m512i splat(int byte) noexcept { return _mm512_set1_epi8(static_cast<char>(byte)); }

  static __m512i load_codes(const std::uint8_t* p) noexcept { return _mm512_load_si512(p); }

  /// n mod m for n < 3 * m <= 243.
  template <int kModulus>
  static __m512i remainder3(__m512i n) noexcept {
    const __m512i once = _mm512_sub_epi8(n, splat(kModulus));
    const __m512i twice = _mm512_sub_epi8(n, splat(2 * kModulus));
    return _mm512_min_epu8(n, _mm512_min_epu8(once, twice));
  }

  static __m512i digits(__m512i codes, int shift) noexcept {
    const __m512i moved =
        shift == 0 ? codes : _mm512_srli_epi16(codes, static_cast<unsigned>(shift));
    return _mm512_and_si512(moved, splat(3));
  }

  static __m512i table(__m128i bytes, __m512i index) noexcept {
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(bytes), index);
  }

  /// Plane t times kScale[t]: trits5 1, 1, 9, 27, 81; bits2 1.
  template <MatmulLayout kLayout>
  static Planes<kLayout> unpack(__m512i codes) noexcept {
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return {{digits(codes, 0), digits(codes, 2), digits(codes, 4), digits(codes, 6)}};
    } else {
      const __m512i low4 = remainder3<81>(codes);
      const __m512i low3 = remainder3<27>(low4);
      const __m512i low2 = remainder3<9>(low3);
      const __m128i ones = _mm_setr_epi8(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0);
      const __m128i threes = _mm_setr_epi8(0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0);
      return {{table(ones, low2), table(threes, low2), _mm512_sub_epi8(low3, low2),
               _mm512_sub_epi8(low4, low3), _mm512_sub_epi8(codes, low4)}};
    }
  }

  /// Planes of digits 0..2.
  template <MatmulLayout kLayout>
  static void normalize(Planes<kLayout>& planes) noexcept {
    if constexpr (kLayout == MatmulLayout::kTrits5) {
      // 9, 18, 27 and 54 differ in their low four bits, which is all that the shuffle looks at.
      const __m128i nines = _mm_setr_epi8(0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
      const __m128i twenty_sevens = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0);
      planes.plane[2] = table(nines, planes.plane[2]);
      planes.plane[3] = table(twenty_sevens, planes.plane[3]);
      planes.plane[4] = digits(planes.plane[4], 6);  // 81 = 1 * 64 + 17, 162 = 2 * 64 + 34
    }
  }

  static __m512i dot(__m512i sum, __m512i plane, const std::int8_t* q) noexcept {
    return _mm512_dpbusd_epi32(sum, plane, _mm512_set1_epi32(quad(q)));
  }

  static __m512i product(__m512i v, std::uint32_t factor) noexcept {
    return _mm512_mullo_epi32(v, _mm512_set1_epi32(static_cast<int>(factor)));
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
      Planes<kLayout> planes = unpack<kLayout>(load_codes(codes));
      normalize<kLayout>(planes);
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
    static constexpr std::size_t kPlanes = step_cols(kLayout) / 4;
    static constexpr std::size_t kAhead = 4096;  // bytes; reading on across pages
    __m512i sum[kPlanes];

    void clear() noexcept {
      for (__m512i& s : sum) {
        s = _mm512_setzero_si512();
      }
    }

    void add(const std::uint8_t* codes, const std::int8_t* q, std::size_t) noexcept {
      __builtin_prefetch(codes + kAhead);
      const Planes<kLayout> planes = unpack<kLayout>(load_codes(codes));
      for (std::size_t p = 0; p < kPlanes; ++p) {
        sum[p] = dot(sum[p], planes.plane[p], q + 4 * p);
      }
    }

    void total(std::size_t, std::int32_t* totals) const noexcept {
      __m512i all = _mm512_add_epi32(sum[0], sum[1]);
      for (std::size_t p = 2; p < kPlanes; ++p) {
        constexpr bool kScaled = kLayout == MatmulLayout::kTrits5;
        // Inverses of 9, 27 and 81 modulo 2^32.
        constexpr std::uint32_t kInverse[5] = {1, 1, 0x38e38e39, 0x684bda13, 0x781948b1};
        all = _mm512_add_epi32(all, kScaled ? product(sum[p], kInverse[p]) : sum[p]);
      }
      _mm512_store_si512(totals, all);
    }
  };

  // Lookup: 32 tokens in the lanes, entries of 64 bytes.
  using Tokens = __m512i;

  static Tokens zero() noexcept { return _mm512_setzero_si512(); }

  static Tokens add(Tokens a, Tokens b) noexcept { return _mm512_add_epi16(a, b); }

  static Tokens subtract(Tokens a, Tokens b) noexcept { return _mm512_sub_epi16(a, b); }

  static Tokens load(const std::int16_t* p) noexcept { return _mm512_load_si512(p); }

  static void store(std::int16_t* p, Tokens v) noexcept { _mm512_store_si512(p, v); }

  static Tokens load_column(const std::int8_t* column) noexcept {
    const void* const p = column;
    return _mm512_cvtepi8_epi16(_mm256_load_si256(static_cast<const __m256i*>(p)));
  }

  static void widen(const std::int16_t* sums, std::int32_t* wide) noexcept {
    const __m512i v = load(sums);
    const __m512i low = _mm512_cvtepi16_epi32(_mm512_castsi512_si256(v));
    const __m512i high = _mm512_cvtepi16_epi32(_mm512_extracti64x4_epi64(v, 1));
    _mm512_store_si512(wide, _mm512_add_epi32(_mm512_load_si512(wide), low));
    _mm512_store_si512(wide + 16, _mm512_add_epi32(_mm512_load_si512(wide + 16), high));
  }

  static void transpose16(const std::int8_t* const* lanes, std::size_t col, std::int8_t* out,
                          std::size_t stride) noexcept {
    transpose_bytes16(lanes, col, out, stride);
  }

  static void transpose_sums(const std::int32_t* in, std::int32_t* out) noexcept {
    transpose_sums16<kTokens>(in, out);
  }

  /// Byte offsets of the entries that 16 rows select in the tables of one step: planes 2k and 2k+1
  /// of row i in the halves of word 16*k + i. An odd last plane leaves the upper halves alone.
  template <MatmulLayout kLayout>
  static void offsets(const std::uint8_t* codes, std::uint16_t* out) noexcept {
    constexpr std::size_t kPlanes = step_cols(kLayout) / 4;
    constexpr bool kScaled = kLayout == MatmulLayout::kTrits5;
    // Entry bytes times the inverse of the plane's scale, modulo 2^16.
    constexpr std::uint32_t kFactor[6] = {
        64, 64, 64 * 0x8e39 & 0xffff, 64 * 0xda13 & 0xffff, 64 * 0x48b1 & 0xffff, 0};
    const __m512i powers = _mm512_set1_epi32(0x1b090301);  // 1, 3, 9, 27
    const Planes<kLayout> planes = unpack<kLayout>(load_codes(codes));
    for (std::size_t p = 0; p < kPlanes; p += 2) {
      __m512i index = _mm512_dpbusd_epi32(zero(), planes.plane[p], powers);
      std::uint32_t factor = kScaled ? kFactor[p] : 64;
      if (p + 1 < kPlanes) {
        const __m512i next = _mm512_dpbusd_epi32(zero(), planes.plane[p + 1], powers);
        index = _mm512_or_si512(index, _mm512_slli_epi32(next, 16));
        factor |= (kScaled ? kFactor[p + 1] : 64U) << 16;
      }
      index = _mm512_mullo_epi16(index, _mm512_set1_epi32(static_cast<int>(factor)));
      _mm512_store_si512(out + p / 2 * 32, index);
    }
  }
};

}  // namespace
}  // namespace bitnet::kernels
