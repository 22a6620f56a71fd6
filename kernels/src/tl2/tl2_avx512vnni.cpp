// SPDX-License-Identifier: Apache-2.0
// tl2 with AVX-512: instantiates the templates, adds nothing.
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"
#include "tl2/tl2.inl.h"

namespace bitnet::kernels {

constinit const FormatKernels kTl2Avx512Vnni = TensorRows<Avx512, Tl2Codec>::rows();

}  // namespace bitnet::kernels
