// SPDX-License-Identifier: Apache-2.0
// The screened head in plain loops: the definition of the copy that every ISA must write, and the
// integer sums that every ISA must find.
#include "head/dense_scalar.h"
#include "ops/scalar_math.h"
#include "screen/screen_build.h"
#include "screen/screen_steps.h"

#include <algorithm>
#include <cassert>
#include <cfloat>
#include <cmath>
#include <cstring>

namespace bitnet::kernels {
namespace {

// c = code / 2, b = code mod 2.
unsigned code6(float w, float inverse) noexcept {
  const float position = w * inverse + 32.0F;
  const float low = position > 0.0F ? position : 0.0F;
  return static_cast<unsigned>(low < 63.0F ? low : 63.0F);
}

float error5(float w, float step, unsigned code) noexcept {
  return w - step * (static_cast<float>(code >> 1U) - 15.5F);
}

float error6(float w, float step, unsigned code) noexcept {
  return w - (step * 0.5F) * (static_cast<float>(code) - 31.5F);
}

struct RowFacts {
  float largest;
  float squares;
};

RowFacts facts_of(const float* w, std::size_t n) noexcept {
  float largest = 0.0F;
  StripedSum squares;
  for (std::size_t i = 0; i < n; ++i) {
    largest = std::max(largest, std::fabs(w[i]));
    squares.add(i, w[i] * w[i]);
  }
  return {largest, squares.total()};
}

float choose_step(const float* w, std::size_t n, const RowFacts& facts) noexcept {
  const float rms = std::sqrt(facts.squares / static_cast<float>(n));
  float steps[kScreenStepCount];
  float excess[kScreenStepCount];
  for (std::size_t j = 0; j < kScreenStepCount; ++j) {
    steps[j] = coarse_step(kScreenSteps[j] * rms);
    StripedSum sum;
    for (std::size_t i = 0; i < n; ++i) {
      const float over = std::max(std::fabs(w[i]) - clip_limit(steps[j]), 0.0F);
      sum.add(i, over * over);
    }
    excess[j] = sum.total();
  }
  return best_step(steps, excess, facts.largest, n);
}

void set_bit(std::uint8_t* bits, std::size_t index, unsigned value) noexcept {
  bits[index / 8] = static_cast<std::uint8_t>(bits[index / 8] | (value << (index % 8)));
}

struct RowBytes {
  std::uint8_t* head;
  std::uint8_t* codes;
  std::uint8_t* refine;
};

void store_code(const RowBytes& row, std::size_t groups, std::size_t i, unsigned code) noexcept {
  const std::size_t group = i / kScreenGroup;
  const std::size_t e = i % kScreenGroup;
  const unsigned nibble = (code >> 1) & 15U;
  std::uint8_t& byte = row.codes[group * kGroupNibbles + e % 64];
  byte = static_cast<std::uint8_t>(byte | (nibble << (e < 64 ? 0 : 4)));
  set_bit(row.codes + groups * kGroupNibbles, i, code >> 5);
  set_bit(row.refine, i, code & 1U);
}

ScreenRow fill_row(const float* w, std::size_t n, float step, std::size_t groups,
                   const RowBytes& row) noexcept {
  StripedSum squares5;
  StripedSum squares6;
  float most5 = 0.0F;
  float most6 = 0.0F;
  for (std::size_t i = 0; i < n; ++i) {
    const unsigned code = code6(w[i], 2.0F / step);
    store_code(row, groups, i, code);
    const float e5 = error5(w[i], step, code);
    const float e6 = error6(w[i], step, code);
    squares5.add(i, e5 * e5);
    squares6.add(i, e6 * e6);
    most5 = std::max(most5, std::fabs(e5));
    most6 = std::max(most6, std::fabs(e6));
  }
  return {step,
          0.0F,
          norm_bound(std::sqrt(squares5.total()), n),
          most_bound(most5),
          norm_bound(std::sqrt(squares6.total()), n),
          most_bound(most6)};
}

ScreenRow build_row(const float* w, std::size_t n, const ScreenLayout& layout,
                    const RowBytes& row) noexcept {
  std::memset(row.codes, 0, layout.code_stride);
  std::memset(row.refine, 0, layout.refine_stride);
  const RowFacts facts = facts_of(w, n);
  if (!(facts.squares <= FLT_MAX)) {
    return undecidable_row();
  }
  const float norm = norm_bound(std::sqrt(facts.squares), n);
  if (facts.largest < kScreenLeast) {
    const float most = most_bound(facts.largest);
    return {0.0F, norm, norm, most, norm, most};
  }
  ScreenRow result = fill_row(w, n, choose_step(w, n, facts), layout.groups, row);
  result.norm = norm;
  return result;
}

void build_rows(const DenseMatrix& head, std::uint32_t row_begin, std::uint32_t row_end,
                std::uint8_t* screen, float* scratch) {
  assert(row_end <= head.rows);
  const ScreenLayout layout = screen_layout(head.rows, head.cols);
  const std::size_t row_bytes = dense_row_bytes(head.type, head.cols);
  for (std::size_t r = row_begin; r < row_end; ++r) {
    for (std::size_t i = 0; i < head.cols; ++i) {
      scratch[i] = dense_weight(head.type, head.data + r * row_bytes, i);
    }
    const RowBytes row{screen + r * kScreenHeadBytes,
                       screen + layout.codes + r * layout.code_stride,
                       screen + layout.refine + r * layout.refine_stride};
    store_screen_row(build_row(scratch, head.cols, layout, row), row.head);
  }
}

unsigned bit_at(const std::uint8_t* bits, std::size_t i) noexcept {
  return (unsigned{bits[i / 8]} >> (i % 8)) & 1U;
}

std::int64_t q_at(const ScreenQuery& query, std::size_t i) noexcept {
  return 256 * std::int64_t{query.high[i]} + query.low[i];
}

void coarse(const ScreenMatrix& screen, const ScreenQuery& query, std::uint32_t row_begin,
            std::uint32_t row_end, float* approximation, float* highest) {
  const std::size_t begin = row_begin;
  const std::size_t end = row_end;
  const ScreenLayout layout = screen_layout(screen.rows, screen.cols);
  const ScreenBound bound = screen_bound(query, screen.cols);
  for (std::size_t r = begin; r < end; ++r) {
    const std::uint8_t* const codes = screen.data + layout.codes + r * layout.code_stride;
    const std::uint8_t* const fifth = codes + layout.groups * kGroupNibbles;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < screen.cols; ++i) {
      const std::size_t e = i % kScreenGroup;
      const unsigned byte = codes[i / kScreenGroup * kGroupNibbles + e % 64];
      const unsigned code = (e < 64 ? byte & 15U : byte >> 4) | (bit_at(fifth, i) << 4);
      sum += std::int64_t{code} * q_at(query, i);
    }
    const ScreenRow row = load_screen_row(screen.data + r * kScreenHeadBytes);
    const ScreenValue value = coarse_value(bound, row, sum);
    approximation[r - begin] = value.approximation;
    highest[r - begin] = value.highest;
  }
}

void refine(const ScreenMatrix& screen, const ScreenQuery& query, const std::uint32_t* ids,
            std::size_t count, const float* coarse_values, float* highest) {
  const ScreenLayout layout = screen_layout(screen.rows, screen.cols);
  const ScreenBound bound = screen_bound(query, screen.cols);
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t r = ids[k];
    const std::uint8_t* const bits = screen.data + layout.refine + r * layout.refine_stride;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < screen.cols; ++i) {
      sum += bit_at(bits, i) != 0 ? q_at(query, i) : 0;
    }
    const ScreenRow row = load_screen_row(screen.data + r * kScreenHeadBytes);
    highest[k] = refined_value(bound, row, coarse_values[k], sum).highest;
  }
}

void exact(const DenseMatrix& head, const float* x, const std::uint32_t* ids, std::size_t count,
           float* logits) {
  const std::size_t row_bytes = dense_row_bytes(head.type, head.cols);
  for (std::size_t k = 0; k < count; ++k) {
    const std::uint8_t* const row = head.data + ids[k] * row_bytes;
    StripedSum sum;
    for (std::size_t i = 0; i < head.cols; ++i) {
      sum.add(i, dense_weight(head.type, row, i) * x[i]);
    }
    logits[k] = sum.total();
  }
}

constexpr ScreenSteps kSteps{refine, exact};

std::uint32_t top_rows(const DenseMatrix& head, const ScreenMatrix& screen,
                       const ScreenQuery& query, std::uint32_t row_begin, std::uint32_t row_end,
                       std::uint32_t k, const ScreenCoarse& values, std::uint32_t* ids,
                       float* logits, void* scratch, ScreenCounts* counts) {
  return screen_top_rows(kSteps, head, screen, query, row_begin, row_end, k, values, ids, logits,
                         scratch, counts);
}

}  // namespace

std::size_t screen_build_scratch_floats(std::uint32_t cols) noexcept {
  return cols + kStripes;
}

ScreenKernels screen_scalar() noexcept {
  return {
      .build_rows = build_rows, .prepare = screen_prepare, .coarse = coarse, .top_rows = top_rows};
}

}  // namespace bitnet::kernels
