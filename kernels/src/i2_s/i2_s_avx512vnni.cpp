// SPDX-License-Identifier: Apache-2.0
// i2_s with AVX-512: instantiates the templates that are faster than with AVX2, adds nothing.
#include "i2_s/i2_s.inl.h"
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

void i2_s_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                                float* w) noexcept {
  TensorRows<Avx512, I2sTensorCodec>::dequantize(layout, packed, w);
}

}  // namespace bitnet::kernels
