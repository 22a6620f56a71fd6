// SPDX-License-Identifier: Apache-2.0
// Dense matrices of the embedding and the output head in the types that GGUF files hold: their row
// layouts, dequantisation, quantisation and the logits. Does not hold ternary weights (formats.h)
// nor the screened head (screen.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bitnet::kernels {

// Rows are stored one behind the other, multi-byte values little-endian, row layouts those of GGML:
// f32, f16, bf16   one value an element (bf16 = upper half of the f32).
// q8_0   32 elements -> f16 d, int8 q[32] = 34 bytes.           w[i] = d * q[i]
// q4_0   32 elements -> f16 d, 16 bytes = 18 bytes. Element i < 16 in bits 3..0 of byte i, element
//        16 + i in bits 7..4.                                   w[i] = d * (q[i] - 8)
// q6_k   256 elements -> ql[128], qh[64], int8 sc[16], f16 d = 210 bytes. Element 128 h + 32 g + l
//        (h < 2, g < 4, l < 32): low four bits in byte 64 h + 32 (g mod 2) + l of ql, bits 3..0 if
//        g < 2, else 7..4; upper two in bits 2g+1..2g of byte 32 h + l of qh.
//                                                               w[i] = (d * sc[i / 16]) * (q[i] -
//                                                               32)
// d * sc is exact in f32; the other products are rounded once.
enum class DenseType : std::uint8_t { kF32, kF16, kBF16, kQ8_0, kQ6_K, kQ4_0 };

inline constexpr std::size_t kDenseTypeCount = 6;

/// "f32", "f16", "bf16", "q8_0", "q6_k", "q4_0".
[[nodiscard]] std::string_view dense_type_name(DenseType type) noexcept;
[[nodiscard]] std::optional<DenseType> dense_type_from_name(std::string_view name) noexcept;

/// Elements of a block: 1, 32 or 256.
[[nodiscard]] std::size_t dense_block_elements(DenseType type) noexcept;

/// Bytes of a row; 0 if cols is 0, not a multiple of the block, or the size overflows.
[[nodiscard]] std::size_t dense_row_bytes(DenseType type, std::size_t cols) noexcept;

/// (rows, cols), row-major. Requires dense_row_bytes(type, cols) != 0. Any alignment.
struct DenseMatrix {
  const std::uint8_t* data = nullptr;
  DenseType type = DenseType::kF16;
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
};

/// Exact: same bits on every ISA (the sign and payload of a NaN excepted). Nothing outside the
/// buffers is read or written. Threads: safe, no shared state.
struct HeadKernels {
  /// y[i] = w[i] of one row (dense_row_bytes bytes).
  void (*dequantize_row)(DenseType type, const std::uint8_t* row, std::size_t cols,
                         float* y) = nullptr;

  /// logits[t * logits_stride + r] = striped sum (ops.h) of w[r][i] * x[t * x_stride + i], for rows
  /// [row_begin, row_end) and all tokens; the same bits for any number of tokens and any row range.
  void (*logits)(const DenseMatrix& head, const float* x, std::uint32_t tokens,
                 std::size_t x_stride, std::uint32_t row_begin, std::uint32_t row_end,
                 float* logits, std::size_t logits_stride) = nullptr;
};

/// f32 -> `type`, one row of dense_row_bytes(type, cols) bytes. Requires that to be nonzero. f16 as
/// f16_from_f32; bf16 rounds to nearest even, NaN stays NaN, overflow goes to Inf. Block types: NaN
/// counts as 0, +-Inf as +-FLT_MAX. With m the element of largest magnitude (the first such):
/// q8_0: d = |m| / 127, q = round(w / d), half away from zero.
/// q4_0: d = m / -8, q = min(15, floor(w / d + 8.5)).
/// q6_k: per 16 elements s = m / -32; d = (the s of largest magnitude) / -128, sc = round(s / d)
/// clamped to int8, q = round(w / (d * sc)) clamped to -32..31, plus 32.
/// Division is by the f32 d as multiplication with 1 / d (q8_0, q4_0), by the stored f16 d (q6_k);
/// a d of 0 gives the code of 0. d is stored as f16 by f16_from_f32. Exact: same bytes everywhere.
void quantize_dense_row(DenseType type, const float* x, std::size_t cols,
                        std::uint8_t* row) noexcept;

}  // namespace bitnet::kernels
