// SPDX-License-Identifier: Apache-2.0
// One block of tq2_0 for the vector templates: two halves of 128 codes, each four interleaved
// groups of 32 with the first group in the low bits, then the f16 scale.
#pragma once

#include "simd/blocks.inl.h"

namespace bitnet::kernels {
namespace {

struct Tq2Block {
  static constexpr std::size_t kWeights = 256;
  static constexpr std::size_t kBytes = 66;
  static constexpr std::size_t kGroup = 1;
  static constexpr std::size_t kScaleOffset = 64;
  static constexpr int kBias = 1;
  static constexpr float kEmptyScale = 0.0F;

  template <class Reader>
  static void encode(const Reader& read, const typename Reader::Element* src,
                     std::uint8_t* dst) noexcept {
    for (std::size_t half = 0; half < 2; ++half, src += 128, dst += 32) {
      store256(dst, interleave4(read(src + 96), read(src + 64), read(src + 32), read(src)));
    }
  }

  template <class Writer>
  static void decode(const std::uint8_t* src, const Writer& write,
                     typename Writer::Element* dst) noexcept {
    for (std::size_t half = 0; half < 2; ++half, src += 32, dst += 128) {
      const __m256i bytes = load256(src);
      write(bytes, dst);
      write(shifted_codes<2>(bytes), dst + 32);
      write(shifted_codes<4>(bytes), dst + 64);
      write(shifted_codes<6>(bytes), dst + 96);
    }
  }
};

}  // namespace
}  // namespace bitnet::kernels
