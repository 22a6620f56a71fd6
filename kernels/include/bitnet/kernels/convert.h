// SPDX-License-Identifier: Apache-2.0
// Least-squares quantisation and lossless conversion between packed formats, on top of a kernel
// table. Works in scratch memory of the caller; allocates nothing.
#pragma once

#include <bitnet/kernels/kernels.h>

#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {

/// Bytes of scratch (any alignment) that quantize_mse needs.
[[nodiscard]] std::size_t quantize_mse_scratch_bytes(const PackedLayout& layout) noexcept;

/// Least-squares optimal ternary quantisation of each scale group: threshold t and scale s that
/// minimise sum (w - s*q)^2 with q = sign(w) if |w| >= t else 0. With |w| sorted descending and S_m
/// the sum of the m largest, the optimum is the m that maximises S_m^2 / m (smallest such m), s =
/// S_m / m, t = the m-th largest; sums in double. NaN and Inf count as 0. f16 formats store s
/// rounded to f16. Exact: same bytes on every ISA.
void quantize_mse(const KernelTable& kernels, const PackedLayout& layout, const float* w,
                  std::uint8_t* packed, std::uint8_t* scratch) noexcept;

enum class ConvertError : std::uint8_t {
  kNone,
  kShapeMismatch,    // rows or k differ
  kInvalidCode,      // source has codes that are not ternary
  kScaleNotUniform,  // one target scale would have to stand for several different source scales
  kScaleNotRepresentable  // a f32 source scale is not exactly representable as f16
};

/// Bytes of scratch (any alignment) that convert needs.
[[nodiscard]] std::size_t convert_scratch_bytes(const PackedLayout& from,
                                                const PackedLayout& to) noexcept;

/// Re-packs `src` so that dequantising `dst` gives the same floats (0 weights compare equal
/// whatever the sign of zero), or refuses and leaves `dst` untouched. Scales of groups without a
/// nonzero weight carry no information and fit any target scale.
[[nodiscard]] ConvertError convert(const KernelTable& kernels, const PackedLayout& from,
                                   const std::uint8_t* src, const PackedLayout& to,
                                   std::uint8_t* dst, std::uint8_t* scratch) noexcept;

}  // namespace bitnet::kernels
