// SPDX-License-Identifier: Apache-2.0
// i2s with AVX-512: instantiates the templates, adds nothing.
#include "i2s/i2s.inl.h"
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

constinit const FormatKernels kI2sAvx512Vnni = scaled_block_rows<Avx512, I2sBlock>();

}  // namespace bitnet::kernels
