// SPDX-License-Identifier: Apache-2.0
// Fills the rows of the kernel table that neon_dotprod has. Holds no kernels, and is built without
// the flags of that ISA.
#include "head/head_rows.h"
#include "matmul/matmul_rows.h"
#include "ops/ops_rows.h"
#include "register.h"
#include "screen/screen_steps.h"
#include "simd/neon_rows.h"

namespace bitnet::kernels {

void install_neon_dotprod(KernelTable& table) noexcept {
  table.ops = kOpsNeonDotprod;
  table.head = kHeadNeonDotprod;
  table.screen = kScreenNeonDotprod;
  table.matmul = {quantize_row_neon_dotprod, matmul_neon_dotprod};
  table.absmax = absmax_neon_dotprod;
  const auto set = [&table](Format format, const FormatKernels& row) noexcept {
    table.format[static_cast<std::size_t>(format)] = row;
  };
  set(Format::kI2sBlock32, kI2sNeonDotprod);
  set(Format::kI2sTensor, kI2sTensorNeonDotprod);
  set(Format::kTl1, kTl1NeonDotprod);
  set(Format::kTl2, kTl2NeonDotprod);
  set(Format::kTq1, kTq1NeonDotprod);
  set(Format::kTq2, kTq2NeonDotprod);
}

}  // namespace bitnet::kernels
