// SPDX-License-Identifier: Apache-2.0
// What the AVX2 and AVX-512 objects export. The AVX2 rows are complete and are constants, so that
// installing them runs no code that was compiled with wide instructions. AVX-512 overrides only
// what was measured faster.
#pragma once

#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {

extern const FormatKernels kI2sAvx2;
extern const FormatKernels kI2sTensorAvx2;
extern const FormatKernels kTl1Avx2;
extern const FormatKernels kTl2Avx2;
extern const FormatKernels kTq1Avx2;
extern const FormatKernels kTq2Avx2;
float absmax_avx2(const float* w, std::size_t n) noexcept;

void i2s_quantize_avx512vnni(const PackedLayout& layout, const float* w,
                             std::uint8_t* packed) noexcept;
void i2s_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                               float* w) noexcept;
void i2_s_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                                float* w) noexcept;
void tl2_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                               float* w) noexcept;
void tq1_0_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                                 float* w) noexcept;
void tq2_0_dequantize_avx512vnni(const PackedLayout& layout, const std::uint8_t* packed,
                                 float* w) noexcept;

}  // namespace bitnet::kernels
