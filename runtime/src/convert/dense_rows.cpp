// SPDX-License-Identifier: Apache-2.0
// See dense_rows.h.
#include "convert/dense_rows.h"

#include "convert/tensor_packing.h"
#include "gguf/kernel_types.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitnet::runtime {
namespace {

double difference(float a, float b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) {
    return 0;
  }
  const double d = std::abs(static_cast<double>(a) - static_cast<double>(b));
  return std::isnan(d) ? std::numeric_limits<double>::infinity() : d;
}

}  // namespace

DenseRows::DenseRows(GgufType from, GgufType to, std::size_t cols)
    : kernels_(kernels::kernels_for(kernels::best_isa())),
      from_(dense_type(from)),
      to_(dense_type(to)),
      from_bytes_(kernels::dense_row_bytes(from_, cols)),
      values_(cols),
      back_(cols),
      packed_(kernels::dense_row_bytes(to_, cols)) {}

std::span<const std::uint8_t> DenseRows::convert(const std::uint8_t* row) {
  kernels_.head.dequantize_row(from_, row, values_.size(), values_.data());
  kernels::quantize_dense_row(to_, values_.data(), values_.size(), packed_.data());
  kernels_.head.dequantize_row(to_, packed_.data(), back_.size(), back_.data());
  for (std::size_t i = 0; i < values_.size(); ++i) {
    largest_difference_ = std::max(largest_difference_, difference(values_[i], back_[i]));
  }
  return packed_;
}

}  // namespace bitnet::runtime
