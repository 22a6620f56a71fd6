// SPDX-License-Identifier: Apache-2.0
// i2_s with AVX2: instantiates the templates, adds nothing.
#include "i2_s/i2_s.inl.h"
#include "simd/avx2.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

constinit const FormatKernels kI2sTensorAvx2 = TensorRows<Avx2, I2sTensorCodec>::rows();

}  // namespace bitnet::kernels
