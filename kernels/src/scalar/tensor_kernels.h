// SPDX-License-Identifier: Apache-2.0
// The four operations of a format with one f32 scale behind all codes, for a codec that knows where
// each weight lies. Knows the scale and the tail; knows no code.
#pragma once

#include "scalar/bytes.h"
#include "scalar/ternary.h"

#include <bitnet/kernels/kernels.h>

#include <algorithm>
#include <cassert>
#include <cstdint>

namespace bitnet::kernels {

/// Codec: kFormat;
/// encode(layout, trit_at, codes): trit_at(i) is the trit of element i < rows*k; writes every byte
/// before layout.scale_offset;
/// decode(layout, codes, put): calls put(i, value) once for every element i < rows*k.
template <class Codec>
class TensorKernels {
 public:
  [[nodiscard]] static FormatKernels row() noexcept { return {quantize, dequantize, pack, unpack}; }

 private:
  static void quantize(const PackedLayout& layout, const float* w, std::uint8_t* packed) {
    assert(layout.format == Codec::kFormat);
    const float absmax = absmax_scalar(w, layout.rows * layout.k);
    const float half_scale = 0.5F * absmax;
    Codec::encode(
        layout, [&](std::size_t i) { return ternary(w[i], half_scale); }, packed);
    write_tail(layout, stored_scale(Codec::kFormat, absmax), packed);
  }

  static void dequantize(const PackedLayout& layout, const std::uint8_t* packed, float* w) {
    assert(layout.format == Codec::kFormat);
    const float scale = load_f32(packed + layout.scale_offset);
    Codec::decode(layout, packed,
                  [&](std::size_t i, int value) { w[i] = static_cast<float>(value) * scale; });
  }

  static void pack(const PackedLayout& layout, const std::int8_t* trits, const float* scales,
                   std::uint8_t* packed) {
    assert(layout.format == Codec::kFormat);
    Codec::encode(
        layout,
        [&](std::size_t i) {
          assert(trits[i] >= -1 && trits[i] <= 1);
          return int{trits[i]};
        },
        packed);
    write_tail(layout, scales[0], packed);
  }

  static void unpack(const PackedLayout& layout, const std::uint8_t* packed, std::int8_t* trits,
                     float* scales) {
    assert(layout.format == Codec::kFormat);
    scales[0] = load_f32(packed + layout.scale_offset);
    Codec::decode(layout, packed,
                  [&](std::size_t i, int value) { trits[i] = static_cast<std::int8_t>(value); });
  }

  static void write_tail(const PackedLayout& layout, float scale, std::uint8_t* packed) {
    std::uint8_t* tail = packed + layout.scale_offset;
    std::fill_n(tail, kTensorTailBytes, std::uint8_t{0});
    store_f32(scale, tail);
  }
};

}  // namespace bitnet::kernels
