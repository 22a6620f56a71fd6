// SPDX-License-Identifier: Apache-2.0
// The element-wise operations and reductions of ops.h in plain loops: the oracle of the other ISAs.
// Attention is in attention_scalar.cpp.
#include "ops/ops_rows.h"
#include "ops/scalar_math.h"

#include <bitnet/kernels/formats.h>

#include <cassert>
#include <cmath>
#include <limits>

namespace bitnet::kernels {
namespace {

float dot(const float* a, const float* b, std::size_t n) {
  StripedSum sum;
  for (std::size_t i = 0; i < n; ++i) {
    sum.add(i, a[i] * b[i]);
  }
  return sum.total();
}

void rmsnorm(const float* x, const float* weight, std::size_t n, float eps, float* y) {
  const float mean = dot(x, x, n) / static_cast<float>(n);
  const float r = 1.0F / std::sqrt(mean + eps);
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = (x[i] * r) * weight[i];
  }
}

void add(float* x, const float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    x[i] += y[i];
  }
}

void relu2_mul(const float* gate, const float* up, std::size_t n, float* y) {
  for (std::size_t i = 0; i < n; ++i) {
    const float g = gate[i] < 0.0F ? 0.0F : gate[i];
    y[i] = (g * g) * up[i];
  }
}

void silu_mul(const float* gate, const float* up, std::size_t n, float* y) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = (gate[i] / (1.0F + scalar_exp(-gate[i]))) * up[i];
  }
}

void rope_neox(float* x, std::uint32_t heads, std::uint32_t head_dim, std::uint32_t rope_dim,
               const float* cos_row, const float* sin_row) {
  assert(rope_dim % 2 == 0 && rope_dim <= head_dim);
  const std::size_t half = rope_dim / 2;
  for (std::size_t head = 0; head < heads; ++head) {
    float* const first = x + head * head_dim;
    float* const second = first + half;
    for (std::size_t i = 0; i < half; ++i) {
      const float a = first[i];
      const float b = second[i];
      first[i] = a * cos_row[i] - b * sin_row[i];
      second[i] = a * sin_row[i] + b * cos_row[i];
    }
  }
}

void softmax(float* x, std::size_t n) {
  float largest = -std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < n; ++i) {
    largest = x[i] > largest ? x[i] : largest;
  }
  StripedSum sum;
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = scalar_exp(x[i] - largest);
    sum.add(i, x[i]);
  }
  const float inverse = 1.0F / sum.total();
  for (std::size_t i = 0; i < n; ++i) {
    x[i] *= inverse;
  }
}

void f32_to_f16(const float* x, std::size_t n, std::uint16_t* y) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = f16_from_f32(x[i]);
  }
}

void f16_to_f32(const std::uint16_t* x, std::size_t n, float* y) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = f32_from_f16(x[i]);
  }
}

}  // namespace

OpsKernels ops_scalar() noexcept {
  return {.dot = dot,
          .rmsnorm = rmsnorm,
          .add = add,
          .relu2_mul = relu2_mul,
          .silu_mul = silu_mul,
          .rope_neox = rope_neox,
          .softmax = softmax,
          .f32_to_f16 = f32_to_f16,
          .f16_to_f32 = f16_to_f32,
          .attention = attention_scalar,
          .attention_block = attention_block_scalar};
}

}  // namespace bitnet::kernels
