// SPDX-License-Identifier: Apache-2.0
// Fills the rows of the kernel table that neon_dotprod has. Holds no kernels.
#include "register.h"

namespace bitnet::kernels {

void install_neon_dotprod(KernelTable& table) noexcept {
  static_cast<void>(table);
}

}  // namespace bitnet::kernels
