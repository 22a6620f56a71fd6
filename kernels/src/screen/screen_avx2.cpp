// SPDX-License-Identifier: Apache-2.0
// The screened head with AVX2: instantiates the templates, adds nothing.
#include "head/blocks_x86.h"
#include "ops/lanes_avx2.h"
#include "screen/codes_avx2.h"
#include "screen/screen.inl.h"

namespace bitnet::kernels {

constinit const ScreenKernels kScreenAvx2 = {
    .build_rows = Screen<Lanes256, BlocksX86, Codes256>::build_rows,
    .prepare = screen_prepare,
    .coarse = Screen<Lanes256, BlocksX86, Codes256>::coarse,
    .top_rows = Screen<Lanes256, BlocksX86, Codes256>::top_rows};

}  // namespace bitnet::kernels
