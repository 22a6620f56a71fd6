// SPDX-License-Identifier: Apache-2.0
// Fills the rows of the kernel table that avx512vnni has. Holds no kernels, and is built without
// the flags of that ISA.
#include "register.h"
#include "simd/x86_rows.h"

namespace bitnet::kernels {

void install_avx512vnni(KernelTable& table) noexcept {
  table.absmax = absmax_avx512vnni;
  const auto set = [&table](Format format, const FormatKernels& rows) noexcept {
    table.format[static_cast<std::size_t>(format)] = rows;
  };
  set(Format::kI2sBlock32, kI2sAvx512Vnni);
  set(Format::kI2sTensor, kI2sTensorAvx512Vnni);
  set(Format::kTl1, kTl1Avx512Vnni);
  set(Format::kTl2, kTl2Avx512Vnni);
  set(Format::kTq1, kTq1Avx512Vnni);
  set(Format::kTq2, kTq2Avx512Vnni);
}

}  // namespace bitnet::kernels
