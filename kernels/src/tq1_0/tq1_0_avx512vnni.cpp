// SPDX-License-Identifier: Apache-2.0
// tq1_0 with AVX-512: instantiates the templates, adds nothing.
#include "simd/avx512vnni.h"
#include "simd/x86_rows.h"
#include "tq1_0/tq1_0.inl.h"

namespace bitnet::kernels {

constinit const FormatKernels kTq1Avx512Vnni = scaled_block_rows<Avx512, Tq1Block>();

}  // namespace bitnet::kernels
