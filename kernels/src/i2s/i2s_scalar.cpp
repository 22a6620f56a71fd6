// SPDX-License-Identifier: Apache-2.0
// i2s, scalar: 32 weights, two bits each in order, lowest bits first; code = w + 2.
#include "scalar/block_kernels.h"
#include "scalar/rows.h"

namespace bitnet::kernels {
namespace {

struct I2sCodec {
  static constexpr Format kFormat = Format::kI2sBlock32;
  static constexpr std::size_t kWeights = 32;
  static constexpr std::size_t kCodeBytes = 8;

  static void encode(const std::int8_t* trits, std::uint8_t* codes) {
    for (std::size_t byte = 0; byte < kCodeBytes; ++byte) {
      unsigned bits = 0;
      for (unsigned slot = 0; slot < 4; ++slot) {
        bits |= static_cast<unsigned>(trits[4 * byte + slot] + 2) << (2 * slot);
      }
      codes[byte] = static_cast<std::uint8_t>(bits);
    }
  }

  static void decode(const std::uint8_t* codes, std::int8_t* values) {
    for (std::size_t e = 0; e < kWeights; ++e) {
      const int code = (codes[e / 4] >> (2 * (e % 4))) & 3;
      values[e] = static_cast<std::int8_t>(code - 2);
    }
  }
};

}  // namespace

FormatKernels i2s_scalar() noexcept {
  return BlockKernels<I2sCodec>::row();
}

}  // namespace bitnet::kernels
