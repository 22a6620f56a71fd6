// SPDX-License-Identifier: Apache-2.0
// Ternary codes as bytes in 256-bit registers, and the one intermediate form that the formats share
// ("seq2": 2-bit codes in order, element e at bits 2*(e mod 4) of byte e / 4). For the AVX2 and
// AVX-512 objects. Knows no packed format. Everything has internal linkage: a function emitted here
// with wide instructions must never be the one that the linker keeps for the whole program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

inline __m128i load128(const std::uint8_t* p) noexcept {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}

inline __m256i load256(const std::uint8_t* p) noexcept {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

inline void store128(std::uint8_t* p, __m128i v) noexcept {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), v);
}

inline void store256(std::uint8_t* p, __m256i v) noexcept {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
}

inline __m256i splat256(int byte) noexcept {
  return _mm256_set1_epi8(static_cast<char>(byte));
}

inline __m128i splat128(int byte) noexcept {
  return _mm_set1_epi8(static_cast<char>(byte));
}

/// A table of 16 bytes in both halves.
inline __m256i both_halves(__m128i table) noexcept {
  return _mm256_broadcastsi128_si256(table);
}

/// 32 codes (0..3, nothing above) -> 8 seq2 bytes, one in the low byte of each 32-bit lane.
inline __m256i seq2_lanes(__m256i codes) noexcept {
  const __m256i pairs = _mm256_maddubs_epi16(codes, _mm256_set1_epi16(0x0401));
  return _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00100001));
}

/// 32 codes -> 8 bytes of seq2 at `dst`.
inline void store_seq2(__m256i codes, std::uint8_t* dst) noexcept {
  const __m256i low_bytes = _mm256_set1_epi64x(0x0c080400);
  const __m256i packed = _mm256_shuffle_epi8(seq2_lanes(codes), low_bytes);
  const __m128i both =
      _mm_unpacklo_epi32(_mm256_castsi256_si128(packed), _mm256_extracti128_si256(packed, 1));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(dst), both);
}

/// 4 x 32 codes -> 32 bytes of seq2 at `dst`.
inline void store_seq2_x4(__m256i c0, __m256i c1, __m256i c2, __m256i c3,
                          std::uint8_t* dst) noexcept {
  const __m256i low = _mm256_packus_epi32(seq2_lanes(c0), seq2_lanes(c1));
  const __m256i high = _mm256_packus_epi32(seq2_lanes(c2), seq2_lanes(c3));
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  store256(dst, _mm256_permutevar8x32_epi32(_mm256_packus_epi16(low, high), order));
}

/// 8 bytes of seq2 -> 32 codes (0..3).
inline __m256i load_seq2(const std::uint8_t* src) noexcept {
  const __m256i lanes =
      _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(src)));
  const __m256i halves = _mm256_or_si256(lanes, _mm256_slli_epi32(lanes, 12));
  const __m256i bytes = _mm256_or_si256(halves, _mm256_slli_epi32(halves, 6));
  return _mm256_and_si256(bytes, splat256(3));
}

/// Four vectors of codes (0..3) into one of bytes: `top` to bits 7:6, `low` to bits 1:0.
inline __m256i interleave4(__m256i top, __m256i high, __m256i mid, __m256i low) noexcept {
  const __m256i upper = _mm256_or_si256(_mm256_slli_epi16(top, 6), _mm256_slli_epi16(high, 4));
  return _mm256_or_si256(upper, _mm256_or_si256(_mm256_slli_epi16(mid, 2), low));
}

/// Bytes -> the code at bits kShift+1:kShift in the two low bits; the bits above are garbage.
template <int kShift>
inline __m256i shifted_codes(__m256i bytes) noexcept {
  return _mm256_srli_epi16(bytes, kShift);
}

// |w| as an integer orders like |w|. This bias pushes Inf and NaN (from 0x7f800000) over the signed
// limit: they become negative and lose every comparison.
constexpr int kMagnitudeBias = 0x00800000;

/// Fetches the cache lines of [p, p + kBytes) early; may point outside any buffer.
template <std::size_t kBytes>
inline void prefetch(const void* p) noexcept {
  for (std::size_t i = 0; i < kBytes; i += 64) {
    _mm_prefetch(static_cast<const char*>(p) + i, _MM_HINT_T0);
  }
}

/// Eight vectors -> a vector of the eight largest lanes, in order.
inline __m256i max_of_each(const __m256i (&v)[8]) noexcept {
  __m256i pairs[4];  // lanes of v[2i] and v[2i + 1] in turn, two left of each per half
  for (std::size_t i = 0; i < 4; ++i) {
    pairs[i] = _mm256_max_epi32(_mm256_unpacklo_epi32(v[2 * i], v[2 * i + 1]),
                                _mm256_unpackhi_epi32(v[2 * i], v[2 * i + 1]));
  }
  __m256i quads[2];  // one left per half
  for (std::size_t i = 0; i < 2; ++i) {
    quads[i] = _mm256_max_epi32(_mm256_unpacklo_epi64(pairs[2 * i], pairs[2 * i + 1]),
                                _mm256_unpackhi_epi64(pairs[2 * i], pairs[2 * i + 1]));
  }
  return _mm256_max_epi32(_mm256_permute2x128_si256(quads[0], quads[1], 0x20),
                          _mm256_permute2x128_si256(quads[0], quads[1], 0x31));
}

/// Eight scales >= 0 -> f16, rounded to nearest even, saturating, 0 replaced by `if_zero`.
inline __m128i scales_to_f16(__m256 scales, float if_zero) noexcept {
  const __m256 is_zero = _mm256_cmp_ps(scales, _mm256_setzero_ps(), _CMP_EQ_OQ);
  const __m256 filled = _mm256_blendv_ps(scales, _mm256_set1_ps(if_zero), is_zero);
  return _mm256_cvtps_ph(_mm256_min_ps(filled, _mm256_set1_ps(65504.0F)),
                         _MM_FROUND_TO_NEAREST_INT);
}

/// Compared with > against biased magnitudes. A limit of 0 (absmax 0 or the least subnormal)
/// becomes the least subnormal: zeros stay zeros.
inline __m256i biased_thresholds(__m256 absmax) noexcept {
  const __m256i half = _mm256_castps_si256(_mm256_mul_ps(absmax, _mm256_set1_ps(0.5F)));
  const __m256i limit = _mm256_max_epi32(half, _mm256_set1_epi32(1));
  return _mm256_add_epi32(limit, _mm256_set1_epi32(kMagnitudeBias - 1));
}

/// f32 (lane 0) -> f16, round to nearest even; finite values beyond the range of f16 saturate.
inline void store_f16(__m128 scale, std::uint8_t* dst) noexcept {
  const __m128 limit = _mm_set_ss(65504.0F);
  const __m128 infinity = _mm_castsi128_ps(_mm_set1_epi32(0x7f800000));
  const __m128 magnitude = _mm_andnot_ps(_mm_set1_ps(-0.0F), scale);
  const __m128 clamped =
      _mm_max_ps(_mm_min_ps(scale, limit), _mm_xor_ps(limit, _mm_set1_ps(-0.0F)));
  const __m128 value = _mm_blendv_ps(scale, clamped, _mm_cmplt_ps(magnitude, infinity));
  const int half = _mm_cvtsi128_si32(_mm_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT));
  __builtin_memcpy(dst, &half, 2);
}

inline float load_f16(const std::uint8_t* src) noexcept {
  std::uint16_t half = 0;
  __builtin_memcpy(&half, src, sizeof half);
  return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(half)));
}

inline float load_f32(const std::uint8_t* src) noexcept {
  float value = 0;
  __builtin_memcpy(&value, src, sizeof value);
  return value;
}

/// The 32 bytes behind the codes of per-tensor formats: f32 scale, 28 zero bytes.
inline void store_tensor_tail(float scale, std::uint8_t* dst) noexcept {
  store256(dst, _mm256_setzero_si256());
  __builtin_memcpy(dst, &scale, sizeof scale);
}

}  // namespace
}  // namespace bitnet::kernels
