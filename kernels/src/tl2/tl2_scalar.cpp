// SPDX-License-Identifier: Apache-2.0
// tl2, scalar: units of 32 x 24 weights hold 8 triples a row, 128 bytes in the magnitude plane and
// 32 in the sign plane behind it; the columns left over are units of 32 x 4 pairs.
#include "scalar/pair_code.h"
#include "scalar/rows.h"
#include "scalar/tensor_kernels.h"
#include "scalar/tile_walk.h"
#include "tl2/tl2_planes.h"

#include <array>

namespace bitnet::kernels {
namespace {

constexpr std::size_t kUnitRows = 32;
constexpr std::size_t kTripleCols = 24;
constexpr std::size_t kMagnitudeBytes = 128;  // of a triple unit
constexpr std::size_t kSignBytes = 32;
constexpr std::size_t kPairBytes = 32;  // of a pair unit
constexpr int kLargestTriple = 13;      // 9 + 3 + 1

constexpr std::array<std::size_t, 4> kGroupOrder = {0, 2, 1, 3};  // of 8 rows each

// Row of byte i in a group of 32 bytes.
std::size_t stored_row(std::size_t i) noexcept {
  return 8 * kGroupOrder[i / 8] + i % 8;
}

UnitGrid triple_grid(const PackedLayout& layout) noexcept {
  return {.rows_padded = layout.rows_padded,
          .first_col = 0,
          .end_col = layout.three_k,
          .tile_rows = layout.tile.bm_rows,
          .tile_cols = layout.tile.bk_cols,
          .unit_rows = kUnitRows,
          .unit_cols = kTripleCols};
}

UnitGrid pair_grid(const PackedLayout& layout) noexcept {
  return {.rows_padded = layout.rows_padded,
          .first_col = layout.three_k,
          .end_col = layout.k_padded,
          .tile_rows = layout.tile.bm_rows,
          .tile_cols = 32,
          .unit_rows = kUnitRows,
          .unit_cols = 4};
}

int triple_value(const std::int8_t* w) noexcept {
  return 9 * w[0] + 3 * w[1] + w[2];
}

void decode_triple(unsigned magnitude, bool negative, std::int8_t* w) noexcept {
  const int known = magnitude <= kLargestTriple ? static_cast<int>(magnitude) : 0;
  const int shifted = (negative ? -known : known) + kLargestTriple;  // base 3, digits w + 1
  w[0] = static_cast<std::int8_t>(shifted / 9 - 1);
  w[1] = static_cast<std::int8_t>(shifted / 3 % 3 - 1);
  w[2] = static_cast<std::int8_t>(shifted % 3 - 1);
}

// The bit of triple t (0..7) of row r in the sign plane of a unit.
struct SignBit {
  SignBit(std::size_t r, std::size_t t) noexcept {
    const std::size_t bit = 15 - (2 * t + r / 16);  // of the little-endian 16-bit lane r mod 16
    byte = 2 * (r % 16) + bit / 8;
    mask = 1U << (bit % 8);
  }

  std::size_t byte;
  unsigned mask;
};

void encode_triples(const UnitTrits& trits, std::uint8_t* magnitudes, std::uint8_t* signs) {
  std::fill_n(signs, kSignBytes, std::uint8_t{0});
  for (std::size_t i = 0; i < kMagnitudeBytes; ++i) {
    const std::size_t row = stored_row(i % 32);
    const std::size_t triple = i / 32 * 2;
    unsigned byte = 0;
    for (std::size_t t = triple; t < triple + 2; ++t) {
      const int value = triple_value(trits.at + row * kTripleCols + 3 * t);
      byte = (byte << 4) | static_cast<unsigned>(value < 0 ? -value : value);
      if (value < 0) {
        const SignBit sign(row, t);
        signs[sign.byte] = static_cast<std::uint8_t>(signs[sign.byte] | sign.mask);
      }
    }
    magnitudes[i] = static_cast<std::uint8_t>(byte);
  }
}

void decode_triples(const std::uint8_t* magnitudes, const std::uint8_t* signs, UnitTrits& trits) {
  for (std::size_t i = 0; i < kMagnitudeBytes; ++i) {
    const std::size_t row = stored_row(i % 32);
    const std::size_t triple = i / 32 * 2;
    for (std::size_t t = triple; t < triple + 2; ++t) {
      const unsigned magnitude = t == triple ? magnitudes[i] >> 4 : magnitudes[i] & 15U;
      const SignBit sign(row, t);
      decode_triple(magnitude, (signs[sign.byte] & sign.mask) != 0,
                    trits.at + row * kTripleCols + 3 * t);
    }
  }
}

struct Tl2Codec {
  static constexpr Format kFormat = Format::kTl2;

  template <class TritAt>
  static void encode(const PackedLayout& layout, TritAt trit_at, std::uint8_t* codes) {
    UnitTrits trits;
    const UnitGrid triples = triple_grid(layout);
    std::uint8_t* signs = codes + tl2_sign_offset(layout);
    for_each_unit(triples, [&](std::size_t unit, std::size_t row, std::size_t col) {
      gather(layout, triples, row, col, trit_at, trits);
      encode_triples(trits, codes + unit * kMagnitudeBytes, signs + unit * kSignBytes);
    });
    const UnitGrid pairs = pair_grid(layout);
    std::uint8_t* pair_codes = codes + tl2_pair_offset(layout);
    for_each_unit(pairs, [&](std::size_t unit, std::size_t row, std::size_t col) {
      gather(layout, pairs, row, col, trit_at, trits);
      for (std::size_t i = 0; i < kPairBytes; ++i) {
        pair_codes[unit * kPairBytes + i] = encode_pairs(trits.at + 4 * stored_row(i));
      }
    });
    std::fill(codes + tl2_codes_end(layout), codes + layout.scale_offset, std::uint8_t{0});
  }

  template <class Put>
  static void decode(const PackedLayout& layout, const std::uint8_t* codes, Put put) {
    UnitTrits trits;
    const UnitGrid triples = triple_grid(layout);
    const std::uint8_t* signs = codes + tl2_sign_offset(layout);
    for_each_unit(triples, [&](std::size_t unit, std::size_t row, std::size_t col) {
      decode_triples(codes + unit * kMagnitudeBytes, signs + unit * kSignBytes, trits);
      scatter(layout, triples, row, col, trits, put);
    });
    const UnitGrid pairs = pair_grid(layout);
    const std::uint8_t* pair_codes = codes + tl2_pair_offset(layout);
    for_each_unit(pairs, [&](std::size_t unit, std::size_t row, std::size_t col) {
      for (std::size_t i = 0; i < kPairBytes; ++i) {
        decode_pairs(pair_codes[unit * kPairBytes + i], trits.at + 4 * stored_row(i));
      }
      scatter(layout, pairs, row, col, trits, put);
    });
  }
};

}  // namespace

FormatKernels tl2_scalar() noexcept {
  return TensorKernels<Tl2Codec>::row();
}

}  // namespace bitnet::kernels
