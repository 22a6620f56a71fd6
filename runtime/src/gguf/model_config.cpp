// SPDX-License-Identifier: Apache-2.0
// The hyper-parameters of a GGUF file, each with its range. Tensors are checked in
// model_check.cpp.
#include "base/text.h"
#include "gguf/model_check.h"

#include <bitnet/runtime/model_config.h>

#include <fmt/core.h>

#include <array>
#include <cmath>

namespace bitnet::runtime {
namespace {

constexpr std::array kArchitectures = {Architecture::kBitnetB158, Architecture::kBitnet25,
                                       Architecture::kBitnet};
constexpr std::uint32_t kMaxVocab = 1U << 24U;
constexpr std::uint32_t kMaxContext = 1U << 24U;
constexpr std::uint32_t kMaxWidth = 1U << 20U;
constexpr std::uint32_t kMaxLayers = 1024;

/// Reads keys under one architecture and keeps the first fault, so that the sequence of reads stays
/// a list.
class HyperParameters {
 public:
  HyperParameters(const GgufFile& file, Architecture arch)
      : file_(file), prefix_(std::string(architecture_name(arch)) + ".") {}

  [[nodiscard]] std::uint32_t number(std::string_view name, std::uint32_t low, std::uint32_t high) {
    const std::string key = prefix_ + std::string(name);
    const std::uint32_t value = take(file_.get_u32(key), 0U);
    if (value < low || value > high) {
      fail(fmt::format("key '{}' is {}, wanted {} to {}", key, value, low, high));
    }
    return value;
  }

  /// `standard` if the key is absent.
  [[nodiscard]] std::uint32_t number_or(std::string_view name, std::uint32_t standard,
                                        std::uint32_t low, std::uint32_t high) {
    return has(name) ? number(name, low, high) : standard;
  }

  [[nodiscard]] float positive(std::string_view name) {
    const std::string key = prefix_ + std::string(name);
    const float value = take(file_.get_f32(key), 0.0F);
    if (!(value > 0) || !std::isfinite(value)) {
      fail(fmt::format("key '{}' is {}, wanted a finite number above 0", key, value));
    }
    return value;
  }

  [[nodiscard]] bool has(std::string_view name) const {
    return file_.find(prefix_ + std::string(name)) != nullptr;
  }

  /// A token id below `vocab`; nullopt if the key (a full one) is absent.
  [[nodiscard]] std::optional<std::uint32_t> token(std::string_view key, std::uint32_t vocab) {
    if (file_.find(key) == nullptr) {
      return std::nullopt;
    }
    const std::uint32_t id = take(file_.get_u32(key), 0U);
    if (id >= vocab) {
      fail(fmt::format("key '{}' is {}, wanted a token id below {}", key, id, vocab));
    }
    return id;
  }

  void require(bool good, const std::string& message) {
    if (!good) {
      fail(message);
    }
  }

  void fail(const std::string& message) {
    if (!fault_) {
      fault_ = Error{ExitCode::kInput, file_.path().native() + ": " + message};
    }
  }

  template <typename T>
  [[nodiscard]] T take(const Result<T>& result, T otherwise) {
    if (result) {
      return *result;
    }
    if (!fault_) {
      fault_ = result.error();
    }
    return otherwise;
  }

  [[nodiscard]] const GgufFile& file() const { return file_; }

  [[nodiscard]] const std::string& prefix() const { return prefix_; }

  [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }

 private:
  const GgufFile& file_;
  std::string prefix_;
  std::optional<Error> fault_;
};

Result<Architecture> architecture_of(const GgufFile& file) {
  if (file.find("split.count") != nullptr) {
    return input_error(
        fmt::format("{}: it is one part of a split model (key 'split.count'), "
                    "wanted a model in one file",
                    file.path().native()));
  }
  const Result<std::string_view> name = file.get_string("general.architecture");
  if (!name) {
    return tl::unexpected(name.error());
  }
  for (const Architecture arch : kArchitectures) {
    if (*name == architecture_name(arch)) {
      return arch;
    }
  }
  return input_error(
      fmt::format("{}: architecture {} is not supported, wanted 'bitnet-b1.58', 'bitnet-25' or "
                  "'bitnet'",
                  file.path().native(), in_quotes(*name)));
}

void read_vocabulary(HyperParameters& in, ModelConfig& config) {
  const GgufTensor* embedding = in.file().tensor("token_embd.weight");
  if (in.has("vocab_size") || embedding == nullptr) {
    config.vocab = in.number("vocab_size", 1, kMaxVocab);
  } else {
    const std::uint64_t rows = embedding->rows();
    in.require(rows <= kMaxVocab, fmt::format("tensor 'token_embd.weight' has {} rows, wanted at "
                                              "most {}",
                                              rows, kMaxVocab));
    config.vocab = static_cast<std::uint32_t>(rows);
  }
  const GgufValue* tokens = in.file().find("tokenizer.ggml.tokens");
  if (tokens != nullptr) {
    in.require(tokens->count == config.vocab,
               fmt::format("key 'tokenizer.ggml.tokens' has {} elements, wanted {} as the model's "
                           "vocabulary",
                           tokens->count, config.vocab));
  }
  config.bos = in.token("tokenizer.ggml.bos_token_id", config.vocab);
  config.eos = in.token("tokenizer.ggml.eos_token_id", config.vocab);
  config.padding = in.token("tokenizer.ggml.padding_token_id", config.vocab);
}

void read_heads(HyperParameters& in, ModelConfig& config) {
  config.heads = in.number("attention.head_count", 1, kMaxWidth);
  config.kv_heads = in.number_or("attention.head_count_kv", config.heads, 1, kMaxWidth);
  if (in.fault()) {
    return;
  }
  in.require(config.embd % config.heads == 0,
             fmt::format("key '{}attention.head_count' is {}, wanted a divisor of the embedding "
                         "length {}",
                         in.prefix(), config.heads, config.embd));
  in.require(config.heads % config.kv_heads == 0,
             fmt::format("key '{}attention.head_count_kv' is {}, wanted a divisor of the head "
                         "count {}",
                         in.prefix(), config.kv_heads, config.heads));
  config.head_dim = config.embd / config.heads;
  for (const char* name : {"attention.key_length", "attention.value_length"}) {
    const std::uint32_t length = in.number_or(name, config.head_dim, 1, kMaxWidth);
    in.require(length == config.head_dim,
               fmt::format("key '{}{}' is {}, wanted {} (embedding length / head count)",
                           in.prefix(), name, length, config.head_dim));
  }
}

void read_rope(HyperParameters& in, ModelConfig& config) {
  config.rope_dim = in.number_or("rope.dimension_count", config.head_dim, 1, kMaxWidth);
  in.require(config.rope_dim % 2 == 0 && config.rope_dim <= config.head_dim,
             fmt::format("key '{}rope.dimension_count' is {}, wanted an even number of at most {}",
                         in.prefix(), config.rope_dim, config.head_dim));
  config.rope_base =
      in.has("rope.freq_base") ? static_cast<double>(in.positive("rope.freq_base")) : 10000.0;
  const std::string type_key = in.prefix() + "rope.scaling.type";
  if (in.file().find(type_key) != nullptr) {
    const std::string_view type = in.take(in.file().get_string(type_key), std::string_view("none"));
    in.require(type == "none", fmt::format("key '{}' is {}, wanted 'none': scaled positions are "
                                           "not supported",
                                           type_key, in_quotes(type)));
  }
  for (const char* name : {"rope.scaling.factor", "rope.scale_linear"}) {
    const float factor = in.has(name) ? in.positive(name) : 1.0F;
    in.require(factor == 1.0F, fmt::format("key '{}{}' is {}, wanted 1: scaled positions are not "
                                           "supported",
                                           in.prefix(), name, factor));
  }
}

void read_all(HyperParameters& in, ModelConfig& config) {
  if (in.file().find("general.name") != nullptr) {
    config.name = in.take(in.file().get_string("general.name"), std::string_view());
  }
  read_vocabulary(in, config);
  config.context = in.number("context_length", 1, kMaxContext);
  config.embd = in.number("embedding_length", 1, kMaxWidth);
  config.layers = in.number("block_count", 1, kMaxLayers);
  config.ff = in.number("feed_forward_length", 1, kMaxWidth);
  config.rms_eps = in.positive("attention.layer_norm_rms_epsilon");
  read_heads(in, config);
  if (!in.fault()) {
    read_rope(in, config);
  }
}

}  // namespace

std::string_view architecture_name(Architecture arch) noexcept {
  switch (arch) {
    case Architecture::kBitnetB158:
      return "bitnet-b1.58";
    case Architecture::kBitnet25:
      return "bitnet-25";
    case Architecture::kBitnet:
      break;
  }
  return "bitnet";
}

Result<ModelConfig> model_config_from(const GgufFile& file) {
  const Result<Architecture> arch = architecture_of(file);
  if (!arch) {
    return tl::unexpected(arch.error());
  }
  ModelConfig config;
  config.arch = *arch;
  const bool plain = *arch == Architecture::kBitnet;
  config.act = plain ? Activation::kSilu : Activation::kRelu2;
  config.sub_norms = !plain || file.tensor(layer_tensor_name(0, "attn_sub_norm")) != nullptr;
  config.tied_head = file.tensor("output.weight") == nullptr;
  HyperParameters in(file, *arch);
  read_all(in, config);
  if (in.fault()) {
    return tl::unexpected(*in.fault());
  }
  if (const Result<void> good = check_tensors(file, config); !good) {
    return tl::unexpected(good.error());
  }
  return config;
}

}  // namespace bitnet::runtime
