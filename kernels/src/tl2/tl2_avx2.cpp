// SPDX-License-Identifier: Apache-2.0
// tl2 with AVX2: instantiates the templates, adds nothing.
#include "simd/avx2.h"
#include "simd/x86_rows.h"
#include "tl2/tl2.inl.h"

namespace bitnet::kernels {

constinit const FormatKernels kTl2Avx2 = TensorRows<Avx2, Tl2Codec>::rows();

}  // namespace bitnet::kernels
