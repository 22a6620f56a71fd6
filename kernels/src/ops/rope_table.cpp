// SPDX-License-Identifier: Apache-2.0
// The angles of rotary position embedding, computed in double. Does not rotate: rope_neox does.
#include <bitnet/kernels/ops.h>

#include <cassert>
#include <cmath>

namespace bitnet::kernels {

void rope_table(std::uint32_t rope_dim, double freq_base, std::uint32_t position, float* cos_row,
                float* sin_row) noexcept {
  assert(rope_dim % 2 == 0);
  for (std::uint32_t i = 0; i < rope_dim / 2; ++i) {
    const double exponent = -2.0 * i / rope_dim;
    const double angle = position * std::pow(freq_base, exponent);
    cos_row[i] = static_cast<float>(std::cos(angle));
    sin_row[i] = static_cast<float>(std::sin(angle));
  }
}

}  // namespace bitnet::kernels
