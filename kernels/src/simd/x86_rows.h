// SPDX-License-Identifier: Apache-2.0
// What the AVX2 and AVX-512 objects export: complete rows of the kernel table, as constants, so
// that installing them runs no code that was compiled with wide instructions.
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

extern const FormatKernels kI2sAvx512Vnni;
extern const FormatKernels kI2sTensorAvx512Vnni;
extern const FormatKernels kTl1Avx512Vnni;
extern const FormatKernels kTl2Avx512Vnni;
extern const FormatKernels kTq1Avx512Vnni;
extern const FormatKernels kTq2Avx512Vnni;
float absmax_avx512vnni(const float* w, std::size_t n) noexcept;

}  // namespace bitnet::kernels
