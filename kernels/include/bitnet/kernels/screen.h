// SPDX-License-Identifier: Apache-2.0
// Screened output head: a small copy of the head with rigorous error bounds finds the few rows that
// can be among the k largest logits; only those are computed exactly. Does not choose a token and
// does not replace the full head where all logits are wanted (head.h).
#pragma once

#include <bitnet/kernels/head.h>

#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {

// The copy. Row w (cols values as f32, of any DenseType) has a step s and codes c in 0..31:
//   w5[i] = s (c[i] - 15.5),   w6[i] = w5[i] + (2 b[i] - 1) s / 4, b in 0..1 a refinement bit.
// s has at most 12 significant bits, so both are exact in f32. With it go upper bounds of
//   W = |w|_2, E5 = |w - w5|_2, M5 = max |w - w5|, E6 and M6 likewise.
// A row that has a NaN, an Inf or an overflowing norm gets W = Inf.
//
// The bytes, for groups of 128 columns (G = ceil(cols / 128), each array on a 64-byte boundary):
//   heads   rows x 16: f32 s, then W, E5, M5, E6, M6 as bf16 rounded up, 2 zero bytes
//   codes   rows x (64 G + 16 G, padded to 64): low four bits of the codes, element j < 64 of a
//           group in bits 3..0 of byte j, element 64 + j in bits 7..4; then the fifth bits, element
//           e of a group in bit e mod 8 of byte e / 8
//   refine  rows x (16 G, padded to 64): b, placed as the fifth bits
// 6.1 bits a weight are stored at cols = 2560; 5.1 of them are read for every row.
//
// The bound. x is represented as x' = t Q, Q in +-32512, d = |x - x'|_2 computed from x itself.
// With any cut z > 0, x = u + v, u = x clipped to +-z, and by Cauchy-Schwarz and Hoelder
//   |w.x - w5.x'| <= |(w - w5).u| + |(w - w5).v| + |w5.(x - x')|
//                 <= E5 |u|_2 + M5 |v|_1 + (W + E5) d
// for that cut and for none (v = 0); the smaller counts. (The cut takes outliers of x out of
// |u|_2.) The logit L of head.h is w.x computed with at most m = ceil(cols / 16) + 5 roundings a
// term, hence
//   |L - w.x| <= m 2^-24 / (1 - m 2^-24) W |x|_2 + cols 2^-149   if W |x|_2 cannot overflow.
// w5.x' = s t (sum c Q - 15.5 sum Q) is an exact integer times an exact double, rounded once. The
// sum of these terms, each enlarged by more than its own rounding, bounds |L - approximation|; the
// same with E6, M6 after refinement. A row for which it is not finite counts as undecided.

/// Bytes of the copy; 0 if rows or cols is 0, cols > kScreenMaxCols, or the size overflows.
[[nodiscard]] std::size_t screen_bytes(std::uint32_t rows, std::uint32_t cols) noexcept;

inline constexpr std::uint32_t kScreenMaxCols = 131072;  // sum c q fits 32 bits

/// The copy of a head: screen_bytes(rows, cols) bytes on a 64-byte boundary.
struct ScreenMatrix {
  const std::uint8_t* data = nullptr;
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
};

/// x as the screen wants it, made by `prepare`. Points to x and to the caller's planes.
struct ScreenQuery {
  const float* x = nullptr;
  const std::int8_t* high = nullptr;  // Q = 256 high + low
  const std::int8_t* low = nullptr;
  std::int64_t q_sum = 0;
  double step = 0.0;  // t
  double norm = 0.0;  // upper bounds of |x|_2, |u|_2, |v|_1, |x - x'|_2
  double cut_norm = 0.0;
  double cut_excess = 0.0;
  double error = 0.0;
  bool usable = false;  // false if x has a NaN or an Inf: every row is then undecided
};

/// Bytes of the two planes of a query, on a 64-byte boundary.
[[nodiscard]] std::size_t screen_query_bytes(std::uint32_t cols) noexcept;

/// Floats of scratch (any alignment) for build_rows.
[[nodiscard]] std::size_t screen_build_scratch_floats(std::uint32_t cols) noexcept;

/// Bytes of scratch (64-byte boundary) for top_rows.
[[nodiscard]] std::size_t screen_scratch_bytes() noexcept;

/// What top_rows read.
struct ScreenCounts {
  std::uint32_t refined = 0;  // rows whose refinement bits were read
  std::uint32_t exact = 0;    // rows computed exactly; all of the range = the screen did not help
};

/// Bytes of the copy that `coarse` reads for `rows` rows.
[[nodiscard]] std::uint64_t screen_rows_bytes(const ScreenMatrix& screen,
                                              std::uint32_t rows) noexcept;

/// Bytes of the copy and of the head that a top_rows read, from its counts.
[[nodiscard]] std::uint64_t screen_top_bytes(const DenseMatrix& head,
                                             const ScreenCounts& counts) noexcept;

/// What ScreenKernels::coarse wrote for a range of rows.
struct ScreenCoarse {
  const float* approximation = nullptr;
  const float* highest = nullptr;
};

inline constexpr std::uint32_t kScreenMaxTop = 1024;  // above it top_rows computes every row

/// Nothing outside the buffers is read or written. Threads: safe, no shared state.
struct ScreenKernels {
  /// Writes the copies of rows [row_begin, row_end). `screen` is the start of the whole copy.
  /// Exact: same bytes on every ISA.
  void (*build_rows)(const DenseMatrix& head, std::uint32_t row_begin, std::uint32_t row_end,
                     std::uint8_t* screen, float* scratch) = nullptr;

  /// x: cols values. planes: screen_query_bytes(cols) bytes.
  ScreenQuery (*prepare)(const float* x, std::uint32_t cols, std::int8_t* planes) = nullptr;

  /// approximation[i], highest[i]: the approximate logit of row row_begin + i and an upper bound of
  /// its logit. Depend on that row alone. Requires query.usable.
  void (*coarse)(const ScreenMatrix& screen, const ScreenQuery& query, std::uint32_t row_begin,
                 std::uint32_t row_end, float* approximation, float* highest) = nullptr;

  /// Writes the ids of a set of rows of [row_begin, row_end), ascending, with their exact logits
  /// (bits of HeadKernels::logits). The set contains every row whose logit is at least the k-th
  /// largest of the range, and every row whose logit is NaN; so the union over the ranges of all
  /// threads contains the k largest of the head with all their ties. Returns its size; ids and
  /// logits have room for the whole range. Which other rows are in it may differ between ISAs.
  /// coarse: what that row wrote for the range; not read if !query.usable.
  /// Requires k >= 1.
  std::uint32_t (*top_rows)(const DenseMatrix& head, const ScreenMatrix& screen,
                            const ScreenQuery& query, std::uint32_t row_begin,
                            std::uint32_t row_end, std::uint32_t k, const ScreenCoarse& coarse,
                            std::uint32_t* ids, float* logits, void* scratch,
                            ScreenCounts* counts) = nullptr;
};

}  // namespace bitnet::kernels
