// SPDX-License-Identifier: Apache-2.0
// tl2 with AVX-512: instantiates the templates that are faster than with AVX2, adds nothing.
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"
#include "tl2/tl2.inl.h"

namespace bitnet::kernels {

void tl2_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                               float* w) noexcept {
  TensorRows<Avx512, Tl2Codec>::dequantize(layout, packed, w);
}

}  // namespace bitnet::kernels
