// SPDX-License-Identifier: Apache-2.0
// The packed ternary formats: names, geometry, and where codes and scales lie in the bytes.
// The only place where a format is described. A format never depends on ISA, compiler or build
// option. Does not move data: kernels.h does.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bitnet::kernels {

// All formats hold a row-major matrix of `rows` x `k` ternary weights w in {-1, 0, +1} with one or
// more scales; real weight = w * scale. Bits of a byte are numbered 0 = least significant.
// Multi-byte values are little-endian. "Tail" = 32 bytes behind the codes: f32 scale, 28 zero
// bytes.
//
// i2s    32 weights -> 8 code bytes + f16 scale = 10 bytes, 2.5 bits a weight.
//        Code 1 -> -1, 2 -> 0, 3 -> +1 (0 -> -2, never written). Weight e of a block sits at bits
//        2*(e mod 4) of byte e / 4. Rows padded to 32 with 0 weights.
//        Source: BitNet-rs "BitNet32-F16".
// i2_s   The official GGUF layout, 2 bits a weight. Flattened index i = row*k + col; block b =
//        i / 128, j = i mod 128: byte 32*b + j mod 32, bits 7-2g .. 6-2g with g = j / 32.
//        Code 0 -> -1, 1 -> 0, 2 -> +1 (3 never written). The last block is padded with 0 weights.
//        Then the tail. Source: microsoft/BitNet.
// tl1    Pairs v = 3*w[col] + w[col+1] + 4 in 4 bits (0..8), 2 bits a weight. Rows padded to
//        bm_rows and k to bk_cols with 0 weights. Bytes in nested loops, outermost first: tiles of
//        bm_rows, tiles of bk_cols, sub_rows within bm_rows, by = 256/sub_rows columns within
//        bk_cols, 16 rows within sub_rows, 4 columns within by, lane = the 16 rows. A byte holds
//        the pairs at columns c, c+1 (bits 7..4) and c+2, c+3 (bits 3..0) of its row.
//        Then the tail. Source: microsoft/BitNet codegen_tl1.
// tl2    Triples v = 9a + 3b + c in 5 bits for the first three_k = k / bk_cols * bk_cols columns,
//        pairs as in tl1 for the rest, padded to 32 columns; about 1.67 bits a weight.
//        Plane 1, |v| (0..13): tiles of bm_rows, tiles of bk_cols, 32 rows, 6 columns, then the 32
//        rows in 8-row groups 0, 2, 1, 3; a byte holds the triples at c (bits 7..4) and c+3.
//        Plane 2, signs: tiles of bm_rows, tiles of bk_cols, 32 rows, 24 columns, then 16 words of
//        16 bits; bit 15-i of word j is set if triple i / 2 of row j + 16*(i mod 2) is negative.
//        Plane 3, pairs: tiles of bm_rows, tiles of 32 columns, 32 rows, 4 columns, then the 32
//        rows in groups 0, 2, 1, 3. Then zero bytes up to the size that official files reserve
//        (k_padded >= 256: (k_padded-256)*rows_padded*5/24 + 64*rows_padded, if that is more,
//        rounded up to 32), then the tail. Source: microsoft/BitNet codegen_tl2.
// tq1_0  256 weights -> 48 + 4 bytes of base-3 digits + f16 scale = 54 bytes, 1.69 bits a weight.
//        Byte m < 32 holds weights m + 32t, byte 32 + m (m < 16) weights 160 + m + 16t, t = 0..4;
//        byte 48 + m (m < 4) weights 240 + m + 4t, t = 0..3. A byte is ceil(n * 256 / 243) with n
//        the 5-digit base-3 number of digits w + 1, t = 0 most significant, absent digits 0.
//        Rows padded to 256. Source: ggml.
// tq2_0  256 weights -> 64 code bytes (code = w + 1) + f16 scale = 66 bytes, 2.06 bits a weight.
//        Weight 128*g + 32*l + m sits at bits 2l of byte 32*g + m. Rows padded to 256.
//        Source: ggml.
enum class Format : std::uint8_t { kI2sBlock32, kI2sTensor, kTl1, kTl2, kTq1, kTq2 };

inline constexpr std::size_t kFormatCount = 6;
inline constexpr std::array<Format, kFormatCount> kAllFormats = {
    Format::kI2sBlock32, Format::kI2sTensor, Format::kTl1,
    Format::kTl2,        Format::kTq1,       Format::kTq2};

/// "i2s", "i2_s", "tl1", "tl2", "tq1_0", "tq2_0".
[[nodiscard]] std::string_view format_name(Format format) noexcept;
[[nodiscard]] std::optional<Format> format_from_name(std::string_view name) noexcept;

inline constexpr std::size_t kTensorTailBytes =
    32;  // f32 scale + 28 zero bytes behind i2_s, tl1 and tl2 codes

/// Tiling of tl1 and tl2 (Microsoft's BM, BK, bm). All zero = choose: the published preset of the
/// shape if there is one, else the largest tile that pads least. tl1: sub_rows 32 or 64, bm_rows %
/// sub_rows == 0, bk_cols % (256/sub_rows) == 0. tl2: sub_rows 32, bm_rows % 32 == 0, bk_cols % 24
/// == 0.
struct Tile {
  std::uint32_t bm_rows = 0;
  std::uint32_t bk_cols = 0;
  std::uint32_t sub_rows = 0;
};

enum class LayoutError : std::uint8_t { kNone, kOverflow, kBadTile };

/// Geometry of one packed matrix, made by make_layout and by nothing else.
struct PackedLayout {
  Format format = Format::kI2sBlock32;
  std::size_t rows = 0;  // logical shape
  std::size_t k = 0;
  std::size_t rows_padded =
      0;  // shape as stored (i2_s: unpadded, its padding is at the end of the flattened data)
  std::size_t k_padded = 0;
  std::size_t three_k = 0;        // tl2: columns stored as triples; else 0
  Tile tile{};                    // tl1, tl2; else zero
  std::size_t block_weights = 0;  // weights that share one scale within a row: 32 (i2s), 256
                                  // (tq1_0, tq2_0); 0 = one scale for all
  std::size_t block_bytes = 0;    // bytes of such a block: 10, 54, 66; 0 for per-tensor formats
  std::size_t scale_count = 0;    // rows * k_padded / block_weights, or 1
  std::size_t scale_offset = 0;   // per-tensor formats: byte offset of the f32 scale
  std::size_t total_bytes = 0;    // size of the packed buffer
};

struct LayoutResult {
  LayoutError error = LayoutError::kNone;
  PackedLayout layout{};  // meaningful only if error == kNone
};

/// Geometry of a rows x k matrix in `format`. rows or k may be 0 (no codes). Every product is
/// overflow-checked: shapes whose float or packed size exceeds PTRDIFF_MAX bytes give kOverflow,
/// tiles that break the rules above kBadTile. `tile` is ignored by other formats than tl1 and tl2.
[[nodiscard]] LayoutResult make_layout(Format format, std::size_t rows, std::size_t k,
                                       Tile tile = {}) noexcept;

/// Weights in `packed` whose code is not ternary: i2s code 0, i2_s and tq2_0 code 3, both weights
/// of a pair > 8, all three of a triple > 13, all five (bytes 48..51: four) of a tq1_0 byte that no
/// five trits produce. 0 = valid. Padding weights count too; scales, signs and reserved bytes do
/// not. `packed`: layout.total_bytes bytes.
[[nodiscard]] std::size_t count_invalid_codes(const PackedLayout& layout,
                                              const std::uint8_t* packed) noexcept;

/// IEEE binary16 <-> binary32. To f16: round to nearest even, finite overflow saturates to +-65504,
/// NaN stays NaN (sign and top payload bits kept, quiet bit set), Inf stays Inf.
[[nodiscard]] std::uint16_t f16_from_f32(float value) noexcept;
[[nodiscard]] float f32_from_f16(std::uint16_t bits) noexcept;

}  // namespace bitnet::kernels
