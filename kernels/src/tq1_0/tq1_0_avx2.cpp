// SPDX-License-Identifier: Apache-2.0
// tq1_0 with AVX2: instantiates the templates, adds nothing.
#include "simd/avx2.h"
#include "simd/x86_rows.h"
#include "tq1_0/tq1_0.inl.h"

namespace bitnet::kernels {

constinit const FormatKernels kTq1Avx2 = scaled_block_rows<Avx2, Tq1Block>();

}  // namespace bitnet::kernels
