// SPDX-License-Identifier: Apache-2.0
// i2_s with NEON: blocks of 128 weights of the flattened matrix.
#include "simd/neon_interleaved.h"
#include "simd/neon_rows.h"
#include "simd/neon_tensor.h"

namespace bitnet::kernels {
namespace {

constexpr std::size_t kBlockWeights = 128;

struct I2sTensorCodec {
  static constexpr float kEmptyScale = 1e-5F;

  template <class Reader>
  static void encode(const PackedLayout& layout, const Reader& read,
                     const typename Reader::Element* w, std::uint8_t* codes) noexcept {
    const std::size_t n = layout.rows * layout.k;
    for (std::size_t i = 0; i < n; i += kBlockWeights) {
      std::int8_t trits[kBlockWeights];
      read_padded(read, w + i, smaller(kBlockWeights, n - i), kBlockWeights, trits);
      Interleaved128<true>::encode(trits, codes + i / 4);
    }
  }

  template <class Writer>
  static void decode(const PackedLayout& layout, const std::uint8_t* codes, const Writer& write,
                     typename Writer::Element* out) noexcept {
    const std::size_t n = layout.rows * layout.k;
    for (std::size_t i = 0; i < n; i += kBlockWeights) {
      std::int8_t values[kBlockWeights];
      Interleaved128<true>::decode(codes + i / 4, values);
      write(values, smaller(kBlockWeights, n - i), out + i);
    }
  }
};

}  // namespace

constinit const FormatKernels kI2sTensorNeonDotprod = TensorRows<I2sTensorCodec>::row();

}  // namespace bitnet::kernels
