// SPDX-License-Identifier: Apache-2.0
// tl1 with AVX2: instantiates the templates, adds nothing.
#include "simd/avx2.h"
#include "simd/x86_rows.h"
#include "tl1/tl1.inl.h"

namespace bitnet::kernels {

constinit const FormatKernels kTl1Avx2 = TensorRows<Avx2, Tl1Codec>::rows();

}  // namespace bitnet::kernels
