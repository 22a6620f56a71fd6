// SPDX-License-Identifier: Apache-2.0
// The operations of ops.h with AVX-512: instantiates the templates, adds nothing.
#include "ops/attention.inl.h"
#include "ops/lanes_avx512.h"
#include "ops/ops.inl.h"
#include "ops/ops_rows.h"

namespace bitnet::kernels {

constinit const OpsKernels kOpsAvx512vnni = {
    .dot = Ops<Lanes512>::dot,
    .rmsnorm = Ops<Lanes512>::rmsnorm,
    .add = Ops<Lanes512>::add,
    .relu2_mul = Ops<Lanes512>::relu2_mul,
    .silu_mul = Ops<Lanes512>::silu_mul,
    .rope_neox = Ops<Lanes512>::rope_neox,
    .softmax = Ops<Lanes512>::softmax,
    .f32_to_f16 = Ops<Lanes512>::f32_to_f16,
    .f16_to_f32 = Ops<Lanes512>::f16_to_f32,
    .attention = Attention<Lanes512>::attention,
    .attention_block = Attention<Lanes512>::attention_block};

}  // namespace bitnet::kernels
