// SPDX-License-Identifier: Apache-2.0
// Fills the rows of the kernel table that avx2 has. Holds no kernels, and is built without the
// flags of that ISA.
#include "head/head_rows.h"
#include "matmul/matmul_rows.h"
#include "ops/ops_rows.h"
#include "register.h"
#include "screen/screen_steps.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

void install_avx2(KernelTable& table) noexcept {
  table.ops = kOpsAvx2;
  table.head = kHeadAvx2;
  table.screen = kScreenAvx2;
  table.matmul = {quantize_row_avx2, matmul_avx2};
  table.absmax = absmax_avx2;
  const auto set = [&table](Format format, const FormatKernels& rows) noexcept {
    table.format[static_cast<std::size_t>(format)] = rows;
  };
  set(Format::kI2sBlock32, kI2sAvx2);
  set(Format::kI2sTensor, kI2sTensorAvx2);
  set(Format::kTl1, kTl1Avx2);
  set(Format::kTl2, kTl2Avx2);
  set(Format::kTq1, kTq1Avx2);
  set(Format::kTq2, kTq2Avx2);
}

}  // namespace bitnet::kernels
