// SPDX-License-Identifier: Apache-2.0
// 16 float lanes of the striped sum in one AVX-512 register, and the steps on them that the kernel
// templates of ops, head and screen share. Knows no operation. Internal linkage: a function emitted
// here with wide instructions must never be the one that the linker keeps for the whole program.
#pragma once

#include "ops/exp_constants.h"

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

struct Lanes512 {
  using Floats = __m512;
  static constexpr std::size_t kDotsAtOnce = 16;  // accumulators that stay in registers
  static constexpr std::size_t kHeadRows = 4;     // rows x tokens of a logits tile
  static constexpr std::size_t kHeadTokens = 4;
  static constexpr std::size_t kQueryRows = 2;     // queries that share a load of the cache
  static constexpr std::size_t kValueVectors = 8;  // accumulators of one attention result

  static __mmask16 first(std::size_t n) noexcept { return static_cast<__mmask16>((1U << n) - 1U); }

  static Floats zero() noexcept { return _mm512_setzero_ps(); }

  static Floats splat(float x) noexcept { return _mm512_set1_ps(x); }

  static Floats load(const float* p) noexcept { return _mm512_loadu_ps(p); }

  /// n < 16 values, then zeros.
  static Floats load(const float* p, std::size_t n) noexcept {
    return _mm512_maskz_loadu_ps(first(n), p);
  }

  static void store(float* p, Floats v) noexcept { _mm512_storeu_ps(p, v); }

  static void store(float* p, Floats v, std::size_t n) noexcept {
    _mm512_mask_storeu_ps(p, first(n), v);
  }

  static Floats load_f32(const std::uint8_t* p) noexcept { return _mm512_loadu_ps(p); }

  static __m256i load_words(const std::uint8_t* p) noexcept {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }

  static __m256i load_words(const std::uint8_t* p, std::size_t n) noexcept {
    return _mm256_maskz_loadu_epi16(first(n), p);
  }

  static Floats load_half(const std::uint8_t* p) noexcept { return _mm512_cvtph_ps(load_words(p)); }

  static Floats load_half(const std::uint8_t* p, std::size_t n) noexcept {
    return _mm512_cvtph_ps(load_words(p, n));
  }

  static Floats bf16_floats(__m256i words) noexcept {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(words), 16));
  }

  static Floats load_bf16(const std::uint8_t* p) noexcept { return bf16_floats(load_words(p)); }

  static Floats load_bf16(const std::uint8_t* p, std::size_t n) noexcept {
    return bf16_floats(load_words(p, n));
  }

  static float half(const std::uint8_t* p) noexcept {
    std::uint16_t bits = 0;
    __builtin_memcpy(&bits, p, sizeof bits);
    return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(bits)));
  }

  /// Round to nearest even; finite values beyond the range of f16 saturate.
  static __m256i halves(Floats v) noexcept {
    const __m512 limit = _mm512_set1_ps(65504.0F);
    const __m512 infinity = _mm512_castsi512_ps(_mm512_set1_epi32(0x7f800000));
    const __mmask16 finite = _mm512_cmp_ps_mask(_mm512_abs_ps(v), infinity, _CMP_LT_OQ);
    const __m512 high = _mm512_mask_min_ps(v, finite, v, limit);
    const __m512 both = _mm512_mask_max_ps(high, finite, high, _mm512_set1_ps(-65504.0F));
    return _mm512_cvtps_ph(both, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }

  static void store_half(std::uint16_t* p, Floats v) noexcept {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), halves(v));
  }

  static void store_half(std::uint16_t* p, Floats v, std::size_t n) noexcept {
    _mm256_mask_storeu_epi16(p, first(n), halves(v));
  }

  /// 16 int8 as floats.
  static Floats from_int8(__m128i bytes) noexcept {
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes));
  }

  static Floats add(Floats a, Floats b) noexcept { return _mm512_add_ps(a, b); }

  static Floats sub(Floats a, Floats b) noexcept { return _mm512_sub_ps(a, b); }

  static Floats mul(Floats a, Floats b) noexcept { return _mm512_mul_ps(a, b); }

  static Floats div(Floats a, Floats b) noexcept { return _mm512_div_ps(a, b); }

  static Floats negate(Floats a) noexcept { return _mm512_xor_ps(a, splat(-0.0F)); }

  static Floats abs(Floats a) noexcept { return _mm512_abs_ps(a); }

  /// a > b ? a : b, lane by lane.
  static Floats max(Floats a, Floats b) noexcept { return _mm512_max_ps(a, b); }

  /// a < b ? a : b, lane by lane.
  static Floats min(Floats a, Floats b) noexcept { return _mm512_min_ps(a, b); }

  static Floats floor(Floats a) noexcept {
    return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  }

  static float square_root(float x) noexcept { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }

  static __m256 upper(Floats v) noexcept { return _mm512_extractf32x8_ps(v, 1); }

  /// The tree of the striped sum.
  static float sum(Floats v) noexcept {
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(v), upper(v));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }

  static float largest(Floats v) noexcept {
    const __m256 eight = _mm256_max_ps(_mm512_castps512_ps256(v), upper(v));
    const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
  }

  /// Lane i = sum(v[i]): the trees of 16 vectors side by side.
  static Floats sums(const Floats (&v)[16]) noexcept {
    __m512 pairs[4];  // in-block lanes of v[i], v[i], v[i + 4], ...
    for (std::size_t i = 0; i < 4; ++i) {
      const __m512 low = fold_halves(v[i], v[i + 4]);
      const __m512 high = fold_halves(v[i + 8], v[i + 12]);
      pairs[i] = _mm512_add_ps(_mm512_shuffle_f32x4(low, high, 0x88),
                               _mm512_shuffle_f32x4(low, high, 0xdd));
    }
    const __m512 even = fold_pairs(pairs[0], pairs[1]);
    const __m512 odd = fold_pairs(pairs[2], pairs[3]);
    return _mm512_add_ps(_mm512_shuffle_ps(even, odd, 0x88), _mm512_shuffle_ps(even, odd, 0xdd));
  }

  static Floats exp(Floats x) noexcept {
    const __m512 clamped = _mm512_min_ps(splat(kExpMax), _mm512_max_ps(splat(kExpMin), x));
    const __m512 rounder = splat(kExpRounder);
    const __m512 n = sub(add(mul(clamped, splat(kExpLog2e)), rounder), rounder);
    const __m512 r = sub(sub(clamped, mul(n, splat(kExpLn2High))), mul(n, splat(kExpLn2Low)));
    __m512 p = add(mul(splat(kExpP4), r), splat(kExpP3));
    p = add(mul(p, r), splat(kExpP2));
    p = add(mul(p, r), splat(kExpP1));
    p = add(mul(p, r), splat(kExpP0));
    const __m512 value = add(splat(1.0F), add(r, mul(mul(r, r), p)));
    const __m512i whole = _mm512_cvtps_epi32(n);
    const __m512i part = _mm512_srai_epi32(whole, 1);
    return mul(mul(value, power_of_two(part)), power_of_two(_mm512_sub_epi32(whole, part)));
  }

 private:
  static __m512 power_of_two(__m512i n) noexcept {
    const __m512i biased = _mm512_add_epi32(n, _mm512_set1_epi32(127));
    return _mm512_castsi512_ps(_mm512_slli_epi32(biased, 23));
  }

  static __m512 fold_halves(__m512 a, __m512 b) noexcept {
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));
  }

  static __m512 fold_pairs(__m512 a, __m512 b) noexcept {
    const __m512d x = _mm512_castps_pd(a);
    const __m512d y = _mm512_castps_pd(b);
    return _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)),
                         _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));
  }
};

}  // namespace
}  // namespace bitnet::kernels
