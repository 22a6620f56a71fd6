// SPDX-License-Identifier: Apache-2.0
// Architectures without SIMD kernels of ours run the scalar ones.
#include "arch.h"

namespace bitnet::kernels {

bool arch_has(Isa /*isa*/) noexcept {
  return false;
}

void arch_install_base(KernelTable& /*table*/, Isa /*isa*/) noexcept {}

void arch_install(KernelTable& table, Isa isa) noexcept {
  arch_install_base(table, isa);
}

}  // namespace bitnet::kernels
