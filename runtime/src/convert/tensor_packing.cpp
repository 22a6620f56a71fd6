// SPDX-License-Identifier: Apache-2.0
// See tensor_packing.h.
#include "convert/tensor_packing.h"

#include "gguf/kernel_types.h"

#include <bitnet/kernels/kernels.h>

namespace bitnet::runtime {

std::uint32_t file_type_of(GgufType type) noexcept {
  switch (type) {
    case GgufType::kTL1:
      return 38;
    case GgufType::kTL2:
      return 39;
    case GgufType::kTQ1_0:
      return 36;
    case GgufType::kTQ2_0:
      return 37;
    default:
      return 40;
  }
}

std::vector<std::byte> pack_ternary(GgufType type, std::uint32_t rows, std::uint32_t cols,
                                    std::span<const std::int8_t> trits, float scale) {
  const kernels::PackedLayout layout =
      kernels::make_layout(ternary_format(type), rows, cols).layout;
  const std::vector<float> scales(layout.scale_count, scale);
  std::vector<std::byte> packed(layout.total_bytes);
  kernels::kernels_for(kernels::best_isa())
      .of(layout.format)
      .pack(layout, trits.data(), scales.data(), reinterpret_cast<std::uint8_t*>(packed.data()));
  return packed;
}

}  // namespace bitnet::runtime
