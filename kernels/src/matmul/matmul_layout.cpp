// SPDX-License-Identifier: Apache-2.0
// Names and sizes of the repacked layouts, the repacking itself, and the scratch sizes. Plain
// integer code: repacking works on four columns in a word and needs no vector instructions.
#include "matmul/matmul_geometry.h"
#include "matmul/matmul_scratch.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace bitnet::kernels {
namespace {

constexpr std::array<std::string_view, kAllMatmulLayouts.size()> kNames = {"bits2", "trits5", "tl1",
                                                                           "tl2"};
constexpr std::uint32_t kOnes = 0x01010101;
constexpr std::uint32_t kPlaneBits = 0x03030303;

// Digits trit + 1 of four columns, one a byte; no byte carries into the next.
std::uint32_t digits4(const std::int8_t* trits) noexcept {
  std::uint32_t word = 0;
  std::memcpy(&word, trits, sizeof word);
  return ((word & kPlaneBits) + kOnes) & kPlaneBits;
}

struct Bits2 {
  static void step(const std::int8_t* trits, std::size_t row, std::uint8_t* out) noexcept {
    const std::uint32_t word = digits4(trits) | digits4(trits + 4) << 2 | digits4(trits + 8) << 4 |
                               digits4(trits + 12) << 6;
    std::memcpy(out + 4 * row, &word, sizeof word);
  }
};

struct Trits5 {
  static void step(const std::int8_t* trits, std::size_t row, std::uint8_t* out) noexcept {
    const std::uint32_t word = digits4(trits) + digits4(trits + 4) * 3 + digits4(trits + 8) * 9 +
                               digits4(trits + 12) * 27 + digits4(trits + 16) * 81;
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

template <class Function>
void for_each_step(const std::int8_t* trits, std::size_t cols, std::size_t columns,
                   Function function) noexcept {
  std::size_t step = 0;
  for (; (step + 1) * columns <= cols; ++step) {
    function(trits + step * columns, step);
  }
  if (step * columns < cols) {
    std::int8_t padded[kMostStepCols] = {};
    std::memcpy(padded, trits + step * columns, cols - step * columns);
    function(&padded[0], step);
  }
}

template <class Codec>
void repack_row(MatmulLayout layout, const std::int8_t* trits, std::size_t cols, std::size_t row,
                std::uint8_t* group) noexcept {
  for_each_step(trits, cols, step_cols(layout),
                [row, group](const std::int8_t* columns, std::size_t step) noexcept {
                  Codec::step(columns, row, group + step * kStepBytes);
                });
}

void repack_signs(const std::int8_t* trits, std::size_t cols, std::size_t row,
                  std::uint8_t* group) noexcept {
  std::uint8_t* const signs = group + step_count(MatmulLayout::kTl2, cols) * kStepBytes;
  for_each_step(trits, cols, step_cols(MatmulLayout::kTl2),
                [row, signs](const std::int8_t* columns, std::size_t step) noexcept {
                  signs[step * kTl2SignBytes + row] = Tl2::signs(columns);
                });
}

void repack_any_row(MatmulLayout layout, const std::int8_t* trits, std::size_t cols,
                    std::size_t row, std::uint8_t* group) noexcept {
  switch (layout) {
    case MatmulLayout::kBits2:
      return repack_row<Bits2>(layout, trits, cols, row, group);
    case MatmulLayout::kTrits5:
      return repack_row<Trits5>(layout, trits, cols, row, group);
    case MatmulLayout::kTl1:
      return repack_row<Tl1>(layout, trits, cols, row, group);
    case MatmulLayout::kTl2:
      repack_row<Tl2>(layout, trits, cols, row, group);
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

}  // namespace

std::string_view matmul_layout_name(MatmulLayout layout) noexcept {
  const auto index = static_cast<std::size_t>(layout);
  return index < kNames.size() ? kNames[index] : "unknown";
}

std::optional<MatmulLayout> matmul_layout_from_name(std::string_view name) noexcept {
  for (const MatmulLayout layout : kAllMatmulLayouts) {
    if (name == matmul_layout_name(layout)) {
      return layout;
    }
  }
  return std::nullopt;
}

MatmulLayout preferred_layout(Isa isa) noexcept {
  return isa == Isa::kAvx512Vnni ? MatmulLayout::kTrits5 : MatmulLayout::kBits2;
}

std::size_t matmul_bytes(MatmulLayout layout, std::uint32_t rows, std::uint32_t cols) noexcept {
  const std::size_t groups = (std::size_t{rows} + kMatmulRowGroup - 1) / kMatmulRowGroup;
  return groups * group_bytes(layout, cols);
}

void matmul_repack(MatmulLayout layout, [[maybe_unused]] std::uint32_t rows, std::uint32_t cols,
                   std::uint32_t row_begin, std::uint32_t row_end, const std::int8_t* trits,
                   std::uint8_t* codes) noexcept {
  assert(row_begin % kMatmulRowGroup == 0 && row_end <= rows);
  assert(row_end % kMatmulRowGroup == 0 || row_end == rows);
  const std::size_t bytes = group_bytes(layout, cols);
  for (std::size_t first = row_begin; first < row_end; first += kMatmulRowGroup) {
    std::uint8_t* const group = codes + first / kMatmulRowGroup * bytes;
    const std::size_t count = std::min<std::size_t>(kMatmulRowGroup, row_end - first);
    if (bytes != 0 && (count < kMatmulRowGroup || layout == MatmulLayout::kTl2)) {
      std::memset(group, zero_code(layout), bytes);
    }
    for (std::size_t row = 0; row < count; ++row) {
      repack_any_row(layout, trits + (first - row_begin + row) * cols, cols, row, group);
    }
  }
}

std::size_t matmul_scratch_bytes(std::uint32_t cols, std::uint32_t tokens) noexcept {
  return scratch_bytes(cols, tokens);
}

}  // namespace bitnet::kernels
