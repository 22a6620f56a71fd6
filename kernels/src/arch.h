// SPDX-License-Identifier: Apache-2.0
// What one processor architecture adds to the scalar kernels; exactly one of isa_x86.cpp,
// isa_arm.cpp and isa_other.cpp is built. Does not choose: isa.cpp and dispatch.cpp do.
#pragma once

#include <bitnet/kernels/isa.h>
#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {

/// True if this CPU and operating system run `isa` and this build has kernels for it. kScalar is
/// the caller's business.
[[nodiscard]] bool arch_has(Isa isa) noexcept;

/// Overrides the rows of `table` with those of every ISA up to `isa` that arch_has, weakest first.
void arch_install(KernelTable& table, Isa isa) noexcept;

/// The same without the rows that only some CPUs of an ISA can run, so that tests reach the others.
void arch_install_base(KernelTable& table, Isa isa) noexcept;

}  // namespace bitnet::kernels
