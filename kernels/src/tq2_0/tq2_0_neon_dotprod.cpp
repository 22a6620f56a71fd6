// SPDX-License-Identifier: Apache-2.0
// tq2_0 with NEON.
#include "simd/neon_blocks.h"
#include "simd/neon_interleaved.h"
#include "simd/neon_rows.h"

namespace bitnet::kernels {
namespace {

struct Tq2Block {
  static constexpr std::size_t kWeights = 256;
  static constexpr std::size_t kCodeBytes = 64;
  static constexpr float kEmptyScale = 0.0F;

  static void encode(const std::int8_t* trits, std::uint8_t* codes) noexcept {
    Interleaved128<false>::encode(trits, codes);
    Interleaved128<false>::encode(trits + 128, codes + 32);
  }

  static void decode(const std::uint8_t* codes, std::int8_t* values) noexcept {
    Interleaved128<false>::decode(codes, values);
    Interleaved128<false>::decode(codes + 32, values + 128);
  }
};

}  // namespace

constinit const FormatKernels kTq2NeonDotprod = ScaledBlocks<Tq2Block>::row();

}  // namespace bitnet::kernels
