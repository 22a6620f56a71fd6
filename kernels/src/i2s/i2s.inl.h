// SPDX-License-Identifier: Apache-2.0
// One block of i2s for the vector templates: 32 codes in order, then the f16 scale.
#pragma once

#include "simd/blocks.inl.h"

namespace bitnet::kernels {
namespace {

struct I2sBlock {
  static constexpr std::size_t kWeights = 32;
  static constexpr std::size_t kBytes = 10;
  static constexpr std::size_t kGroup = 8;
  static constexpr std::size_t kScaleOffset = 8;
  static constexpr int kBias = 2;
  static constexpr float kEmptyScale = 1.0F;

  template <class Reader>
  static void encode(const Reader& read, const typename Reader::Element* src,
                     std::uint8_t* dst) noexcept {
    read.seq2(src, dst);
  }

  template <class Writer>
  static void decode(const std::uint8_t* src, const Writer& write,
                     typename Writer::Element* dst) noexcept {
    write.seq2(src, dst);
  }
};

}  // namespace
}  // namespace bitnet::kernels
