// SPDX-License-Identifier: Apache-2.0
// What the NEON objects export: complete rows of the kernel table, as constants, so that installing
// them runs no code that was compiled for a newer CPU.
#pragma once

#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {

extern const FormatKernels kI2sNeonDotprod;
extern const FormatKernels kI2sTensorNeonDotprod;
extern const FormatKernels kTl1NeonDotprod;
extern const FormatKernels kTl2NeonDotprod;
extern const FormatKernels kTq1NeonDotprod;
extern const FormatKernels kTq2NeonDotprod;
float absmax_neon_dotprod(const float* w, std::size_t n) noexcept;

}  // namespace bitnet::kernels
