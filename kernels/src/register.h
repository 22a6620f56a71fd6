// SPDX-License-Identifier: Apache-2.0
// Each ISA installs the rows it has; dispatch.cpp calls these weakest first.
#pragma once

#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {

void install_scalar(KernelTable& table) noexcept;
void install_avx2(KernelTable& table) noexcept;
void install_avx512vnni(KernelTable& table) noexcept;
void install_avx512vbmi(KernelTable& table) noexcept;  // rows of avx512vnni that VBMI makes faster
void install_neon_dotprod(KernelTable& table) noexcept;

}  // namespace bitnet::kernels
