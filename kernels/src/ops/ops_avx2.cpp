// SPDX-License-Identifier: Apache-2.0
// The operations of ops.h with AVX2: instantiates the templates, adds nothing.
#include "ops/attention.inl.h"
#include "ops/lanes_avx2.h"
#include "ops/ops.inl.h"
#include "ops/ops_rows.h"

namespace bitnet::kernels {

constinit const OpsKernels kOpsAvx2 = {.dot = Ops<Lanes256>::dot,
                                       .rmsnorm = Ops<Lanes256>::rmsnorm,
                                       .add = Ops<Lanes256>::add,
                                       .relu2_mul = Ops<Lanes256>::relu2_mul,
                                       .silu_mul = Ops<Lanes256>::silu_mul,
                                       .rope_neox = Ops<Lanes256>::rope_neox,
                                       .softmax = Ops<Lanes256>::softmax,
                                       .f32_to_f16 = Ops<Lanes256>::f32_to_f16,
                                       .f16_to_f32 = Ops<Lanes256>::f16_to_f32,
                                       .attention = Attention<Lanes256>::attention,
                                       .attention_block = Attention<Lanes256>::attention_block};

}  // namespace bitnet::kernels
