// SPDX-License-Identifier: Apache-2.0
// plan_conversion and stored_scale.
#include "convert/convert_plan.h"

#include <bitnet/kernels/formats.h>

namespace bitnet::runtime {
namespace {

bool is_head(const GgufTensor& tensor) {
  return tensor.name == "token_embd.weight" || tensor.name == "output.weight";
}

PlannedTensor planned(const GgufTensor& tensor, const ConvertOptions& options) {
  PlannedTensor plan{&tensor, tensor.type, TensorAction::kCopy};
  if (is_ternary(tensor.type)) {
    plan.type = options.weights.value_or(tensor.type);
    const bool other_order = tensor.type == GgufType::kI2_S && options.i2s == I2sLayout::kArm;
    if (plan.type != tensor.type || other_order) {
      plan.action = TensorAction::kTernary;
    }
  } else if (is_head(tensor) && options.head && *options.head != tensor.type) {
    plan.type = *options.head;
    plan.action = TensorAction::kDense;
  }
  return plan;
}

}  // namespace

std::vector<PlannedTensor> plan_conversion(const GgufFile& in, const ConvertOptions& options) {
  constexpr std::string_view kScaleSuffix = ".weight_scale";
  std::vector<PlannedTensor> plan;
  for (const GgufTensor& tensor : in.tensors()) {
    if (!std::string_view(tensor.name).ends_with(kScaleSuffix)) {
      plan.push_back(planned(tensor, options));
    }
  }
  return plan;
}

float stored_scale(GgufType type, float scale) {
  const bool half = type == GgufType::kTQ1_0 || type == GgufType::kTQ2_0;
  return half ? kernels::f32_from_f16(kernels::f16_from_f32(scale)) : scale;
}

}  // namespace bitnet::runtime
