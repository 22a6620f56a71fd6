// SPDX-License-Identifier: Apache-2.0
// Which loops may be the peak of an instruction set; one source file an architecture.
#pragma once

#include "mac_kernels.h"

#include <bitnet/kernels/isa.h>

#include <span>

namespace benchsuite {

/// Operands of a row's multiplications.
enum class MacKind : std::uint8_t { kInt8, kF32 };

struct MacCandidate {
  MacLoop loop = nullptr;
  std::uint64_t macs_per_step = 0;
};

/// Never empty. Requires isa_available(isa).
[[nodiscard]] std::span<const MacCandidate> mac_candidates(bitnet::kernels::Isa isa,
                                                           MacKind kind) noexcept;

}  // namespace benchsuite
