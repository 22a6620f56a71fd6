// SPDX-License-Identifier: Apache-2.0
// The loops of 64-bit ARM.
#include "mac_loops.h"

namespace benchsuite {

std::span<const MacCandidate> mac_candidates(bitnet::kernels::Isa isa, MacKind kind) noexcept {
  static constexpr MacCandidate kScalarInt8[] = {{scalar_int8_macs, kScalarMacs}};
  static constexpr MacCandidate kScalarF32[] = {{scalar_f32_macs, kScalarMacs}};
  static constexpr MacCandidate kNeonInt8[] = {{neon_dot_macs, kNeonDotMacs}};
  static constexpr MacCandidate kNeonF32[] = {{neon_f32_macs, kNeonF32Macs}};
  if (isa == bitnet::kernels::Isa::kNeonDotprod) {
    return kind == MacKind::kInt8 ? std::span(kNeonInt8) : std::span(kNeonF32);
  }
  return kind == MacKind::kInt8 ? std::span(kScalarInt8) : std::span(kScalarF32);
}

}  // namespace benchsuite
