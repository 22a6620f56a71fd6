// SPDX-License-Identifier: Apache-2.0
// What the objects of each ISA export for ops.h. The rows of the SIMD objects are constants, so
// that installing them runs no code that was compiled with wide instructions.
#pragma once

#include <bitnet/kernels/ops.h>

namespace bitnet::kernels {

[[nodiscard]] OpsKernels ops_scalar() noexcept;

void attention_scalar(const AttentionRow& row, std::uint32_t head_begin, std::uint32_t head_end,
                      float* out, float* scratch);
void attention_block_scalar(const AttentionRow& first, std::uint32_t tokens, std::size_t q_stride,
                            std::uint32_t head_begin, std::uint32_t head_end, float* out,
                            std::size_t out_stride, float* scratch);

extern const OpsKernels kOpsAvx2;
extern const OpsKernels kOpsAvx512vnni;
extern const OpsKernels kOpsNeonDotprod;

}  // namespace bitnet::kernels
