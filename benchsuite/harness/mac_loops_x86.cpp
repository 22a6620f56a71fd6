// SPDX-License-Identifier: Apache-2.0
// The loops of x86-64. A stronger set has the weaker set's instructions too.
#include "mac_loops.h"

namespace benchsuite {

std::span<const MacCandidate> mac_candidates(bitnet::kernels::Isa isa, MacKind kind) noexcept {
  static constexpr MacCandidate kScalarInt8[] = {{scalar_int8_macs, kScalarMacs}};
  static constexpr MacCandidate kScalarF32[] = {{scalar_f32_macs, kScalarMacs}};
  static constexpr MacCandidate kAvx2Int8[] = {{avx2_pair_macs, kAvx2PairMacs}};
  static constexpr MacCandidate kAvx2F32[] = {{avx2_f32_macs, kAvx2F32Macs}};
  static constexpr MacCandidate kAvx512Int8[] = {{avx512_pair_macs, kAvx512PairMacs},
                                                 {avx512_dot_macs, kAvx512DotMacs},
                                                 {avx2_pair_macs, kAvx2PairMacs}};
  static constexpr MacCandidate kAvx512F32[] = {{avx512_f32_macs, kAvx512F32Macs},
                                                {avx2_f32_macs, kAvx2F32Macs}};
  if (isa == bitnet::kernels::Isa::kAvx512Vnni) {
    return kind == MacKind::kInt8 ? std::span<const MacCandidate>(kAvx512Int8)
                                  : std::span<const MacCandidate>(kAvx512F32);
  }
  if (isa == bitnet::kernels::Isa::kAvx2) {
    return kind == MacKind::kInt8 ? std::span(kAvx2Int8) : std::span(kAvx2F32);
  }
  return kind == MacKind::kInt8 ? std::span(kScalarInt8) : std::span(kScalarF32);
}

}  // namespace benchsuite
