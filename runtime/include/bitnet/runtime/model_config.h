// SPDX-License-Identifier: Apache-2.0
// What a model is: its hyper-parameters and the tensors they call for. Read from a GGUF file and
// checked completely, so that code behind it can index without checks. Loads no weights.
#pragma once

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// Decided by general.architecture alone.
enum class Architecture : std::uint8_t {
  kBitnetB158,  // "bitnet-b1.58": squared ReLU, sub-norms
  kBitnet25,    // "bitnet-25": the same model under its older name
  kBitnet       // "bitnet": SiLU; sub-norms if the file has their tensors
};

/// The string in general.architecture, which is also the prefix of the hyper-parameter keys.
[[nodiscard]] std::string_view architecture_name(Architecture arch) noexcept;

enum class Activation : std::uint8_t { kRelu2, kSilu };

struct ModelConfig {
  Architecture arch = Architecture::kBitnetB158;
  std::string name;           // general.name; "" if absent
  std::uint32_t vocab = 0;    // 1 .. 2^24
  std::uint32_t context = 0;  // 1 .. 2^24
  std::uint32_t embd = 0;     // heads * head_dim; 1 .. 2^20
  std::uint32_t layers = 0;   // 1 .. 1024
  std::uint32_t ff = 0;       // 1 .. 2^20
  std::uint32_t heads = 0;
  std::uint32_t kv_heads = 0;  // divides heads
  std::uint32_t head_dim = 0;  // embd / heads
  std::uint32_t rope_dim = 0;  // even, <= head_dim
  float rms_eps = 0;           // > 0
  double rope_base = 0;        // > 0
  Activation act = Activation::kRelu2;
  bool sub_norms = true;
  bool tied_head = true;  // no output.weight: the head is token_embd.weight
  std::optional<std::uint32_t> bos;
  std::optional<std::uint32_t> eos;
  std::optional<std::uint32_t> padding;

  [[nodiscard]] std::uint32_t kv_dim() const noexcept { return kv_heads * head_dim; }
};

enum class TensorRole : std::uint8_t {
  kDense,   // F32, F16, BF16, Q8_0, Q6_K or Q4_0: token_embd.weight, output.weight
  kNorm,    // F32 vector
  kTernary  // I2_S, TL1, TL2, TQ1_0 or TQ2_0 matrix
};

struct ModelTensor {
  std::string name;
  TensorRole role = TensorRole::kNorm;
  std::vector<std::uint64_t> dims;  // ne[0] first: a matrix of r rows and c columns is {c, r}
};

/// "blk.<layer>.<part>.weight", part = "attn_q", "ffn_sub_norm", ...
[[nodiscard]] std::string layer_tensor_name(std::uint32_t layer, std::string_view part);

/// "token_embd.weight" or, if the head is not tied, "output.weight".
[[nodiscard]] std::string_view head_tensor_name(const ModelConfig& config) noexcept;

/// Every tensor of the model, in the order in which the official file stores them.
[[nodiscard]] std::vector<ModelTensor> model_tensors(const ModelConfig& config);

/// Reads and checks the hyper-parameters, and the name, shape and type of every tensor. A tensor
/// that the architecture does not know is an error, because ignoring it would change the output.
/// Not checked here: codes and scales (ternary_tensor.h), the tokenizer (tokenizer.h).
/// Errors name the key or tensor, found and wanted.
[[nodiscard]] Result<ModelConfig> model_config_from(const GgufFile& file);

}  // namespace bitnet::runtime
