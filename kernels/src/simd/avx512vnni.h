// SPDX-License-Identifier: Apache-2.0
// The AVX-512 vector class of the kernel templates: floats to ternary codes and back, 32 at a time.
// Only what rows use that are faster than with AVX2: quantising to bytes is not (comparing into
// mask registers and back costs more than the wider registers gain). Internal linkage (see
// codes256.h).
#pragma once

#include "codes256.h"

namespace bitnet::kernels {
namespace {

struct Avx512 {
  using Floats = __m512;
  using Threshold = __m512i;
  using Lut = __m512;

  static __m512i biased_magnitude(__m512i bits) noexcept {
    const __m512i magnitude = _mm512_and_si512(bits, _mm512_set1_epi32(0x7fffffff));
    return _mm512_add_epi32(magnitude, _mm512_set1_epi32(kMagnitudeBias));
  }

  static __m512i load_bits(const float* w) noexcept {
    return _mm512_castps_si512(_mm512_loadu_ps(w));
  }

  /// All lanes: the largest biased magnitude as a float. Lanes of `biased` at least kMagnitudeBias.
  static Floats reduce_max(__m512i biased) noexcept {
    const __m256i folded =
        _mm256_max_epi32(_mm512_castsi512_si256(biased), _mm512_extracti64x4_epi64(biased, 1));
    __m128i m = _mm_max_epi32(_mm256_castsi256_si128(folded), _mm256_extracti128_si256(folded, 1));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1));
    return _mm512_broadcastss_ps(
        _mm_castsi128_ps(_mm_sub_epi32(m, _mm_set1_epi32(kMagnitudeBias))));
  }

  /// All lanes: max |w[i]| over the finite w[i]; kCount is a multiple of 32.
  template <std::size_t kCount>
  static Floats absmax(const float* w) noexcept {
    __m512i even = _mm512_set1_epi32(kMagnitudeBias);
    __m512i odd = even;
    for (std::size_t i = 0; i < kCount; i += 32) {
      even = _mm512_max_epi32(even, biased_magnitude(load_bits(w + i)));
      odd = _mm512_max_epi32(odd, biased_magnitude(load_bits(w + i + 16)));
    }
    return reduce_max(_mm512_max_epi32(even, odd));
  }

  /// Lane i: max |w| over the finite weights of the i-th 32.
  static __m256 absmax_of_8x32(const float* w) noexcept {
    __m256i m[8];
    for (std::size_t i = 0; i < 8; ++i, w += 32) {
      const __m512i both =
          _mm512_max_epi32(biased_magnitude(load_bits(w)), biased_magnitude(load_bits(w + 16)));
      m[i] = _mm256_max_epi32(_mm512_castsi512_si256(both), _mm512_extracti64x4_epi64(both, 1));
    }
    const __m256i floor = _mm256_set1_epi32(kMagnitudeBias);
    const __m256i largest = _mm256_max_epi32(max_of_each(m), floor);
    return _mm256_castsi256_ps(_mm256_sub_epi32(largest, floor));
  }

  static __m128 low(Floats x) noexcept { return _mm512_castps512_ps128(x); }

  static Threshold threshold(Floats absmax) noexcept {
    const __m256i biased = biased_thresholds(_mm512_castps512_ps256(absmax));
    return _mm512_broadcastd_epi32(_mm256_castsi256_si128(biased));
  }

  /// From one lane of biased_thresholds.
  static Threshold threshold(int biased) noexcept { return _mm512_set1_epi32(biased); }

  /// One bit a weight: its code is not 0, its sign bit is set.
  struct Masks {
    __mmask32 nonzero;
    __mmask32 negative;
  };

  static Masks compare(const float* w, Threshold threshold) noexcept {
    const __m512i low = load_bits(w);
    const __m512i high = load_bits(w + 16);
    return {_mm512_kunpackw(_mm512_cmpgt_epi32_mask(biased_magnitude(high), threshold),
                            _mm512_cmpgt_epi32_mask(biased_magnitude(low), threshold)),
            _mm512_kunpackw(_mm512_movepi32_mask(high), _mm512_movepi32_mask(low))};
  }

  /// 32 floats -> 8 bytes of seq2. Trits -1, 0, 1 are codes 01, 10, 11.
  template <int kBias>
  static void quantize_seq2(const float* w, Threshold threshold, std::uint8_t* dst) noexcept {
    static_assert(kBias == 2);
    const Masks masks = compare(w, threshold);
    const std::uint32_t nonzero = masks.nonzero;
    const std::uint32_t minus = nonzero & masks.negative;
    const std::uint64_t codes =
        _pdep_u64(nonzero, 0x5555555555555555U) | _pdep_u64(~minus, 0xaaaaaaaaaaaaaaaaU);
    __builtin_memcpy(dst, &codes, sizeof codes);
  }

  /// What codes 0..3 stand for: (code - bias) * scale.
  static Lut lut(float scale, int bias) noexcept {
    const __m512i codes = _mm512_broadcast_i32x4(_mm_setr_epi32(0, 1, 2, 3));
    const __m512i values = _mm512_sub_epi32(codes, _mm512_set1_epi32(bias));
    return _mm512_mul_ps(_mm512_cvtepi32_ps(values), _mm512_set1_ps(scale));
  }

  /// kStream: past the caches; requires dst on a boundary of the vector's size.
  template <bool kStream>
  static void store(float* dst, __m512 v) noexcept {
    if constexpr (kStream) {
      _mm512_stream_ps(dst, v);
    } else {
      _mm512_storeu_ps(dst, v);
    }
  }

  template <bool kStream>
  static void dequantize16(__m128i codes, Lut lut, float* dst) noexcept {
    store<kStream>(dst, _mm512_permutevar_ps(lut, _mm512_cvtepu8_epi32(codes)));
  }

  /// 32 code bytes -> 32 floats; only the two low bits of each byte count.
  template <bool kStream>
  static void dequantize(__m256i codes, Lut lut, float* dst) noexcept {
    dequantize16<kStream>(_mm256_castsi256_si128(codes), lut, dst);
    dequantize16<kStream>(_mm256_extracti128_si256(codes, 1), lut, dst + 16);
  }

  /// 8 bytes of seq2 -> 32 floats.
  template <bool kStream>
  static void dequantize_seq2(const std::uint8_t* src, Lut lut, float* dst) noexcept {
    const __m512i shifts =
        _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    for (std::size_t i = 0; i < 2; ++i) {
      std::int32_t codes = 0;
      __builtin_memcpy(&codes, src + 4 * i, sizeof codes);
      const __m512i moved = _mm512_srlv_epi32(_mm512_set1_epi32(codes), shifts);
      store<kStream>(dst + 16 * i, _mm512_permutevar_ps(lut, moved));
    }
  }

  /// One cache line past the caches. Requires dst on a 64-byte boundary.
  static void stream_line(float* dst, const float* src) noexcept {
    _mm512_stream_ps(dst, _mm512_loadu_ps(src));
  }
};

}  // namespace
}  // namespace bitnet::kernels
