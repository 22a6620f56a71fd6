// SPDX-License-Identifier: Apache-2.0
// i2s with AVX-512: instantiates the templates that are faster than with AVX2, adds nothing.
#include "i2s/i2s.inl.h"
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

void i2s_quantize_avx512vnni(const PackedLayout& layout, const float* w,
                             std::uint8_t* packed) noexcept {
  quantize_scaled_blocks<Avx512, I2sBlock>(layout, w, packed);
}

void i2s_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                               float* w) noexcept {
  dequantize_scaled_blocks<Avx512, I2sBlock>(layout, packed, w);
}

}  // namespace bitnet::kernels
