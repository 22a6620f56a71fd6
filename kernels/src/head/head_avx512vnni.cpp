// SPDX-License-Identifier: Apache-2.0
// Embedding rows and logits with AVX-512: instantiates the templates, adds nothing.
#include "head/blocks_avx512.h"
#include "head/head.inl.h"
#include "head/head_rows.h"
#include "ops/lanes_avx512.h"

namespace bitnet::kernels {

constinit const HeadKernels kHeadAvx512vnni = {
    .dequantize_row = Head<Lanes512, Blocks512>::dequantize_row,
    .logits = Head<Lanes512, Blocks512>::logits};

}  // namespace bitnet::kernels
