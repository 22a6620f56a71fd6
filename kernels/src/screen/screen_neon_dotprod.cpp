// SPDX-License-Identifier: Apache-2.0
// The screened head with NEON: instantiates the templates, adds nothing.
#include "head/blocks_neon.h"
#include "ops/lanes_neon.h"
#include "screen/codes_neon.h"
#include "screen/screen.inl.h"

namespace bitnet::kernels {

constinit const ScreenKernels kScreenNeonDotprod = {
    .build_rows = Screen<LanesNeon, BlocksNeon, CodesNeon>::build_rows,
    .prepare = screen_prepare,
    .coarse = Screen<LanesNeon, BlocksNeon, CodesNeon>::coarse,
    .top_rows = Screen<LanesNeon, BlocksNeon, CodesNeon>::top_rows};

}  // namespace bitnet::kernels
