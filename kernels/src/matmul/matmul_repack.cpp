// SPDX-License-Identifier: Apache-2.0
// Repacking, from trits or straight from the codes of a file. Plain integer code: it works on four
// columns in a word and needs no vector instructions.
#include "matmul/matmul_geometry.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace bitnet::kernels {
namespace {

constexpr std::uint32_t kOnes = 0x01010101;
constexpr std::uint32_t kPlaneBits = 0x03030303;

std::uint32_t word_at(const std::int8_t* columns) noexcept {
  std::uint32_t word = 0;
  std::memcpy(&word, columns, sizeof word);
  return word;
}

// Digits d = trit + 1 of four columns, one a byte, from trits (no byte carries into the next) ...
struct FromTrits {
  static std::uint32_t digits4(const std::int8_t* columns) noexcept {
    return ((word_at(columns) & kPlaneBits) + kOnes) & kPlaneBits;
  }
};

// ... or from digits.
struct FromDigits {
  static std::uint32_t digits4(const std::int8_t* columns) noexcept { return word_at(columns); }
};

template <class From>
struct Bits2 {
  static void step(const std::int8_t* columns, std::size_t row, std::uint8_t* out) noexcept {
    const std::uint32_t word = From::digits4(columns) | From::digits4(columns + 4) << 2 |
                               From::digits4(columns + 8) << 4 | From::digits4(columns + 12) << 6;
    std::memcpy(out + 4 * row, &word, sizeof word);
  }
};

template <class From>
struct Trits5 {
  static void step(const std::int8_t* columns, std::size_t row, std::uint8_t* out) noexcept {
    const std::uint32_t word = From::digits4(columns) + From::digits4(columns + 4) * 3 +
                               From::digits4(columns + 8) * 9 + From::digits4(columns + 12) * 27 +
                               From::digits4(columns + 16) * 81;
    std::memcpy(out + 4 * row, &word, sizeof word);
  }
};

struct Tl1 {
  static unsigned pair(const std::int8_t* trits) noexcept {
    return static_cast<unsigned>(3 * trits[0] + trits[1] + 4);
  }

  static void step(const std::int8_t* trits, std::size_t row, std::uint8_t* out) noexcept {
    for (std::size_t m = 0; m < 4; ++m) {
      const unsigned byte = pair(trits + 4 * m) | pair(trits + 4 * m + 2) << 4;
      out[16 * m + row] = static_cast<std::uint8_t>(byte);
    }
  }
};

struct Tl2 {
  static int triple(const std::int8_t* trits) noexcept {
    return 9 * trits[0] + 3 * trits[1] + trits[2];
  }

  static unsigned magnitude(int v) noexcept { return static_cast<unsigned>(v < 0 ? -v : v); }

  static void step(const std::int8_t* trits, std::size_t row, std::uint8_t* out) noexcept {
    for (std::size_t m = 0; m < 4; ++m) {
      const int low = triple(trits + 6 * m);
      const int high = triple(trits + 6 * m + 3);
      out[16 * m + row] = static_cast<std::uint8_t>(magnitude(low) | magnitude(high) << 4);
    }
  }

  static std::uint8_t signs(const std::int8_t* trits) noexcept {
    unsigned bits = 0;
    for (unsigned p = 0; p < 8; ++p) {
      bits |= triple(trits + std::size_t{3} * p) < 0 ? 1U << p : 0U;
    }
    return static_cast<std::uint8_t>(bits);
  }
};

constexpr std::size_t kMostStepCols = 24;

// `zero`: what stands for a weight of 0 behind the last column.
template <class Function>
void for_each_step(const std::int8_t* columns, std::size_t cols, std::size_t step_columns,
                   std::int8_t zero, Function function) noexcept {
  std::size_t step = 0;
  for (; (step + 1) * step_columns <= cols; ++step) {
    function(columns + step * step_columns, step);
  }
  if (step * step_columns < cols) {
    std::array<std::int8_t, kMostStepCols> padded{};
    padded.fill(zero);
    std::memcpy(padded.data(), columns + step * step_columns, cols - step * step_columns);
    function(padded.data(), step);
  }
}

template <class Codec>
void repack_row(MatmulLayout layout, const std::int8_t* columns, std::size_t cols, std::size_t row,
                std::int8_t zero, std::uint8_t* group) noexcept {
  for_each_step(columns, cols, step_cols(layout), zero,
                [row, group](const std::int8_t* part, std::size_t step) noexcept {
                  Codec::step(part, row, group + step * kStepBytes);
                });
}

void repack_signs(const std::int8_t* trits, std::size_t cols, std::size_t row,
                  std::uint8_t* group) noexcept {
  std::uint8_t* const signs = group + step_count(MatmulLayout::kTl2, cols) * kStepBytes;
  for_each_step(trits, cols, step_cols(MatmulLayout::kTl2), 0,
                [row, signs](const std::int8_t* columns, std::size_t step) noexcept {
                  signs[step * kTl2SignBytes + row] = Tl2::signs(columns);
                });
}

void repack_any_row(MatmulLayout layout, const std::int8_t* trits, std::size_t cols,
                    std::size_t row, std::uint8_t* group) noexcept {
  switch (layout) {
    case MatmulLayout::kBits2:
      return repack_row<Bits2<FromTrits>>(layout, trits, cols, row, 0, group);
    case MatmulLayout::kTrits5:
      return repack_row<Trits5<FromTrits>>(layout, trits, cols, row, 0, group);
    case MatmulLayout::kTl1:
      return repack_row<Tl1>(layout, trits, cols, row, 0, group);
    case MatmulLayout::kTl2:
      repack_row<Tl2>(layout, trits, cols, row, 0, group);
      return repack_signs(trits, cols, row, group);
  }
}

// All rows of a last group that the matrix does not have: d = 1, which is one byte in each layout.
std::uint8_t zero_code(MatmulLayout layout) noexcept {
  switch (layout) {
    case MatmulLayout::kBits2:
      return 0x55;
    case MatmulLayout::kTrits5:
      return 121;
    case MatmulLayout::kTl1:
      return 0x44;
    case MatmulLayout::kTl2:
      break;
  }
  return 0;
}

// The bytes of a group whose rows are not all written, or whose padding no row writes.
void begin_group(MatmulLayout layout, std::size_t rows, std::size_t bytes,
                 std::uint8_t* group) noexcept {
  if (bytes != 0 && (rows < kMatmulRowGroup || layout == MatmulLayout::kTl2)) {
    std::memset(group, zero_code(layout), bytes);
  }
}

constexpr std::size_t kI2sColumns = 128;  // of a block: 32 bytes, the first 32 columns on top
constexpr std::size_t kI2sBytes = 32;

// The digits of `blocks` blocks; false if there is a code 3 among them.
bool unpack_i2s(const std::uint8_t* packed, std::size_t blocks, std::int8_t* digits) noexcept {
  std::uint8_t threes = 0;
  for (std::size_t b = 0; b < blocks; ++b, packed += kI2sBytes, digits += kI2sColumns) {
    for (std::size_t i = 0; i < kI2sBytes; ++i) {
      const std::uint8_t byte = packed[i];
      threes = static_cast<std::uint8_t>(threes | (byte & (byte >> 1U) & 0x55U));
      digits[i] = static_cast<std::int8_t>(byte >> 6U);
      digits[i + 32] = static_cast<std::int8_t>((byte >> 4U) & 3U);
      digits[i + 64] = static_cast<std::int8_t>((byte >> 2U) & 3U);
      digits[i + 96] = static_cast<std::int8_t>(byte & 3U);
    }
  }
  return threes == 0;
}

// Turns a row's digits into trits where a layout has no way from digits.
void repack_digits(MatmulLayout layout, std::int8_t* digits, std::size_t cols, std::size_t row,
                   std::uint8_t* group) noexcept {
  switch (layout) {
    case MatmulLayout::kBits2:
      return repack_row<Bits2<FromDigits>>(layout, digits, cols, row, 1, group);
    case MatmulLayout::kTrits5:
      return repack_row<Trits5<FromDigits>>(layout, digits, cols, row, 1, group);
    case MatmulLayout::kTl1:
    case MatmulLayout::kTl2:
      for (std::size_t i = 0; i < cols; ++i) {
        --digits[i];
      }
      return repack_any_row(layout, digits, cols, row, group);
  }
}

}  // namespace

void matmul_repack(MatmulLayout layout, [[maybe_unused]] std::uint32_t rows, std::uint32_t cols,
                   std::uint32_t row_begin, std::uint32_t row_end, const std::int8_t* trits,
                   std::uint8_t* codes) noexcept {
  assert(row_begin % kMatmulRowGroup == 0 && row_end <= rows);
  assert(row_end % kMatmulRowGroup == 0 || row_end == rows);
  const std::size_t bytes = group_bytes(layout, cols);
  for (std::size_t first = row_begin; first < row_end; first += kMatmulRowGroup) {
    std::uint8_t* const group = codes + first / kMatmulRowGroup * bytes;
    const std::size_t count = std::min<std::size_t>(kMatmulRowGroup, row_end - first);
    begin_group(layout, count, bytes, group);
    for (std::size_t row = 0; row < count; ++row) {
      repack_any_row(layout, trits + (first - row_begin + row) * cols, cols, row, group);
    }
  }
}

bool matmul_repack_i2s(MatmulLayout layout, [[maybe_unused]] std::uint32_t rows, std::uint32_t cols,
                       std::uint32_t row_begin, std::uint32_t row_end, const std::uint8_t* packed,
                       std::int8_t* scratch, std::uint8_t* codes) noexcept {
  assert(row_begin % kMatmulRowGroup == 0 && row_end <= rows);
  assert(row_end % kMatmulRowGroup == 0 || row_end == rows);
  assert(cols % kI2sColumns == 0);
  const std::size_t bytes = group_bytes(layout, cols);
  bool good = true;
  for (std::size_t first = row_begin; first < row_end; first += kMatmulRowGroup) {
    std::uint8_t* const group = codes + first / kMatmulRowGroup * bytes;
    const std::size_t count = std::min<std::size_t>(kMatmulRowGroup, row_end - first);
    begin_group(layout, count, bytes, group);
    for (std::size_t row = 0; row < count; ++row) {
      good = unpack_i2s(packed + (first - row_begin + row) * (cols / 4), cols / kI2sColumns,
                        scratch) &&
             good;
      repack_digits(layout, scratch, cols, row, group);
    }
  }
  return good;
}

}  // namespace bitnet::kernels
