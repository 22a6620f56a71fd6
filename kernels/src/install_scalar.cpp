// SPDX-License-Identifier: Apache-2.0
// Fills every row of the kernel table with the scalar kernels. Holds no kernels.
#include "head/head_rows.h"
#include "matmul/matmul_rows.h"
#include "ops/ops_rows.h"
#include "register.h"
#include "scalar/rows.h"
#include "scalar/ternary.h"
#include "screen/screen_steps.h"

namespace bitnet::kernels {
namespace {

FormatKernels& row_of(KernelTable& table, Format format) noexcept {
  return table.format[static_cast<std::size_t>(format)];
}

}  // namespace

void install_scalar(KernelTable& table) noexcept {
  table.isa = Isa::kScalar;
  table.absmax = absmax_scalar;
  table.ops = ops_scalar();
  table.head = head_scalar();
  table.screen = screen_scalar();
  table.matmul = {quantize_row_scalar, matmul_scalar};
  row_of(table, Format::kI2sBlock32) = i2s_scalar();
  row_of(table, Format::kI2sTensor) = i2_s_scalar();
  row_of(table, Format::kTl1) = tl1_scalar();
  row_of(table, Format::kTl2) = tl2_scalar();
  row_of(table, Format::kTq1) = tq1_0_scalar();
  row_of(table, Format::kTq2) = tq2_0_scalar();
}

}  // namespace bitnet::kernels
