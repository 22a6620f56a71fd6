// SPDX-License-Identifier: Apache-2.0
// Embedding rows and logits with AVX2: instantiates the templates, adds nothing.
#include "head/blocks_x86.h"
#include "head/head.inl.h"
#include "head/head_rows.h"
#include "ops/lanes_avx2.h"

namespace bitnet::kernels {

constinit const HeadKernels kHeadAvx2 = {
    .dequantize_row = Head<Lanes256, BlocksX86>::dequantize_row,
    .logits = Head<Lanes256, BlocksX86>::logits};

}  // namespace bitnet::kernels
