// SPDX-License-Identifier: Apache-2.0
// The product as plain loops: the oracle for every other ISA and the fallback. Decodes a code byte
// at a time; does not try to be fast.
#include "matmul/matmul_geometry.h"
#include "matmul/matmul_rows.h"
#include "scalar/ternary.h"

#include <cmath>
#include <cstring>

namespace bitnet::kernels {
namespace {

int digit_bits2(const std::uint8_t* group, std::size_t row, std::size_t col) noexcept {
  const unsigned byte = group[col / 16 * kStepBytes + 4 * row + col % 4];
  return static_cast<int>(byte >> (col % 16 / 4 * 2) & 3U) - 1;
}

int digit_trits5(const std::uint8_t* group, std::size_t row, std::size_t col) noexcept {
  constexpr unsigned kPowers[5] = {1, 3, 9, 27, 81};
  const unsigned byte = group[col / 20 * kStepBytes + 4 * row + col % 4];
  return static_cast<int>(byte / kPowers[col % 20 / 4] % 3) - 1;
}

int digit_tl1(const std::uint8_t* group, std::size_t row, std::size_t col) noexcept {
  const unsigned byte = group[col / 16 * kStepBytes + col % 16 / 4 * 16 + row];
  const unsigned pair = col % 4 < 2 ? byte & 15U : byte >> 4;
  return static_cast<int>(col % 2 == 0 ? pair / 3 : pair % 3) - 1;
}

int digit_tl2(const std::uint8_t* group, std::size_t steps, std::size_t row,
              std::size_t col) noexcept {
  constexpr int kPowers[3] = {9, 3, 1};
  const std::size_t step = col / 24;
  const std::size_t triple = col % 24 / 3;
  const unsigned byte = group[step * kStepBytes + triple / 2 * 16 + row];
  const auto magnitude = static_cast<int>(triple % 2 == 0 ? byte & 15U : byte >> 4);
  const unsigned signs = group[steps * kStepBytes + step * kTl2SignBytes + row];
  const int value = (signs >> triple & 1U) != 0 ? -magnitude : magnitude;
  return (value + 13) / kPowers[col % 3] % 3 - 1;  // value + 13 has the digits trit + 1
}

int trit_at(const MatmulWeights& w, std::size_t row, std::size_t col) noexcept {
  const std::uint8_t* const group = w.codes + row / kMatmulRowGroup * group_bytes(w.layout, w.cols);
  const std::size_t lane = row % kMatmulRowGroup;
  switch (w.layout) {
    case MatmulLayout::kBits2:
      return digit_bits2(group, lane, col);
    case MatmulLayout::kTrits5:
      return digit_trits5(group, lane, col);
    case MatmulLayout::kTl1:
      return digit_tl1(group, lane, col);
    case MatmulLayout::kTl2:
      break;
  }
  return digit_tl2(group, step_count(w.layout, w.cols), lane, col);
}

void product_row(const MatmulWeights& w, const Int8Rows& act, std::size_t row, std::int8_t* trits,
                 float* y, std::size_t y_stride) noexcept {
  for (std::size_t col = 0; col < w.cols; ++col) {
    trits[col] = static_cast<std::int8_t>(trit_at(w, row, col));
  }
  for (std::size_t token = 0; token < act.tokens; ++token) {
    const std::int8_t* const q = act.q + token * act.stride;
    std::int32_t dot = 0;
    for (std::size_t col = 0; col < w.cols; ++col) {
      dot += trits[col] * q[col];
    }
    y[token * y_stride + row] = static_cast<float>(dot) / act.scale[token] * w.scale;
  }
}

// Half to even: adding 1.5 * 2^23 leaves no bits for a fraction. NaN is the caller's.
int rounded(float x) noexcept {
  constexpr float kMagic = 12582912.0F;
  return static_cast<int>(x + kMagic - kMagic);
}

int quantized(float x) noexcept {
  if (std::isnan(x)) {
    return 0;
  }
  return rounded(std::fmax(std::fmin(x, 127.0F), -128.0F));
}

}  // namespace

void quantize_row_scalar(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                         std::int32_t* sum) noexcept {
  const float s = 127.0F / std::fmax(absmax_scalar(x, cols), 1e-5F);
  std::int32_t total = 0;
  for (std::size_t i = 0; i < cols; ++i) {
    const int value = quantized(x[i] * s);
    q[i] = static_cast<std::int8_t>(value);
    total += value;
  }
  std::memset(q + cols, 0, int8_stride(cols) - cols);
  *scale = s;
  *sum = total;
}

void matmul_scalar(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                   std::uint32_t row_end, float* y, std::size_t y_stride, void* scratch) noexcept {
  for (std::size_t row = row_begin; row < row_end; ++row) {
    product_row(w, act, row, static_cast<std::int8_t*>(scratch), y, y_stride);
  }
}

}  // namespace bitnet::kernels
