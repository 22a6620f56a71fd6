// SPDX-License-Identifier: Apache-2.0
// i2_s with AVX-512: instantiates the templates, adds nothing.
#include "i2_s/i2_s.inl.h"
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

constinit const FormatKernels kI2sTensorAvx512Vnni = TensorRows<Avx512, I2sTensorCodec>::rows();

}  // namespace bitnet::kernels
