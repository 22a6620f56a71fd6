// SPDX-License-Identifier: Apache-2.0
// Counts codes that stand for no ternary weight, from one 256-entry table per kind of code byte.
// Does not decode and does not look at scales.
#include "scalar/pair_code.h"
#include "tl2/tl2_planes.h"

#include <array>

namespace bitnet::kernels {
namespace {

using InvalidWeights = std::array<std::uint8_t, 256>;  // by code byte

constexpr InvalidWeights two_bit_table(unsigned invalid_code) noexcept {
  InvalidWeights table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (unsigned shift = 0; shift < 8; shift += 2) {
      if (((byte >> shift) & 3U) == invalid_code) {
        ++table[byte];
      }
    }
  }
  return table;
}

constexpr InvalidWeights nibble_table(unsigned codes, unsigned weights_per_nibble) noexcept {
  InvalidWeights table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const unsigned invalid = (byte >> 4 >= codes ? 1U : 0U) + ((byte & 15U) >= codes ? 1U : 0U);
    table[byte] = static_cast<std::uint8_t>(invalid * weights_per_nibble);
  }
  return table;
}

constexpr InvalidWeights base3_table(unsigned weights_per_byte) noexcept {
  InvalidWeights table{};
  table.fill(static_cast<std::uint8_t>(weights_per_byte));
  for (unsigned number = 0; number < 243; ++number) {
    table[(number * 256 + 242) / 243] = 0;
  }
  return table;
}

constexpr InvalidWeights kCodeZero = two_bit_table(0);
constexpr InvalidWeights kCodeThree = two_bit_table(3);
constexpr InvalidWeights kPairs = nibble_table(kPairCodes, 2);
constexpr InvalidWeights kTriples = nibble_table(14, 3);
constexpr InvalidWeights kFiveTrits = base3_table(5);
constexpr InvalidWeights kFourTrits = base3_table(4);

std::size_t count(const InvalidWeights& table, const std::uint8_t* bytes, std::size_t n) noexcept {
  std::size_t invalid = 0;
  for (std::size_t i = 0; i < n; ++i) {
    invalid += table[bytes[i]];
  }
  return invalid;
}

std::size_t count_block(Format format, const std::uint8_t* block) noexcept {
  switch (format) {
    case Format::kI2sBlock32:
      return count(kCodeZero, block, 8);
    case Format::kTq1:
      return count(kFiveTrits, block, 48) + count(kFourTrits, block + 48, 4);
    case Format::kTq2:
      return count(kCodeThree, block, 64);
    case Format::kI2sTensor:
    case Format::kTl1:
    case Format::kTl2:
      break;
  }
  return 0;
}

}  // namespace

std::size_t count_invalid_codes(const PackedLayout& layout, const std::uint8_t* packed) noexcept {
  switch (layout.format) {
    case Format::kI2sTensor:
      return count(kCodeThree, packed, layout.scale_offset);
    case Format::kTl1:
      return count(kPairs, packed, layout.scale_offset);
    case Format::kTl2: {
      const std::size_t pairs = tl2_pair_offset(layout);
      return count(kTriples, packed, tl2_sign_offset(layout)) +
             count(kPairs, packed + pairs, tl2_codes_end(layout) - pairs);
    }
    case Format::kI2sBlock32:
    case Format::kTq1:
    case Format::kTq2:
      break;
  }
  std::size_t invalid = 0;
  for (std::size_t block = 0; block < layout.scale_count; ++block) {
    invalid += count_block(layout.format, packed + block * layout.block_bytes);
  }
  return invalid;
}

}  // namespace bitnet::kernels
