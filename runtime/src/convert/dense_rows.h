// SPDX-License-Identifier: Apache-2.0
// Rows of an embedding or head from one type to another, and the size of the difference.
#pragma once

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/gguf.h>

#include <cstdint>
#include <span>
#include <vector>

namespace bitnet::runtime {

/// Converts one row after the other and keeps the largest difference of a value.
class DenseRows {
 public:
  /// Requires types that are not ternary, and `cols` a multiple of the blocks of both.
  DenseRows(GgufType from, GgufType to, std::size_t cols);

  /// The row in the new type. Valid until the next call.
  [[nodiscard]] std::span<const std::uint8_t> convert(const std::uint8_t* row);

  [[nodiscard]] std::size_t from_bytes() const { return from_bytes_; }

  [[nodiscard]] std::size_t to_bytes() const { return packed_.size(); }

  /// max |new - old| over all values so far; NaN values are equal to NaN values. Infinite if a
  /// value became NaN or the other way round.
  [[nodiscard]] double largest_difference() const { return largest_difference_; }

 private:
  const kernels::KernelTable& kernels_;
  kernels::DenseType from_;
  kernels::DenseType to_;
  std::size_t from_bytes_;
  std::vector<float> values_;
  std::vector<float> back_;
  std::vector<std::uint8_t> packed_;
  double largest_difference_ = 0;
};

}  // namespace bitnet::runtime
