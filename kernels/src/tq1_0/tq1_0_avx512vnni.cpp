// SPDX-License-Identifier: Apache-2.0
// tq1_0 with AVX-512: instantiates the templates that are faster than with AVX2, adds nothing.
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"
#include "tq1_0/tq1_0.inl.h"

namespace bitnet::kernels {

void tq1_0_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                                 float* w) noexcept {
  dequantize_scaled_blocks<Avx512, Tq1Block>(layout, packed, w);
}

}  // namespace bitnet::kernels
