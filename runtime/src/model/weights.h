// SPDX-License-Identifier: Apache-2.0
// The weights of a loaded model as kernels want them, and the plan of where each lies. Reads no
// file: load.cpp fills what is planned here.
#pragma once

#include <bitnet/kernels/head.h>
#include <bitnet/kernels/matmul.h>
#include <bitnet/kernels/screen.h>
#include <bitnet/runtime/huge_buffer.h>
#include <bitnet/runtime/model_config.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// One transformer block. Matrices: rows = outputs, cols = inputs.
struct LayerWeights {
  const float* attn_norm = nullptr;      // embd
  const float* attn_sub_norm = nullptr;  // embd; nullptr if the model has no sub-norms
  const float* ffn_norm = nullptr;       // embd
  const float* ffn_sub_norm = nullptr;   // ff; likewise
  kernels::MatmulWeights q, k, v, o, gate, up, down;
};

struct ModelWeights {
  std::vector<LayerWeights> layers;
  const float* output_norm = nullptr;  // embd
  kernels::DenseMatrix embedding;      // vocab x embd; the file's bytes
  kernels::DenseMatrix head;           // vocab x embd; the file's bytes, or the embedding
  kernels::ScreenMatrix screen;        // data == nullptr: the head is not screened
  bool head_is_mapped = false;         // its pages may be dropped: a file backs them
  HugeBuffer codes;
  HugeBuffer screen_bytes;
  std::vector<float> norms;
};

/// Where a matrix of the model lies in ModelWeights::codes.
struct MatrixPlan {
  std::string_view part;  // "attn_q", ...
  std::uint32_t layer = 0;
  kernels::MatmulWeights LayerWeights::*member = nullptr;
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  std::size_t offset = 0;

  [[nodiscard]] std::string tensor_name() const { return layer_tensor_name(layer, part); }
};

/// Where a norm lies in ModelWeights::norms; member == nullptr: the output norm.
struct NormPlan {
  std::string name;
  std::uint32_t layer = 0;
  const float* LayerWeights::*member = nullptr;
  std::uint32_t size = 0;
  std::size_t offset = 0;
};

struct WeightPlan {
  std::vector<MatrixPlan> matrices;  // in the order in which a pass reads them
  std::vector<NormPlan> norms;
  std::size_t code_bytes = 0;
  std::size_t norm_floats = 0;
};

[[nodiscard]] WeightPlan plan_weights(const ModelConfig& config, kernels::MatmulLayout layout);

/// Points the layers' pointers into weights.codes and weights.norms, which have the planned sizes,
/// and sets shapes and layouts. Scales are left to the loader.
void bind_weights(const ModelConfig& config, const WeightPlan& plan, kernels::MatmulLayout layout,
                  ModelWeights& weights);

}  // namespace bitnet::runtime
