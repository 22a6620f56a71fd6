// SPDX-License-Identifier: Apache-2.0
// The operations of ops.h with NEON: instantiates the templates, adds nothing.
#include "ops/attention.inl.h"
#include "ops/lanes_neon.h"
#include "ops/ops.inl.h"
#include "ops/ops_rows.h"

namespace bitnet::kernels {

constinit const OpsKernels kOpsNeonDotprod = {
    .dot = Ops<LanesNeon>::dot,
    .rmsnorm = Ops<LanesNeon>::rmsnorm,
    .add = Ops<LanesNeon>::add,
    .relu2_mul = Ops<LanesNeon>::relu2_mul,
    .silu_mul = Ops<LanesNeon>::silu_mul,
    .rope_neox = Ops<LanesNeon>::rope_neox,
    .softmax = Ops<LanesNeon>::softmax,
    .f32_to_f16 = Ops<LanesNeon>::f32_to_f16,
    .f16_to_f32 = Ops<LanesNeon>::f16_to_f32,
    .attention = Attention<LanesNeon>::attention,
    .attention_block = Attention<LanesNeon>::attention_block};

}  // namespace bitnet::kernels
