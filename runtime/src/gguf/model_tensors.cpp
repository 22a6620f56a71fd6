// SPDX-License-Identifier: Apache-2.0
// Which tensors a model consists of, and in which order the official file stores them: layers
// sorted as text ("blk.10" before "blk.2"), parts in the order of the checkpoint they come from.
// Looks at no file.
#include <bitnet/runtime/model_config.h>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace bitnet::runtime {
namespace {

struct Part {
  std::string_view name;
  TensorRole role;
  std::uint32_t cols;
  std::uint32_t rows;
  bool sub_norm;
};

std::array<Part, 11> parts_of(const ModelConfig& c) {
  constexpr TensorRole kNorm = TensorRole::kNorm;
  constexpr TensorRole kTernary = TensorRole::kTernary;
  return {Part{"attn_norm", kNorm, c.embd, 1, false},
          Part{"ffn_down", kTernary, c.ff, c.embd, false},
          Part{"ffn_sub_norm", kNorm, c.ff, 1, true},
          Part{"ffn_gate", kTernary, c.embd, c.ff, false},
          Part{"ffn_up", kTernary, c.embd, c.ff, false},
          Part{"ffn_norm", kNorm, c.embd, 1, false},
          Part{"attn_sub_norm", kNorm, c.embd, 1, true},
          Part{"attn_k", kTernary, c.embd, c.kv_dim(), false},
          Part{"attn_output", kTernary, c.embd, c.embd, false},
          Part{"attn_q", kTernary, c.embd, c.embd, false},
          Part{"attn_v", kTernary, c.embd, c.kv_dim(), false}};
}

std::vector<std::uint32_t> layers_as_text(std::uint32_t layers) {
  std::vector<std::uint32_t> order(layers);
  for (std::uint32_t i = 0; i < layers; ++i) {
    order[i] = i;
  }
  std::sort(order.begin(), order.end(), [](std::uint32_t a, std::uint32_t b) {
    // "blk.1.x" < "blk.10.x": the dot sorts before digits, as in the shorter number itself
    return std::to_string(a) < std::to_string(b);
  });
  return order;
}

}  // namespace

std::string layer_tensor_name(std::uint32_t layer, std::string_view part) {
  return fmt::format("blk.{}.{}.weight", layer, part);
}

std::string_view head_tensor_name(const ModelConfig& config) noexcept {
  return config.tied_head ? "token_embd.weight" : "output.weight";
}

std::vector<ModelTensor> model_tensors(const ModelConfig& config) {
  std::vector<ModelTensor> tensors;
  if (!config.tied_head) {
    tensors.push_back({"output.weight", TensorRole::kDense, {config.embd, config.vocab}});
  }
  tensors.push_back({"token_embd.weight", TensorRole::kDense, {config.embd, config.vocab}});
  const std::array parts = parts_of(config);
  for (const std::uint32_t layer : layers_as_text(config.layers)) {
    for (const Part& part : parts) {
      if (part.sub_norm && !config.sub_norms) {
        continue;
      }
      ModelTensor tensor{layer_tensor_name(layer, part.name), part.role, {part.cols}};
      if (part.role == TensorRole::kTernary) {
        tensor.dims.push_back(part.rows);
      }
      tensors.push_back(std::move(tensor));
    }
  }
  tensors.push_back({"output_norm.weight", TensorRole::kNorm, {config.embd}});
  return tensors;
}

}  // namespace bitnet::runtime
