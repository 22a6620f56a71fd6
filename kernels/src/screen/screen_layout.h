// SPDX-License-Identifier: Apache-2.0
// Where the parts of a screen lie (described in screen.h) and how a row's head is read. Moves no
// codes.
#pragma once

#include <bitnet/kernels/screen.h>

#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {
namespace {

constexpr std::size_t kScreenGroup = 128;  // columns
constexpr std::size_t kGroupNibbles = 64;  // bytes
constexpr std::size_t kGroupBits = 16;     // bytes
constexpr std::size_t kScreenHeadBytes = 16;
constexpr std::size_t kScreenAlign = 64;

constexpr std::size_t screen_groups(std::size_t cols) noexcept {
  return (cols + kScreenGroup - 1) / kScreenGroup;
}

constexpr std::size_t screen_padded(std::size_t bytes) noexcept {
  return (bytes + kScreenAlign - 1) / kScreenAlign * kScreenAlign;
}

struct ScreenLayout {
  std::size_t groups;
  std::size_t code_stride;
  std::size_t refine_stride;
  std::size_t codes;  // offsets of the arrays
  std::size_t refine;
  std::size_t total;
};

constexpr ScreenLayout screen_layout(std::size_t rows, std::size_t cols) noexcept {
  ScreenLayout layout{};
  layout.groups = screen_groups(cols);
  layout.code_stride = screen_padded(layout.groups * (kGroupNibbles + kGroupBits));
  layout.refine_stride = screen_padded(layout.groups * kGroupBits);
  layout.codes = screen_padded(rows * kScreenHeadBytes);
  layout.refine = layout.codes + rows * layout.code_stride;
  layout.total = layout.refine + rows * layout.refine_stride;
  return layout;
}

/// The head of a row as numbers.
struct ScreenRow {
  float step;
  float norm;    // W
  float error5;  // E5
  float most5;   // M5
  float error6;  // E6
  float most6;   // M6
};

inline float widened(std::uint16_t bits) noexcept {
  const std::uint32_t word = std::uint32_t{bits} << 16;
  float value = 0;
  __builtin_memcpy(&value, &word, sizeof value);
  return value;
}

/// Requires value >= 0 or +Inf; the smallest bf16 that is not below it.
inline std::uint16_t rounded_up(float value) noexcept {
  std::uint32_t word = 0;
  __builtin_memcpy(&word, &value, sizeof word);
  return static_cast<std::uint16_t>((word + 0xffffU) >> 16);
}

inline ScreenRow load_screen_row(const std::uint8_t* head) noexcept {
  ScreenRow row{};
  std::uint16_t bounds[5];
  __builtin_memcpy(&row.step, head, sizeof row.step);
  __builtin_memcpy(bounds, head + sizeof row.step, sizeof bounds);
  row.norm = widened(bounds[0]);
  row.error5 = widened(bounds[1]);
  row.most5 = widened(bounds[2]);
  row.error6 = widened(bounds[3]);
  row.most6 = widened(bounds[4]);
  return row;
}

inline void store_screen_row(const ScreenRow& row, std::uint8_t* head) noexcept {
  const std::uint16_t bounds[6] = {rounded_up(row.norm),  rounded_up(row.error5),
                                   rounded_up(row.most5), rounded_up(row.error6),
                                   rounded_up(row.most6), 0};
  __builtin_memcpy(head, &row.step, sizeof row.step);
  __builtin_memcpy(head + sizeof row.step, bounds, sizeof bounds);
}

}  // namespace
}  // namespace bitnet::kernels
