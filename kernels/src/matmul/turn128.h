// SPDX-License-Identifier: Apache-2.0
// Transpositions in 128-bit registers, for the AVX2 and AVX-512 products: bytes from token-major to
// column-major, sums back. Internal linkage.
#pragma once

#include <bitnet/kernels/matmul.h>

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

/// out + c * stride: byte `col + c` of each of 16 lanes; lanes that are null are zeros.
inline void transpose_bytes16(const std::int8_t* const* lanes, std::size_t col, std::int8_t* out,
                              std::size_t stride) noexcept {
  __m128i r[16];
  for (std::size_t i = 0; i < 16; ++i) {
    r[i] = lanes[i] == nullptr ? _mm_setzero_si128()
                               : _mm_loadu_si128(static_cast<const __m128i*>(
                                     static_cast<const void*>(lanes[i] + col)));
  }
  // Four perfect shuffles of 16 registers turn a 16 x 16 square.
  for (int round = 0; round < 4; ++round) {
    __m128i turned[16];
    for (std::size_t i = 0; i < 8; ++i) {
      turned[2 * i] = _mm_unpacklo_epi8(r[i], r[i + 8]);
      turned[2 * i + 1] = _mm_unpackhi_epi8(r[i], r[i + 8]);
    }
    for (std::size_t i = 0; i < 16; ++i) {
      r[i] = turned[i];
    }
  }
  for (std::size_t i = 0; i < 16; ++i) {
    _mm_storeu_si128(static_cast<__m128i*>(static_cast<void*>(out + i * stride)), r[i]);
  }
}

/// in: kLanes sums of each of 16 rows, row r in slot V::slot(r); out: kLanes rows of 16.
template <class V, std::size_t kLanes>
void transpose_sums16(const std::int32_t* in, std::int32_t* out) noexcept {
  const auto load = [in](std::size_t row, std::size_t lane) noexcept {
    return _mm_load_ps(
        static_cast<const float*>(static_cast<const void*>(in + V::slot(row) * kLanes + lane)));
  };
  const auto save = [out](std::size_t lane, std::size_t row, __m128 v) noexcept {
    _mm_store_ps(static_cast<float*>(static_cast<void*>(out + lane * kMatmulRowGroup + row)), v);
  };
  for (std::size_t row = 0; row < kMatmulRowGroup; row += 4) {
    for (std::size_t lane = 0; lane < kLanes; lane += 4) {
      __m128 a = load(row, lane);
      __m128 b = load(row + 1, lane);
      __m128 c = load(row + 2, lane);
      __m128 d = load(row + 3, lane);
      _MM_TRANSPOSE4_PS(a, b, c, d);
      save(lane, row, a);
      save(lane + 1, row, b);
      save(lane + 2, row, c);
      save(lane + 3, row, d);
    }
  }
}

/// The four bytes at q as one number.
inline int quad(const std::int8_t* q) noexcept {
  int value = 0;
  __builtin_memcpy(&value, q, sizeof value);
  return value;
}

}  // namespace
}  // namespace bitnet::kernels
