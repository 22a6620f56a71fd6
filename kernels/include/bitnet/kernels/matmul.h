// SPDX-License-Identifier: Apache-2.0
// Ternary weights times 8-bit activations: how weights are repacked for the kernels, how
// activations are quantised, and the two operations of the kernel table. Does not know files: the
// packed formats of files are in formats.h.
#pragma once

#include <bitnet/kernels/isa.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bitnet::kernels {

// In memory a matrix of rows x cols trits is cut into groups of 16 rows (the last one padded with
// zero trits), which follow each other. d = trit + 1. Columns behind `cols` are padding of any
// value: activations are 0 there.
//
// bits2   Steps of 16 columns, 64 bytes: byte 4*i + j (row i of the group, j < 4) holds in bits
//         2t+1..2t the d of column 4*t + j, t < 4. 2 bits a weight.
// trits5  Steps of 20 columns, 64 bytes: byte 4*i + j is the sum of 3^t * d of column 4*t + j,
//         t < 5. 1.6 bits a weight.
// tl1     Steps of 16 columns, 64 bytes: byte 16*m + i (m < 4) holds two pairs of row i: bits 3..0
//         3*d(4m) + d(4m+1), bits 7..4 3*d(4m+2) + d(4m+3). 2 bits a weight.
// tl2     Steps of 24 columns. v(p) = 9*trit(3p) + 3*trit(3p+1) + trit(3p+2), p < 8. First for all
//         steps 64 bytes: byte 16*m + i (m < 4) holds |v(2m)| in bits 3..0 and |v(2m+1)| in bits
//         7..4; then for all steps 16 bytes: bit p of byte i is set if v(p) < 0. A group is padded
//         to 64 bytes. 1.67 bits a weight.
enum class MatmulLayout : std::uint8_t { kBits2, kTrits5, kTl1, kTl2 };

inline constexpr std::array kAllMatmulLayouts = {MatmulLayout::kBits2, MatmulLayout::kTrits5,
                                                 MatmulLayout::kTl1, MatmulLayout::kTl2};

/// "bits2", "trits5", "tl1", "tl2".
[[nodiscard]] std::string_view matmul_layout_name(MatmulLayout layout) noexcept;
[[nodiscard]] std::optional<MatmulLayout> matmul_layout_from_name(std::string_view name) noexcept;

/// Rows of a group. Row ranges of a repack or a product begin at multiples of it.
inline constexpr std::uint32_t kMatmulRowGroup = 16;

/// Tokens that a product works on at once when there are many. A caller with several threads and at
/// least this many tokens a thread does better to split the tokens at multiples of it (each thread
/// all rows) than to split the rows.
inline constexpr std::uint32_t kMatmulTokenBlock = 32;

/// Largest `cols`: |dot| <= 128 * cols stays below 2^24, so that it is exact as a float too.
inline constexpr std::uint32_t kMatmulMaxCols = 131071;

/// The layout with which `isa` is fastest over decode and prefill.
[[nodiscard]] MatmulLayout preferred_layout(Isa isa) noexcept;

/// Bytes of the repacked codes, a multiple of 64. Requires cols <= kMatmulMaxCols.
[[nodiscard]] std::size_t matmul_bytes(MatmulLayout layout, std::uint32_t rows,
                                       std::uint32_t cols) noexcept;

/// Repacks rows [row_begin, row_end) of a rows x cols matrix. trits: (row_end - row_begin) x cols,
/// row-major, in {-1, 0, +1}. codes: the whole matrix, matmul_bytes() bytes; only the groups of the
/// range are written, so threads can repack disjoint ranges. Requires row_begin % kMatmulRowGroup
/// == 0, and row_end % kMatmulRowGroup == 0 or row_end == rows.
void matmul_repack(MatmulLayout layout, std::uint32_t rows, std::uint32_t cols,
                   std::uint32_t row_begin, std::uint32_t row_end, const std::int8_t* trits,
                   std::uint8_t* codes) noexcept;

/// As matmul_repack, straight from the codes of an I2_S tensor (formats.h): `packed` begins with
/// row row_begin. False if a code is 3, which is no weight; what was written for it means nothing.
/// scratch: cols bytes. Requires cols % 128 == 0 beside what matmul_repack requires.
[[nodiscard]] bool matmul_repack_i2s(MatmulLayout layout, std::uint32_t rows, std::uint32_t cols,
                                     std::uint32_t row_begin, std::uint32_t row_end,
                                     const std::uint8_t* packed, std::int8_t* scratch,
                                     std::uint8_t* codes) noexcept;

struct MatmulWeights {
  const std::uint8_t* codes = nullptr;  // on a 64-byte boundary
  MatmulLayout layout = MatmulLayout::kBits2;
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  float scale = 0.0F;
};

/// Bytes between two quantised rows: a multiple of 64 and at least cols + 23, because kernels read
/// whole steps.
[[nodiscard]] constexpr std::size_t int8_stride(std::size_t cols) noexcept {
  return (cols + 23 + 63) / 64 * 64;
}

/// Quantised activations. Token t lies at q + t * stride; bytes from cols to the stride are 0.
struct Int8Rows {
  const std::int8_t* q = nullptr;
  const float* scale = nullptr;       // a token: 127 / max(1e-5, absmax)
  const std::int32_t* sum = nullptr;  // a token: sum of its q
  std::uint32_t tokens = 0;
  std::uint32_t cols = 0;
  std::size_t stride = 0;  // int8_stride(cols)
};

/// Bytes of scratch that one thread's product needs. Grows with cols, and with tokens up to
/// kMatmulTokenBlock.
[[nodiscard]] std::size_t matmul_scratch_bytes(std::uint32_t cols, std::uint32_t tokens) noexcept;

struct MatmulKernels {
  /// scale = 127 / max(1e-5, max |x[i]| over finite x[i]); q[i] = x[i] * scale, rounded half to
  /// even, clamped to [-128, 127], NaN -> 0 (so +Inf -> 127, -Inf -> -128); sum of all q[i].
  /// q: int8_stride(cols) bytes, the padding is zeroed. Exact on every ISA.
  void (*quantize_row)(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                       std::int32_t* sum) = nullptr;

  /// y[t * y_stride + r] = (float(dot(t, r)) / act.scale[t]) * w.scale for r in [row_begin,
  /// row_end) and all tokens, dot = sum over k of trit[r][k] * q[t][k], exact in int32; one IEEE
  /// division, then one multiplication: bit-identical on every ISA, layout, batch and row range.
  /// Requires act.cols == w.cols, act.stride == int8_stride(cols), row_begin % kMatmulRowGroup ==
  /// 0, row_end <= w.rows; scratch: matmul_scratch_bytes(cols, tokens) bytes on a 64-byte boundary,
  /// its content is of no interest. Writes no other element of y. Threads: safe, scratch is the
  /// caller's.
  void (*matmul)(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                 std::uint32_t row_end, float* y, std::size_t y_stride, void* scratch) = nullptr;
};

}  // namespace bitnet::kernels
