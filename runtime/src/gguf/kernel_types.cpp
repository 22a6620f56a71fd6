// SPDX-License-Identifier: Apache-2.0
// From GGUF tensor types to the kernels' types.
#include "gguf/kernel_types.h"

namespace bitnet::runtime {

kernels::Format ternary_format(GgufType type) noexcept {
  switch (type) {
    case GgufType::kTL1:
      return kernels::Format::kTl1;
    case GgufType::kTL2:
      return kernels::Format::kTl2;
    case GgufType::kTQ1_0:
      return kernels::Format::kTq1;
    case GgufType::kTQ2_0:
      return kernels::Format::kTq2;
    default:
      return kernels::Format::kI2sTensor;
  }
}

kernels::DenseType dense_type(GgufType type) noexcept {
  switch (type) {
    case GgufType::kF16:
      return kernels::DenseType::kF16;
    case GgufType::kBF16:
      return kernels::DenseType::kBF16;
    case GgufType::kQ8_0:
      return kernels::DenseType::kQ8_0;
    case GgufType::kQ6_K:
      return kernels::DenseType::kQ6_K;
    case GgufType::kQ4_0:
      return kernels::DenseType::kQ4_0;
    default:
      return kernels::DenseType::kF32;
  }
}

}  // namespace bitnet::runtime
