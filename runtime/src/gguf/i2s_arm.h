// SPDX-License-Identifier: Apache-2.0
// The I2_S variant that Microsoft's quantiser writes on ARM: blocks of 64 weights in 16 bytes,
// weight j of a block at bits 7-2g .. 6-2g of byte j mod 16 with g = j / 16. Only read, never
// written: the official layout is the one to pass on.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bitnet::runtime {

/// trits[i] = code - 1 (code 3 gives 2) for `count` weights. Requires count % 64 == 0.
void unpack_i2s_arm(const std::uint8_t* codes, std::size_t count, std::int8_t* trits) noexcept;

}  // namespace bitnet::runtime
