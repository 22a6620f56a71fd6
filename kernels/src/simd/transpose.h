// SPDX-License-Identifier: Apache-2.0
// Transposition of two 16 x 16 byte matrices in registers, for the tiled formats. Internal linkage
// (see codes256.h).
#pragma once

#include <cstddef>
#include <immintrin.h>

namespace bitnet::kernels {
namespace {

/// One of four equal stages: row i and row i + 8 are zipped into rows 2i and 2i + 1.
inline void zip_rows(const __m256i* in, __m256i* out) noexcept {
  for (std::size_t i = 0; i < 8; ++i) {
    out[2 * i] = _mm256_unpacklo_epi8(in[i], in[i + 8]);
    out[2 * i + 1] = _mm256_unpackhi_epi8(in[i], in[i + 8]);
  }
}

/// In each half of the registers: byte l of rows[i] <-> byte i of rows[l]. A zip doubles the index
/// of a byte modulo 255 in the flattened 16 x 16 matrix, so four of them multiply it by 16: rows
/// and columns change places.
inline void transpose16(__m256i (&rows)[16]) noexcept {
  __m256i other[16];
  zip_rows(rows, other);
  zip_rows(other, rows);
  zip_rows(rows, other);
  zip_rows(other, rows);
}

}  // namespace
}  // namespace bitnet::kernels
