// SPDX-License-Identifier: Apache-2.0
// Embedding rows and logits with NEON: instantiates the templates, adds nothing.
#include "head/blocks_neon.h"
#include "head/head.inl.h"
#include "head/head_rows.h"
#include "ops/lanes_neon.h"

namespace bitnet::kernels {

constinit const HeadKernels kHeadNeonDotprod = {
    .dequantize_row = Head<LanesNeon, BlocksNeon>::dequantize_row,
    .logits = Head<LanesNeon, BlocksNeon>::logits};

}  // namespace bitnet::kernels
