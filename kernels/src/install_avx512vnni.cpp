// SPDX-License-Identifier: Apache-2.0
// Fills the rows of the kernel table that avx512vnni has. Holds no kernels, and is built without
// the flags of that ISA. On a Zen 4 core (512-bit operations in two halves) the other rows were not
// faster than those of avx2, from the first-level cache up to 64 MiB: they are inherited.
#include "head/head_rows.h"
#include "matmul/matmul_rows.h"
#include "ops/ops_rows.h"
#include "register.h"
#include "screen/screen_steps.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

void install_avx512vnni(KernelTable& table) noexcept {
  table.ops = kOpsAvx512vnni;
  table.head = kHeadAvx512vnni;
  table.screen = kScreenAvx512vnni;
  table.matmul = {quantize_row_avx512vnni, matmul_avx512vnni};
  const auto rows = [&table](Format format) noexcept -> FormatKernels& {
    return table.format[static_cast<std::size_t>(format)];
  };
  rows(Format::kI2sBlock32).quantize = i2s_quantize_avx512vnni;
  rows(Format::kI2sBlock32).dequantize = i2s_dequantize_avx512vnni;
  rows(Format::kI2sTensor).dequantize = i2_s_dequantize_avx512vnni;
  rows(Format::kTl2).dequantize = tl2_dequantize_avx512vnni;
  rows(Format::kTq1).dequantize = tq1_0_dequantize_avx512vnni;
  rows(Format::kTq2).dequantize = tq2_0_dequantize_avx512vnni;
}

void install_avx512vbmi(KernelTable& table) noexcept {
  table.matmul.matmul = matmul_avx512vbmi;
}

}  // namespace bitnet::kernels
