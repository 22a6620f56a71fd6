// SPDX-License-Identifier: Apache-2.0
// The plan of a model's weights: every matrix in the order of the forward pass, one behind the
// other, so that decoding streams through memory in one direction.
#include "model/weights.h"

namespace bitnet::runtime {
namespace {

struct MatrixPart {
  std::string_view part;
  kernels::MatmulWeights LayerWeights::*member;
  std::uint32_t rows;
  std::uint32_t cols;
};

void plan_layer(const ModelConfig& config, kernels::MatmulLayout layout, std::uint32_t layer,
                WeightPlan& plan) {
  const std::uint32_t embd = config.embd;
  const MatrixPart parts[] = {
      {"attn_q", &LayerWeights::q, embd, embd},
      {"attn_k", &LayerWeights::k, config.kv_dim(), embd},
      {"attn_v", &LayerWeights::v, config.kv_dim(), embd},
      {"attn_output", &LayerWeights::o, embd, embd},
      {"ffn_gate", &LayerWeights::gate, config.ff, embd},
      {"ffn_up", &LayerWeights::up, config.ff, embd},
      {"ffn_down", &LayerWeights::down, embd, config.ff},
  };
  for (const MatrixPart& part : parts) {
    plan.matrices.push_back({part.part, layer, part.member, part.rows, part.cols, plan.code_bytes});
    plan.code_bytes += kernels::matmul_bytes(layout, part.rows, part.cols);
  }
}

void plan_norm(WeightPlan& plan, std::string name, std::uint32_t layer,
               const float* LayerWeights::*member, std::uint32_t size) {
  plan.norms.push_back({std::move(name), layer, member, size, plan.norm_floats});
  plan.norm_floats += size;
}

void plan_layer_norms(const ModelConfig& config, std::uint32_t layer, WeightPlan& plan) {
  const auto name = [&](std::string_view part) { return layer_tensor_name(layer, part); };
  plan_norm(plan, name("attn_norm"), layer, &LayerWeights::attn_norm, config.embd);
  plan_norm(plan, name("ffn_norm"), layer, &LayerWeights::ffn_norm, config.embd);
  if (config.sub_norms) {
    plan_norm(plan, name("attn_sub_norm"), layer, &LayerWeights::attn_sub_norm, config.embd);
    plan_norm(plan, name("ffn_sub_norm"), layer, &LayerWeights::ffn_sub_norm, config.ff);
  }
}

}  // namespace

WeightPlan plan_weights(const ModelConfig& config, kernels::MatmulLayout layout) {
  WeightPlan plan;
  for (std::uint32_t layer = 0; layer < config.layers; ++layer) {
    plan_layer(config, layout, layer, plan);
    plan_layer_norms(config, layer, plan);
  }
  plan_norm(plan, "output_norm.weight", 0, nullptr, config.embd);
  return plan;
}

void bind_weights(const ModelConfig& config, const WeightPlan& plan, kernels::MatmulLayout layout,
                  ModelWeights& weights) {
  weights.layers.resize(config.layers);
  for (const MatrixPlan& matrix : plan.matrices) {
    kernels::MatmulWeights& bound = weights.layers[matrix.layer].*matrix.member;
    bound.codes = weights.codes.data() + matrix.offset;
    bound.layout = layout;
    bound.rows = matrix.rows;
    bound.cols = matrix.cols;
  }
  for (const NormPlan& norm : plan.norms) {
    const float* values = weights.norms.data() + norm.offset;
    if (norm.member == nullptr) {
      weights.output_norm = values;
    } else {
      weights.layers[norm.layer].*norm.member = values;
    }
  }
}

}  // namespace bitnet::runtime
