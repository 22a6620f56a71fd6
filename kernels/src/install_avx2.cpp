// SPDX-License-Identifier: Apache-2.0
// Fills the rows of the kernel table that avx2 has. Holds no kernels.
#include "register.h"

namespace bitnet::kernels {

void install_avx2(KernelTable& table) noexcept {
  static_cast<void>(table);
}

}  // namespace bitnet::kernels
