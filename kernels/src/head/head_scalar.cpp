// SPDX-License-Identifier: Apache-2.0
// Embedding rows and logits in plain loops: the oracle of the other ISAs.
#include "head/dense_scalar.h"
#include "head/head_rows.h"
#include "ops/scalar_math.h"

#include <cassert>

namespace bitnet::kernels {
namespace {

void dequantize_row(DenseType type, const std::uint8_t* row, std::size_t cols, float* y) {
  for (std::size_t i = 0; i < cols; ++i) {
    y[i] = dense_weight(type, row, i);
  }
}

void logits(const DenseMatrix& head, const float* x, std::uint32_t tokens, std::size_t x_stride,
            std::uint32_t row_begin, std::uint32_t row_end, float* out, std::size_t out_stride) {
  assert(row_end <= head.rows);
  const std::size_t row_bytes = dense_row_bytes(head.type, head.cols);
  for (std::size_t r = row_begin; r < row_end; ++r) {
    const std::uint8_t* const row = head.data + r * row_bytes;
    for (std::size_t t = 0; t < tokens; ++t) {
      StripedSum sum;
      for (std::size_t i = 0; i < head.cols; ++i) {
        sum.add(i, dense_weight(head.type, row, i) * x[t * x_stride + i]);
      }
      out[t * out_stride + r] = sum.total();
    }
  }
}

}  // namespace

HeadKernels head_scalar() noexcept {
  return {.dequantize_row = dequantize_row, .logits = logits};
}

}  // namespace bitnet::kernels
