// SPDX-License-Identifier: Apache-2.0
// Ternary weights of a GGUF tensor, whatever its packed format: trits by row range and one scale.
// The way by which a loader reads weights; it keeps no copy of its own.
#pragma once

#include <bitnet/kernels/formats.h>
#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/result.h>

#include <cstdint>
#include <span>
#include <string>

namespace bitnet::runtime {

/// How the codes of I2_S tensors lie; the file does not say. kX86 is the official layout (blocks of
/// 128), kArm what Microsoft's quantiser writes on ARM (blocks of 64).
enum class I2sLayout : std::uint8_t { kX86, kArm };

class TernaryTensor {
 public:
  /// Checks type and shape, and finds the scale: w = trit * scale. TQ1_0 and TQ2_0 store one scale
  /// per 256 weights; all blocks with a nonzero weight must agree (checked in unpack), a tensor of
  /// zeros gets scale 1. Errors: not ternary; not a matrix; scale not finite or not > 0.
  /// `file` and `tensor` must outlive the result.
  [[nodiscard]] static Result<TernaryTensor> open(const GgufFile& file, const GgufTensor& tensor,
                                                  I2sLayout i2s = I2sLayout::kX86);

  [[nodiscard]] std::uint32_t rows() const noexcept { return rows_; }

  [[nodiscard]] std::uint32_t cols() const noexcept { return cols_; }

  [[nodiscard]] float scale() const noexcept { return scale_; }

  /// Row ranges that start and end at multiples of this are read without detours (other ranges
  /// work).
  [[nodiscard]] std::uint32_t row_group() const noexcept { return row_group_; }

  /// trits[(r - row_begin) * cols + c] in {-1, 0, +1} for rows [row_begin, row_end).
  /// Requires row_begin <= row_end <= rows. Threads: safe.
  /// Errors: a code that is not ternary; a block with another scale. Both name tensor and row.
  [[nodiscard]] Result<void> unpack(std::uint32_t row_begin, std::uint32_t row_end,
                                    std::int8_t* trits) const;

 private:
  friend class TernaryReader;

  const GgufFile* file_ = nullptr;
  const GgufTensor* tensor_ = nullptr;
  std::span<const std::byte> data_;
  kernels::PackedLayout layout_;
  I2sLayout i2s_ = I2sLayout::kX86;
  std::uint32_t rows_ = 0;
  std::uint32_t cols_ = 0;
  std::uint32_t row_group_ = 1;
  float scale_ = 0;
};

}  // namespace bitnet::runtime
