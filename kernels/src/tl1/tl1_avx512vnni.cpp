// SPDX-License-Identifier: Apache-2.0
// tl1 with AVX-512: instantiates the templates, adds nothing.
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"
#include "tl1/tl1.inl.h"

namespace bitnet::kernels {

constinit const FormatKernels kTl1Avx512Vnni = TensorRows<Avx512, Tl1Codec>::rows();

}  // namespace bitnet::kernels
