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
// Multi-byte values are little-endian.
//
// i2s    32 weights -> 8 code bytes + f16 scale = 10 bytes. Code 1 -> -1, 2 -> 0, 3 -> +1 (0 -> -2
// never written). Element e of a
//        block sits at bits 2*(e mod 4) of byte e / 4. Each row is padded with 0 weights to a
//        multiple of 32. Source: BitNet-rs "BitNet32-F16". 2.5 bits a weight.
// i2_s   The official GGUF layout. Flattened index i = row*k + col; block b = i / 128, j = i mod
// 128:
//        byte 32*b + j mod 32, bits 7-2g .. 6-2g with g = j / 32. Code 0 -> -1, 1 -> 0, 2 -> +1 (3
//        never written). The last block is padded with 0 weights. Then 32 bytes: one f32 scale, 28
//        zero bytes. 2 bits a weight. Source: microsoft/BitNet.
// tl1    Pairs v = 3*w[2p] + w[2p+1] + 4 (4 bits) in tiles (bm_rows x bk_cols, sub_rows); the order
// of bytes is in tl1.
//        rows padded to bm_rows, k to bk_cols with 0 weights. Then 32 bytes: one f32 scale, 28 zero
//        bytes. 2 bits a weight. Source: microsoft/BitNet codegen_tl1.
// tl2    Triples v = 9a+3b+c: 4-bit |v| plane, then sign plane, for the first three_k columns; tl1
// pairs in 32-column tiles for
//        the rest. Then zero bytes up to the official size, then 32 bytes: one f32 scale, 28 zero
//        bytes. 1.67 bits a weight. Source: microsoft/BitNet codegen_tl2.
// tq1_0  256 weights -> 48 + 4 bytes of base-3 digits + f16 scale = 54 bytes. Rows padded to
// 256. 1.69 bits a weight. Source: ggml. tq2_0  256 weights -> 64 code bytes (code = w + 1) + f16
// scale = 66 bytes. Element 128*g + 32*l + m sits at bits 2l of byte
//        32*g + m. Rows padded to 256. 2.06 bits a weight. Source: ggml.
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

/// Weights in `packed` whose code is not ternary (i2s code 0, i2_s and tq2_0 code 3, tl1 pair > 8,
/// tl2 triple > 13 or pair > 8, tq1_0 bytes that no five trits produce). 0 = valid. Padding is
/// checked like weights. `packed`: layout.total_bytes bytes.
[[nodiscard]] std::size_t count_invalid_codes(const PackedLayout& layout,
                                              const std::uint8_t* packed) noexcept;

/// IEEE binary16 <-> binary32. To f16: round to nearest even, finite overflow saturates to +-65504,
/// NaN stays NaN, Inf stays Inf.
[[nodiscard]] std::uint16_t f16_from_f32(float value) noexcept;
[[nodiscard]] float f32_from_f16(std::uint16_t bits) noexcept;

}  // namespace bitnet::kernels
