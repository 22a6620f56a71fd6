// SPDX-License-Identifier: Apache-2.0
// i2s with AVX2: instantiates the templates, adds nothing.
#include "i2s/i2s.inl.h"
#include "simd/avx2.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

constinit const FormatKernels kI2sAvx2 = scaled_block_rows<Avx2, I2sBlock>();

}  // namespace bitnet::kernels
