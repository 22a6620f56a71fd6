// SPDX-License-Identifier: Apache-2.0
// The four operations on NEON for a format with one f32 scale behind all codes; the Codec knows
// where codes lie (encode writes every byte before the scale). Unnamed namespace (see neon.h).
#pragma once

#include "simd/neon.h"

namespace bitnet::kernels {
namespace {

template <class Codec>
struct TensorRows {
  static void quantize(const PackedLayout& layout, const float* w, std::uint8_t* packed) noexcept {
    const float absmax = neon_absmax(w, layout.rows * layout.k);
    Codec::encode(layout, FloatReader(absmax), w, packed);
    store_tail(absmax > 0.0F ? absmax : Codec::kEmptyScale, packed + layout.scale_offset);
  }

  static void dequantize(const PackedLayout& layout, const std::uint8_t* packed,
                         float* w) noexcept {
    Codec::decode(layout, packed, FloatWriter(load_scale(packed + layout.scale_offset)), w);
  }

  static void pack(const PackedLayout& layout, const std::int8_t* trits, const float* scales,
                   std::uint8_t* packed) noexcept {
    Codec::encode(layout, TritReader(), trits, packed);
    store_tail(*scales, packed + layout.scale_offset);
  }

  static void unpack(const PackedLayout& layout, const std::uint8_t* packed, std::int8_t* trits,
                     float* scales) noexcept {
    *scales = load_scale(packed + layout.scale_offset);
    Codec::decode(layout, packed, TritWriter(), trits);
  }

  static constexpr FormatKernels row() noexcept { return {quantize, dequantize, pack, unpack}; }

 private:
  static void store_tail(float scale, std::uint8_t* tail) noexcept {
    vst1q_u8(tail, vdupq_n_u8(0));
    vst1q_u8(tail + 16, vdupq_n_u8(0));
    __builtin_memcpy(tail, &scale, sizeof scale);
  }

  static float load_scale(const std::uint8_t* tail) noexcept {
    float scale = 0.0F;
    __builtin_memcpy(&scale, tail, sizeof scale);
    return scale;
  }
};

}  // namespace
}  // namespace bitnet::kernels
