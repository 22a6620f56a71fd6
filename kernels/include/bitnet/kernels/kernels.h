// SPDX-License-Identifier: Apache-2.0
// The kernel table: one plain function pointer per operation, filled scalar first and overridden
// upward by stronger ISAs. Kernels cannot fail, allocate nothing, log nothing. Preconditions
// ("Requires") are asserted in Debug builds only.
#pragma once

#include <bitnet/kernels/formats.h>
#include <bitnet/kernels/head.h>
#include <bitnet/kernels/isa.h>
#include <bitnet/kernels/matmul.h>
#include <bitnet/kernels/ops.h>
#include <bitnet/kernels/screen.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {

/// Operations on one packed format. In every row: layout from make_layout for that format; `packed`
/// has layout.total_bytes bytes, `w` and `trits` have rows*k elements, row-major; buffers do not
/// overlap; any alignment that the element type allows, nothing outside them is read or written;
/// pointers to empty buffers may be null. Exact: the bytes and floats
/// written are bit-identical on every ISA. Threads: safe, no shared state.
struct FormatKernels {
  /// Absmax ternary quantisation: s = max|w| over the scale group (block or tensor), finite weights
  /// only. q = sign(w) if s/2 <= |w| < inf, else 0 (NaN and +-Inf become 0); s/2 is 0.5f * s, which
  /// rounds to even if s is an odd subnormal. i2s and tq*: s is then
  /// stored as f16 (saturating), so the decision uses the f32 s. Group without a finite nonzero
  /// weight: stored scale 1 (i2s), 1e-5 (i2_s), 0 (others), all q = 0.
  void (*quantize)(const PackedLayout& layout, const float* w, std::uint8_t* packed) = nullptr;

  /// w[i] = float(code value) * scale, one IEEE multiplication. Codes that are not ternary decode
  /// by the same formula (i2s code 0 -> -2*s, i2_s and tq2_0 code 3 -> +2*s); a tl nibble out of
  /// range decodes to 0. Scales are used as stored (0, negative, NaN, Inf).
  void (*dequantize)(const PackedLayout& layout, const std::uint8_t* packed, float* w) = nullptr;

  /// Writes codes and scales. Requires trits in {-1, 0, +1}; scales: layout.scale_count floats (f16
  /// formats: rounded by f16_from_f32). Writes every byte of `packed`, padding included (0 weights,
  /// 0 bytes). Padding blocks do not exist: scale_count covers all.
  void (*pack)(const PackedLayout& layout, const std::int8_t* trits, const float* scales,
               std::uint8_t* packed) = nullptr;

  /// Inverse of pack: trits[i] = code value (-2..2 where the codes are not ternary, see
  /// dequantize), scales as f32.
  void (*unpack)(const PackedLayout& layout, const std::uint8_t* packed, std::int8_t* trits,
                 float* scales) = nullptr;
};

struct KernelTable {
  Isa isa =
      Isa::kScalar;  // the strongest ISA installed; rows it lacks are inherited from weaker ones

  /// max |w[i]| over finite w[i], 0 if there is none. Exact on every ISA.
  float (*absmax)(const float* w, std::size_t n) = nullptr;

  std::array<FormatKernels, kFormatCount> format{};  // indexed by Format

  MatmulKernels matmul{};
  OpsKernels ops{};
  HeadKernels head{};
  ScreenKernels screen{};

  [[nodiscard]] const FormatKernels& of(Format f) const noexcept {
    return format[static_cast<std::size_t>(f)];
  }
};

/// The table of `isa`. Requires isa_available(isa). Threads: safe.
[[nodiscard]] const KernelTable& kernels_for(Isa isa) noexcept;

}  // namespace bitnet::kernels
