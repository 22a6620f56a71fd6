// SPDX-License-Identifier: Apache-2.0
// i2_s, scalar: 128 weights of the flattened matrix in 32 bytes; byte p holds weights p, p+32,
// p+64, p+96, highest bits first; code = w + 1.
#include "scalar/rows.h"
#include "scalar/tensor_kernels.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kBlockWeights = 128;
constexpr std::size_t kBlockBytes = 32;

struct I2STensorCodec {
  static constexpr Format kFormat = Format::kI2sTensor;

  template <class TritAt>
  static void encode(const PackedLayout& layout, TritAt trit_at, std::uint8_t* codes) {
    const std::size_t n = layout.rows * layout.k;
    for (std::size_t byte = 0; byte < layout.scale_offset; ++byte) {
      const std::size_t first = byte / kBlockBytes * kBlockWeights + byte % kBlockBytes;
      unsigned bits = 0;
      for (std::size_t group = 0; group < 4; ++group) {
        const std::size_t i = first + 32 * group;
        const int trit = i < n ? trit_at(i) : 0;
        bits |= static_cast<unsigned>(trit + 1) << (6 - 2 * group);
      }
      codes[byte] = static_cast<std::uint8_t>(bits);
    }
  }

  template <class Put>
  static void decode(const PackedLayout& layout, const std::uint8_t* codes, Put put) {
    const std::size_t n = layout.rows * layout.k;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t group = i % kBlockWeights / 32;
      const std::uint8_t byte = codes[i / kBlockWeights * kBlockBytes + i % 32];
      put(i, ((byte >> (6 - 2 * group)) & 3) - 1);
    }
  }
};

}  // namespace

FormatKernels i2_s_scalar() noexcept {
  return TensorKernels<I2STensorCodec>::row();
}

}  // namespace bitnet::kernels
