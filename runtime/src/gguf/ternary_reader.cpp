// SPDX-License-Identifier: Apache-2.0
// Scales, checks, and the formats whose rows lie one after the other (I2_S, TQ1_0, TQ2_0). The
// tiled formats are in ternary_tiles.cpp.
#include "gguf/ternary_reader.h"

#include "base/text.h"
#include "gguf/gguf_types.h"
#include "gguf/i2s_arm.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace bitnet::runtime {
namespace {

kernels::PackedLayout layout_of(kernels::Format format, std::size_t rows, std::size_t cols) {
  return kernels::make_layout(format, rows, cols).layout;
}

/// All trits are in -1..1. Written so that the compiler can use vector compares.
bool all_ternary(const std::int8_t* trits, std::size_t count) {
  unsigned bad = 0;
  for (std::size_t i = 0; i < count; ++i) {
    bad |= static_cast<unsigned>(trits[i] > 1);
  }
  return bad == 0;
}

}  // namespace

TernaryReader::TernaryReader(const TernaryTensor& tensor)
    : t_(tensor), kernels_(kernels::kernels_for(kernels::best_isa())) {}

tl::unexpected<Error> TernaryReader::fault(const std::string& what) const {
  return input_error(fmt::format("{}: tensor {} {}", t_.file_->path().native(),
                                 in_quotes(t_.tensor_->name), what));
}

const std::uint8_t* TernaryReader::bytes_at(std::size_t offset) const {
  return reinterpret_cast<const std::uint8_t*>(t_.data_.data()) + offset;
}

Result<float> TernaryReader::checked_scale(float scale, std::uint64_t offset) const {
  if (std::isfinite(scale) && scale > 0) {
    return scale;
  }
  return fault(fmt::format("has scale {} at byte {}, wanted a finite number above 0", scale,
                           t_.tensor_->offset + offset));
}

Result<float> TernaryReader::find_scale() const {
  if (t_.layout_.block_weights != 0) {
    return find_block_scale();
  }
  float scale = 0;
  std::memcpy(&scale, bytes_at(t_.layout_.scale_offset), sizeof scale);
  return checked_scale(scale, t_.layout_.scale_offset);
}

// The scale of the first block that has a nonzero weight: blocks of zeros may store anything.
Result<float> TernaryReader::find_block_scale() const {
  const std::size_t blocks = t_.cols_ / t_.layout_.block_weights;
  const kernels::PackedLayout row = layout_of(t_.layout_.format, 1, t_.cols_);
  std::vector<std::int8_t> trits(t_.cols_);
  std::vector<float> scales(blocks);
  for (std::size_t r = 0; r < t_.rows_; ++r) {
    kernels_.of(row.format).unpack(row, bytes_at(r * row.total_bytes), trits.data(), scales.data());
    for (std::size_t b = 0; b < blocks; ++b) {
      const auto first = trits.begin() + static_cast<std::ptrdiff_t>(b * row.block_weights);
      const auto last = first + static_cast<std::ptrdiff_t>(row.block_weights);
      if (std::any_of(first, last, [](std::int8_t trit) { return trit != 0; })) {
        return checked_scale(
            scales[b], r * row.total_bytes + (b + 1) * row.block_bytes - sizeof(std::uint16_t));
      }
    }
  }
  return 1.0F;
}

Result<void> TernaryReader::unpack(std::uint32_t row_begin, std::uint32_t row_end,
                                   std::int8_t* trits) const {
  switch (t_.layout_.format) {
    case kernels::Format::kTl1:
    case kernels::Format::kTl2:
      return unpack_tiles(row_begin, row_end, trits);
    case kernels::Format::kTq1:
    case kernels::Format::kTq2:
      return unpack_blocks(row_begin, row_end, trits);
    default:
      return unpack_i2s(row_begin, row_end, trits);
  }
}

Result<void> TernaryReader::check_codes(std::uint32_t begin, const std::int8_t* trits,
                                        std::size_t count) const {
  if (all_ternary(trits, count)) {
    return {};
  }
  const auto at = static_cast<std::size_t>(
      std::find_if(trits, trits + count, [](std::int8_t trit) { return trit > 1; }) - trits);
  return fault(fmt::format("has the unused code 3 at row {}, column {}", begin + at / t_.cols_,
                           at % t_.cols_));
}

Result<void> TernaryReader::unpack_i2s(std::uint32_t begin, std::uint32_t end,
                                       std::int8_t* trits) const {
  const std::size_t first = std::size_t{begin} * t_.cols_;
  const std::size_t last = std::size_t{end} * t_.cols_;
  const std::size_t block_first = first / kI2sBlockElements * kI2sBlockElements;
  const std::size_t block_last =
      (last + kI2sBlockElements - 1) / kI2sBlockElements * kI2sBlockElements;
  const std::size_t count = block_last - block_first;
  const bool whole = first == block_first && last == block_last;
  std::vector<std::int8_t> detour(whole ? 0 : count);
  std::int8_t* target = whole ? trits : detour.data();
  if (t_.i2s_ == I2sLayout::kArm) {
    unpack_i2s_arm(bytes_at(block_first / 4), count, target);
  } else {
    // The kernel reads a scale behind the codes it is given: the codes that follow, or the tail.
    float ignored = 0;
    const kernels::PackedLayout part = layout_of(kernels::Format::kI2sTensor, 1, count);
    kernels_.of(part.format).unpack(part, bytes_at(block_first / 4), target, &ignored);
  }
  if (!whole) {
    std::copy_n(detour.data() + (first - block_first), last - first, trits);
  }
  return check_codes(begin, trits, last - first);
}

Result<void> TernaryReader::unpack_blocks(std::uint32_t begin, std::uint32_t end,
                                          std::int8_t* trits) const {
  const kernels::PackedLayout part = layout_of(t_.layout_.format, end - begin, t_.cols_);
  const std::size_t row_bytes = t_.cols_ / part.block_weights * part.block_bytes;
  const std::uint8_t* packed = bytes_at(begin * row_bytes);
  std::vector<float> scales(part.scale_count);
  kernels_.of(part.format).unpack(part, packed, trits, scales.data());
  if (part.format == kernels::Format::kTq1 && kernels::count_invalid_codes(part, packed) != 0) {
    return fault(
        fmt::format("has a byte that no five trits produce in rows {} to {}", begin, end - 1));
  }
  const std::size_t count = std::size_t{end - begin} * t_.cols_;
  if (Result<void> good = check_codes(begin, trits, count); !good) {
    return good;
  }
  return check_scales(begin, trits, scales);
}

Result<void> TernaryReader::check_scales(std::uint32_t begin, const std::int8_t* trits,
                                         std::span<const float> scales) const {
  const std::size_t weights = t_.layout_.block_weights;
  for (std::size_t b = 0; b < scales.size(); ++b) {
    if (scales[b] == t_.scale_) {
      continue;
    }
    const std::int8_t* block = trits + b * weights;
    if (std::any_of(block, block + weights, [](std::int8_t trit) { return trit != 0; })) {
      const std::size_t blocks = t_.cols_ / weights;
      return fault(
          fmt::format("has scale {} in row {}, block {} of {}, wanted {} as in the blocks "
                      "before: one scale a tensor is supported",
                      scales[b], begin + b / blocks, b % blocks, blocks, t_.scale_));
    }
  }
  return {};
}

}  // namespace bitnet::runtime
