// SPDX-License-Identifier: Apache-2.0
// tq2_0 with AVX2: instantiates the templates, adds nothing.
#include "simd/avx2.h"
#include "simd/x86_rows.h"
#include "tq2_0/tq2_0.inl.h"

namespace bitnet::kernels {

constinit const FormatKernels kTq2Avx2 = scaled_block_rows<Avx2, Tq2Block>();

}  // namespace bitnet::kernels
