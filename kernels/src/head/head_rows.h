// SPDX-License-Identifier: Apache-2.0
// What the objects of each ISA export for head.h. The rows of the SIMD objects are constants, so
// that installing them runs no code that was compiled with wide instructions.
#pragma once

#include <bitnet/kernels/head.h>

namespace bitnet::kernels {

[[nodiscard]] HeadKernels head_scalar() noexcept;

extern const HeadKernels kHeadAvx2;
extern const HeadKernels kHeadAvx512vnni;
extern const HeadKernels kHeadNeonDotprod;

}  // namespace bitnet::kernels
