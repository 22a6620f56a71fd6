// SPDX-License-Identifier: Apache-2.0
// Byte matrix transposition in registers, for the tiled formats. Internal linkage (see codes256.h).
#pragma once

#include <cstddef>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

/// One of four equal stages: row i and row i + 8 are zipped into rows 2i and 2i + 1.
inline void zip_rows(const __m128i* in, __m128i* out) noexcept {
  for (std::size_t i = 0; i < 8; ++i) {
    out[2 * i] = _mm_unpacklo_epi8(in[i], in[i + 8]);
    out[2 * i + 1] = _mm_unpackhi_epi8(in[i], in[i + 8]);
  }
}

/// Byte l of rows[i] <-> byte i of rows[l]. A zip doubles the index of a byte modulo 255 in the
/// flattened 16 x 16 matrix, so four of them multiply it by 16: rows and columns change places.
inline void transpose16(__m128i (&rows)[16]) noexcept {
  __m128i other[16];
  zip_rows(rows, other);
  zip_rows(other, rows);
  zip_rows(rows, other);
  zip_rows(other, rows);
}

}  // namespace
}  // namespace bitnet::kernels
