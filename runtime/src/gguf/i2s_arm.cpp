// SPDX-License-Identifier: Apache-2.0
// See i2s_arm.h.
#include "gguf/i2s_arm.h"

namespace bitnet::runtime {

void unpack_i2s_arm(const std::uint8_t* codes, std::size_t count, std::int8_t* trits) noexcept {
  for (std::size_t block = 0; block < count / 64; ++block) {
    for (std::size_t group = 0; group < 4; ++group) {
      for (std::size_t p = 0; p < 16; ++p) {
        const unsigned code = (codes[16 * block + p] >> (6 - 2 * group)) & 3U;
        trits[64 * block + 16 * group + p] = static_cast<std::int8_t>(static_cast<int>(code) - 1);
      }
    }
  }
}

}  // namespace bitnet::runtime
