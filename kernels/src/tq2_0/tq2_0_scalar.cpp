// SPDX-License-Identifier: Apache-2.0
// tq2_0, scalar: 256 weights in two halves of 128; byte m of a half holds weights m, m+32, m+64,
// m+96, lowest bits first; code = w + 1.
#include "scalar/block_kernels.h"
#include "scalar/rows.h"

namespace bitnet::kernels {
namespace {

struct Tq2Codec {
  static constexpr Format kFormat = Format::kTq2;
  static constexpr std::size_t kWeights = 256;
  static constexpr std::size_t kCodeBytes = 64;

  static void encode(const std::int8_t* trits, std::uint8_t* codes) {
    for (std::size_t byte = 0; byte < kCodeBytes; ++byte) {
      const std::size_t first = byte / 32 * 128 + byte % 32;
      unsigned bits = 0;
      for (std::size_t l = 0; l < 4; ++l) {
        bits |= static_cast<unsigned>(trits[first + 32 * l] + 1) << (2 * l);
      }
      codes[byte] = static_cast<std::uint8_t>(bits);
    }
  }

  static void decode(const std::uint8_t* codes, std::int8_t* values) {
    for (std::size_t e = 0; e < kWeights; ++e) {
      const std::size_t half = e / 128;
      const std::size_t l = e % 128 / 32;
      const int code = (codes[32 * half + e % 32] >> (2 * l)) & 3;
      values[e] = static_cast<std::int8_t>(code - 1);
    }
  }
};

}  // namespace

FormatKernels tq2_0_scalar() noexcept {
  return BlockKernels<Tq2Codec>::row();
}

}  // namespace bitnet::kernels
