// SPDX-License-Identifier: Apache-2.0
// The loops of an architecture without kernels of its own.
#include "mac_loops.h"

namespace benchsuite {

std::span<const MacCandidate> mac_candidates(bitnet::kernels::Isa /*isa*/, MacKind kind) noexcept {
  static constexpr MacCandidate kScalarInt8[] = {{scalar_int8_macs, kScalarMacs}};
  static constexpr MacCandidate kScalarF32[] = {{scalar_f32_macs, kScalarMacs}};
  return kind == MacKind::kInt8 ? std::span(kScalarInt8) : std::span(kScalarF32);
}

}  // namespace benchsuite
