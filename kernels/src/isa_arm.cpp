// SPDX-License-Identifier: Apache-2.0
// CPU detection on 64-bit ARM Linux, from the feature bits that the kernel hands to the process.
// Holds no kernels.
#include "arch.h"
#include "register.h"

#include <asm/hwcap.h>
#include <sys/auxv.h>

namespace bitnet::kernels {

bool arch_has(Isa isa) noexcept {
  return isa == Isa::kNeonDotprod && (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
}

void arch_install_base(KernelTable& table, Isa isa) noexcept {
  if (isa == Isa::kNeonDotprod && arch_has(isa)) {
    install_neon_dotprod(table);
    table.isa = Isa::kNeonDotprod;
  }
}

void arch_install(KernelTable& table, Isa isa) noexcept {
  arch_install_base(table, isa);
}

}  // namespace bitnet::kernels
