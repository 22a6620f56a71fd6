// SPDX-License-Identifier: Apache-2.0
// The four operations of a format with one f32 scale behind all codes, for a Codec that knows where
// the codes lie: encode writes every byte before the scale, decode reads them. Internal linkage
// (see codes256.h).
#pragma once

#include "codec.inl.h"

#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {
namespace {

template <class V, class Codec>
struct TensorRows {
  static constexpr int kBias = 1;  // code = weight + 1 in all of them

  static void quantize(const PackedLayout& layout, const float* w, std::uint8_t* packed) noexcept {
    const float absmax = tensor_absmax<V>(w, layout.rows * layout.k);
    Codec::encode(layout, FloatReader<V, kBias>{V::threshold(V::splat(absmax))}, w, packed);
    store_tensor_tail(absmax > 0.0F ? absmax : Codec::kEmptyScale, packed + layout.scale_offset);
  }

  static void dequantize(const PackedLayout& layout, const std::uint8_t* packed,
                         float* w) noexcept {
    const float scale = load_f32(packed + layout.scale_offset);
    const typename V::Lut lut = V::lut(scale, kBias);
    if (is_large(layout.rows, layout.k) && rows_on_lines(w, layout.k) &&
        layout.three_k % 16 == 0) {  // the pair columns of tl2 begin there
      Codec::template decode<V>(layout, packed, FloatWriter<V, true>{lut}, w);
    } else {
      Codec::template decode<V>(layout, packed, FloatWriter<V, false>{lut}, w);
    }
  }

  static void pack(const PackedLayout& layout, const std::int8_t* trits, const float* scales,
                   std::uint8_t* packed) noexcept {
    Codec::encode(layout, TritReader<kBias>{}, trits, packed);
    store_tensor_tail(*scales, packed + layout.scale_offset);
  }

  static void unpack(const PackedLayout& layout, const std::uint8_t* packed, std::int8_t* trits,
                     float* scales) noexcept {
    *scales = load_f32(packed + layout.scale_offset);
    Codec::template decode<V>(layout, packed, TritWriter{kBias}, trits);
  }

  static constexpr FormatKernels rows() noexcept { return {quantize, dequantize, pack, unpack}; }
};

}  // namespace
}  // namespace bitnet::kernels
