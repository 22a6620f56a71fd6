// SPDX-License-Identifier: Apache-2.0
// One kernel table per instruction set, filled scalar first and overridden upward, built on first
// use. Does not read the environment and does not decide which table a program uses.
#include "arch.h"
#include "register.h"

#include <array>
#include <cassert>
#include <cstddef>

namespace bitnet::kernels {
namespace {

using Tables = std::array<KernelTable, kAllIsas.size()>;

Tables build_tables() noexcept {
  Tables tables{};
  for (const Isa isa : kAllIsas) {
    KernelTable& table = tables[static_cast<std::size_t>(isa)];
    install_scalar(table);
    if (isa != Isa::kScalar) {
      arch_install(table, isa);
    }
  }
  return tables;
}

}  // namespace

const KernelTable& kernels_for(Isa isa) noexcept {
  assert(isa_available(isa));
  static const Tables kTables = build_tables();  // the language makes the first call thread-safe
  return kTables[static_cast<std::size_t>(isa)];
}

}  // namespace bitnet::kernels
