// SPDX-License-Identifier: Apache-2.0
// The AVX2 vector class of the kernel templates: floats to ternary codes and back, 32 at a time.
// Does not know packed formats. Internal linkage (see codes256.h).
#pragma once

#include "codes256.h"

namespace bitnet::kernels {
namespace {

struct Avx2 {
  using Floats = __m256;
  using Threshold = __m256i;
  using Lut = __m256;

  static __m256i biased_magnitude(__m256i bits) noexcept {
    const __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi32(0x7fffffff));
    return _mm256_add_epi32(magnitude, _mm256_set1_epi32(kMagnitudeBias));
  }

  static __m256i load_bits(const float* w) noexcept {
    return _mm256_castps_si256(_mm256_loadu_ps(w));
  }

  /// Biased magnitudes -> floats; 0 where no lane was finite.
  static __m256 unbiased(__m256i biased) noexcept {
    const __m256i floor = _mm256_set1_epi32(kMagnitudeBias);
    return _mm256_castsi256_ps(_mm256_sub_epi32(_mm256_max_epi32(biased, floor), floor));
  }

  /// All lanes: the largest biased magnitude as a float.
  static Floats reduce_max(__m256i biased) noexcept {
    __m256i m = _mm256_max_epi32(biased, _mm256_permute2x128_si256(biased, biased, 1));
    m = _mm256_max_epi32(m, _mm256_shuffle_epi32(m, 0x4e));
    m = _mm256_max_epi32(m, _mm256_shuffle_epi32(m, 0xb1));
    return unbiased(m);
  }

  /// All lanes: max |w[i]| over the finite w[i]; kCount is a multiple of 32.
  template <std::size_t kCount>
  static Floats absmax(const float* w) noexcept {
    __m256i m[4] = {_mm256_set1_epi32(kMagnitudeBias), _mm256_set1_epi32(kMagnitudeBias),
                    _mm256_set1_epi32(kMagnitudeBias), _mm256_set1_epi32(kMagnitudeBias)};
    for (std::size_t i = 0; i < kCount; i += 32) {
      for (std::size_t j = 0; j < 4; ++j) {
        m[j] = _mm256_max_epi32(m[j], biased_magnitude(load_bits(w + i + 8 * j)));
      }
    }
    return reduce_max(_mm256_max_epi32(_mm256_max_epi32(m[0], m[1]), _mm256_max_epi32(m[2], m[3])));
  }

  /// Lane i: max |w| over the finite weights of the i-th 32.
  static __m256 absmax_of_8x32(const float* w) noexcept {
    __m256i m[8];
    for (std::size_t i = 0; i < 8; ++i, w += 32) {
      const __m256i low =
          _mm256_max_epi32(biased_magnitude(load_bits(w)), biased_magnitude(load_bits(w + 8)));
      const __m256i high = _mm256_max_epi32(biased_magnitude(load_bits(w + 16)),
                                            biased_magnitude(load_bits(w + 24)));
      m[i] = _mm256_max_epi32(low, high);
    }
    return unbiased(max_of_each(m));
  }

  static Floats splat(float x) noexcept { return _mm256_set1_ps(x); }

  static Floats max(Floats a, Floats b) noexcept { return _mm256_max_ps(a, b); }

  static __m128 low(Floats x) noexcept { return _mm256_castps256_ps128(x); }

  static Threshold threshold(Floats absmax) noexcept { return biased_thresholds(absmax); }

  /// From one lane of biased_thresholds.
  static Threshold threshold(int biased) noexcept { return _mm256_set1_epi32(biased); }

  static __m256i negated_trits8(const float* w, Threshold threshold) noexcept {
    const __m256i bits = load_bits(w);
    return _mm256_sign_epi32(_mm256_cmpgt_epi32(biased_magnitude(bits), threshold), bits);
  }

  /// 32 floats -> 32 bytes bias + trit.
  static __m256i quantize(const float* w, Threshold threshold, __m256i bias) noexcept {
    const __m256i low =
        _mm256_packs_epi32(negated_trits8(w, threshold), negated_trits8(w + 8, threshold));
    const __m256i high =
        _mm256_packs_epi32(negated_trits8(w + 16, threshold), negated_trits8(w + 24, threshold));
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(low, high), order);
    return _mm256_sub_epi8(bias, bytes);
  }

  /// 32 floats -> 8 bytes of seq2.
  template <int kBias>
  static void quantize_seq2(const float* w, Threshold threshold, std::uint8_t* dst) noexcept {
    store_seq2(quantize(w, threshold, splat256(kBias)), dst);
  }

  /// 128 floats -> 32 bytes of seq2.
  template <int kBias>
  static void quantize_seq2_x4(const float* w, Threshold threshold, std::uint8_t* dst) noexcept {
    const __m256i bias = splat256(kBias);
    store_seq2_x4(quantize(w, threshold, bias), quantize(w + 32, threshold, bias),
                  quantize(w + 64, threshold, bias), quantize(w + 96, threshold, bias), dst);
  }

  /// What codes 0..3 stand for: (code - bias) * scale.
  static Lut lut(float scale, int bias) noexcept {
    const __m256i values =
        _mm256_sub_epi32(_mm256_setr_epi32(0, 1, 2, 3, 0, 1, 2, 3), _mm256_set1_epi32(bias));
    return _mm256_mul_ps(_mm256_cvtepi32_ps(values), _mm256_set1_ps(scale));
  }

  /// kStream: past the caches; requires dst on a boundary of the vector's size.
  template <bool kStream>
  static void store(float* dst, __m256 v) noexcept {
    if constexpr (kStream) {
      _mm256_stream_ps(dst, v);
    } else {
      _mm256_storeu_ps(dst, v);
    }
  }

  template <bool kStream>
  static void dequantize8(__m128i codes, Lut lut, float* dst) noexcept {
    store<kStream>(dst, _mm256_permutevar_ps(lut, _mm256_cvtepu8_epi32(codes)));
  }

  /// 32 code bytes -> 32 floats; only the two low bits of each byte count.
  template <bool kStream>
  static void dequantize(__m256i codes, Lut lut, float* dst) noexcept {
    const __m128i low = _mm256_castsi256_si128(codes);
    const __m128i high = _mm256_extracti128_si256(codes, 1);
    dequantize8<kStream>(low, lut, dst);
    dequantize8<kStream>(_mm_srli_si128(low, 8), lut, dst + 8);
    dequantize8<kStream>(high, lut, dst + 16);
    dequantize8<kStream>(_mm_srli_si128(high, 8), lut, dst + 24);
  }

  /// 8 bytes of seq2 -> 32 floats.
  template <bool kStream>
  static void dequantize_seq2(const std::uint8_t* src, Lut lut, float* dst) noexcept {
    const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14);
    const __m256i odd = _mm256_setr_epi32(16, 18, 20, 22, 24, 26, 28, 30);
    for (std::size_t i = 0; i < 2; ++i) {
      std::int32_t codes = 0;
      __builtin_memcpy(&codes, src + 4 * i, sizeof codes);
      const __m256i all = _mm256_set1_epi32(codes);
      store<kStream>(dst + 16 * i, _mm256_permutevar_ps(lut, _mm256_srlv_epi32(all, even)));
      store<kStream>(dst + 16 * i + 8, _mm256_permutevar_ps(lut, _mm256_srlv_epi32(all, odd)));
    }
  }

  /// One cache line past the caches. Requires dst on a 64-byte boundary.
  static void stream_line(float* dst, const float* src) noexcept {
    _mm256_stream_ps(dst, _mm256_loadu_ps(src));
    _mm256_stream_ps(dst + 8, _mm256_loadu_ps(src + 8));
  }
};

}  // namespace
}  // namespace bitnet::kernels
