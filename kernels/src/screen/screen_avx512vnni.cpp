// SPDX-License-Identifier: Apache-2.0
// The screened head with AVX-512: instantiates the templates, adds nothing.
#include "head/blocks_avx512.h"
#include "ops/lanes_avx512.h"
#include "screen/codes_avx512.h"
#include "screen/screen.inl.h"

namespace bitnet::kernels {

constinit const ScreenKernels kScreenAvx512vnni = {
    .build_rows = Screen<Lanes512, Blocks512, Codes512>::build_rows,
    .prepare = screen_prepare,
    .coarse = Screen<Lanes512, Blocks512, Codes512>::coarse,
    .top_rows = Screen<Lanes512, Blocks512, Codes512>::top_rows};

}  // namespace bitnet::kernels
