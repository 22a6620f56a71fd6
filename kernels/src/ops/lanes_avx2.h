// SPDX-License-Identifier: Apache-2.0
// 16 float lanes of the striped sum in two AVX registers, and the steps on them that the kernel
// templates of ops, head and screen share. Knows no operation. Internal linkage: a function emitted
// here with wide instructions must never be the one that the linker keeps for the whole program.
#pragma once

#include "ops/exp_constants.h"

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

struct Lanes256 {
  struct Floats {
    __m256 low;
    __m256 high;
  };

  static constexpr std::size_t kDotsAtOnce = 4;  // accumulators that stay in registers
  static constexpr std::size_t kHeadRows = 4;    // rows of a logits tile; tokens one by one
  static constexpr std::size_t kHeadTokens = 1;
  static constexpr std::size_t kQueryRows = 1;     // queries that share a load of the cache
  static constexpr std::size_t kValueVectors = 4;  // accumulators of one attention result

  /// All bits set in the first n - skip of 8 lanes.
  static __m256i first(std::size_t n, int skip) noexcept {
    const __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n) - skip), index);
  }

  static Floats zero() noexcept { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }

  static Floats splat(float x) noexcept { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }

  static Floats load(const float* p) noexcept {
    return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)};
  }

  /// n < 16 values, then zeros.
  static Floats load(const float* p, std::size_t n) noexcept {
    return {_mm256_maskload_ps(p, first(n, 0)),
            n > 8 ? _mm256_maskload_ps(p + 8, first(n, 8)) : _mm256_setzero_ps()};
  }

  static void store(float* p, Floats v) noexcept {
    _mm256_storeu_ps(p, v.low);
    _mm256_storeu_ps(p + 8, v.high);
  }

  static void store(float* p, Floats v, std::size_t n) noexcept {
    _mm256_maskstore_ps(p, first(n, 0), v.low);
    if (n > 8) {
      _mm256_maskstore_ps(p + 8, first(n, 8), v.high);
    }
  }

  static __m256 load256(const std::uint8_t* p) noexcept {
    return _mm256_castsi256_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }

  static Floats load_f32(const std::uint8_t* p) noexcept { return {load256(p), load256(p + 32)}; }

  static __m128i load128(const std::uint8_t* p) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  }

  static Floats load_half(const std::uint8_t* p) noexcept {
    return {_mm256_cvtph_ps(load128(p)), _mm256_cvtph_ps(load128(p + 16))};
  }

  static Floats load_half(const std::uint8_t* p, std::size_t n) noexcept {
    std::uint8_t words[32] = {};
    __builtin_memcpy(words, p, 2 * n);
    return load_half(words);
  }

  static __m256 bf16_floats(__m128i words) noexcept {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(words), 16));
  }

  static Floats load_bf16(const std::uint8_t* p) noexcept {
    return {bf16_floats(load128(p)), bf16_floats(load128(p + 16))};
  }

  static Floats load_bf16(const std::uint8_t* p, std::size_t n) noexcept {
    std::uint8_t words[32] = {};
    __builtin_memcpy(words, p, 2 * n);
    return load_bf16(words);
  }

  static float half(const std::uint8_t* p) noexcept {
    std::uint16_t bits = 0;
    __builtin_memcpy(&bits, p, sizeof bits);
    return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(bits)));
  }

  /// Round to nearest even; finite values beyond the range of f16 saturate.
  static __m128i halves(__m256 v) noexcept {
    const __m256 limit = _mm256_set1_ps(65504.0F);
    const __m256 sign = _mm256_set1_ps(-0.0F);
    const __m256 infinity = _mm256_castsi256_ps(_mm256_set1_epi32(0x7f800000));
    const __m256 finite = _mm256_cmp_ps(_mm256_andnot_ps(sign, v), infinity, _CMP_LT_OQ);
    const __m256 clamped = _mm256_max_ps(_mm256_min_ps(v, limit), _mm256_set1_ps(-65504.0F));
    return _mm256_cvtps_ph(_mm256_blendv_ps(v, clamped, finite),
                           _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }

  static void store_half(std::uint16_t* p, Floats v) noexcept {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), halves(v.low));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p + 8), halves(v.high));
  }

  static void store_half(std::uint16_t* p, Floats v, std::size_t n) noexcept {
    std::uint16_t words[16];
    store_half(words, v);
    __builtin_memcpy(p, words, 2 * n);
  }

  /// 16 int8 as floats.
  static Floats from_int8(__m128i bytes) noexcept {
    return {_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)),
            _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8)))};
  }

  static Floats add(Floats a, Floats b) noexcept {
    return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)};
  }

  static Floats sub(Floats a, Floats b) noexcept {
    return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)};
  }

  static Floats mul(Floats a, Floats b) noexcept {
    return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)};
  }

  static Floats div(Floats a, Floats b) noexcept {
    return {_mm256_div_ps(a.low, b.low), _mm256_div_ps(a.high, b.high)};
  }

  static Floats negate(Floats a) noexcept {
    const __m256 sign = _mm256_set1_ps(-0.0F);
    return {_mm256_xor_ps(a.low, sign), _mm256_xor_ps(a.high, sign)};
  }

  static Floats abs(Floats a) noexcept {
    const __m256 sign = _mm256_set1_ps(-0.0F);
    return {_mm256_andnot_ps(sign, a.low), _mm256_andnot_ps(sign, a.high)};
  }

  /// a > b ? a : b, lane by lane.
  static Floats max(Floats a, Floats b) noexcept {
    return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)};
  }

  /// a < b ? a : b, lane by lane.
  static Floats min(Floats a, Floats b) noexcept {
    return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)};
  }

  static Floats floor(Floats a) noexcept {
    return {_mm256_floor_ps(a.low), _mm256_floor_ps(a.high)};
  }

  static float square_root(float x) noexcept { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }

  /// The tree of the striped sum.
  static float sum(Floats v) noexcept {
    const __m256 eight = _mm256_add_ps(v.low, v.high);
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }

  static float largest(Floats v) noexcept {
    const __m256 eight = _mm256_max_ps(v.low, v.high);
    const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
  }

  /// Lane i = sum(v[i]): the trees of 16 vectors side by side.
  static Floats sums(const Floats (&v)[16]) noexcept { return {sums8(v), sums8(v + 8)}; }

  static Floats exp(Floats x) noexcept { return {exp8(x.low), exp8(x.high)}; }

 private:
  static __m256 fold(Floats v) noexcept { return _mm256_add_ps(v.low, v.high); }

  static __m256 fold_halves(Floats a, Floats b) noexcept {
    const __m256 x = fold(a);
    const __m256 y = fold(b);
    return _mm256_add_ps(_mm256_permute2f128_ps(x, y, 0x20), _mm256_permute2f128_ps(x, y, 0x31));
  }

  static __m256 fold_pairs(__m256 a, __m256 b) noexcept {
    const __m256d x = _mm256_castps_pd(a);
    const __m256d y = _mm256_castps_pd(b);
    return _mm256_add_ps(_mm256_castpd_ps(_mm256_unpacklo_pd(x, y)),
                         _mm256_castpd_ps(_mm256_unpackhi_pd(x, y)));
  }

  static __m256 sums8(const Floats* v) noexcept {
    const __m256 even = fold_pairs(fold_halves(v[0], v[4]), fold_halves(v[1], v[5]));
    const __m256 odd = fold_pairs(fold_halves(v[2], v[6]), fold_halves(v[3], v[7]));
    return _mm256_add_ps(_mm256_shuffle_ps(even, odd, 0x88), _mm256_shuffle_ps(even, odd, 0xdd));
  }

  static __m256 power_of_two(__m256i n) noexcept {
    const __m256i biased = _mm256_add_epi32(n, _mm256_set1_epi32(127));
    return _mm256_castsi256_ps(_mm256_slli_epi32(biased, 23));
  }

  static __m256 madd(__m256 a, __m256 b, float c) noexcept {
    return _mm256_add_ps(_mm256_mul_ps(a, b), _mm256_set1_ps(c));
  }

  static __m256 exp8(__m256 x) noexcept {
    const __m256 floor = _mm256_max_ps(_mm256_set1_ps(kExpMin), x);
    const __m256 clamped = _mm256_min_ps(_mm256_set1_ps(kExpMax), floor);
    const __m256 shifted = madd(clamped, _mm256_set1_ps(kExpLog2e), kExpRounder);
    const __m256 n = _mm256_sub_ps(shifted, _mm256_set1_ps(kExpRounder));
    const __m256 high = _mm256_mul_ps(n, _mm256_set1_ps(kExpLn2High));
    const __m256 low = _mm256_mul_ps(n, _mm256_set1_ps(kExpLn2Low));
    const __m256 r = _mm256_sub_ps(_mm256_sub_ps(clamped, high), low);
    __m256 p = madd(_mm256_set1_ps(kExpP4), r, kExpP3);
    p = madd(p, r, kExpP2);
    p = madd(p, r, kExpP1);
    p = madd(p, r, kExpP0);
    const __m256 rest = _mm256_add_ps(r, _mm256_mul_ps(_mm256_mul_ps(r, r), p));
    const __m256 value = _mm256_add_ps(_mm256_set1_ps(1.0F), rest);
    const __m256i whole = _mm256_cvtps_epi32(n);
    const __m256i part = _mm256_srai_epi32(whole, 1);
    const __m256 half_scaled = _mm256_mul_ps(value, power_of_two(part));
    return _mm256_mul_ps(half_scaled, power_of_two(_mm256_sub_epi32(whole, part)));
  }
};

}  // namespace
}  // namespace bitnet::kernels
