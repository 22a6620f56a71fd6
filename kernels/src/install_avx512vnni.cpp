// SPDX-License-Identifier: Apache-2.0
// Fills the rows of the kernel table that avx512vnni has. Holds no kernels.
#include "register.h"

namespace bitnet::kernels {

void install_avx512vnni(KernelTable& table) noexcept {
  static_cast<void>(table);
}

}  // namespace bitnet::kernels
