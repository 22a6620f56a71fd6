// SPDX-License-Identifier: Apache-2.0
// See model_metadata.h.
#include "convert/model_metadata.h"

namespace bitnet::runtime {
namespace {

constexpr std::uint32_t kOfficialVocab = 128256;
constexpr std::uint32_t kQuantizationVersion = 2;

// What the model's own tokenizer configuration does. Programs that know the architecture use a
// fixed template and never execute this text.
constexpr std::string_view kChatTemplate =
    "{% for m in messages %}{{ m['role'] | capitalize }}: {{ m['content'] | trim }}<|eot_id|>"
    "{% endfor %}{% if add_generation_prompt %}Assistant: {% endif %}";

void put_token(GgufWriter& writer, std::string_view key, std::int32_t id) {
  if (id >= 0) {
    writer.set_u32(key, static_cast<std::uint32_t>(id));
  }
}

void put_shape(GgufWriter& writer, const ModelConfig& config) {
  const std::string prefix = std::string(architecture_name(config.arch)) + ".";
  writer.set_u32(prefix + "vocab_size", config.vocab);
  writer.set_u32(prefix + "context_length", config.context);
  writer.set_u32(prefix + "embedding_length", config.embd);
  writer.set_u32(prefix + "block_count", config.layers);
  writer.set_u32(prefix + "feed_forward_length", config.ff);
  writer.set_u32(prefix + "rope.dimension_count", config.rope_dim);
  writer.set_u32(prefix + "attention.head_count", config.heads);
  writer.set_u32(prefix + "attention.head_count_kv", config.kv_heads);
}

}  // namespace

void put_metadata(GgufWriter& writer, const ModelConfig& config, const TokenizerData& tokenizer,
                  std::uint32_t file_type) {
  const std::string prefix = std::string(architecture_name(config.arch)) + ".";
  const bool official = config.vocab == kOfficialVocab;
  writer.set_string("general.architecture", architecture_name(config.arch));
  writer.set_string("general.name", config.name);
  put_shape(writer, config);
  writer.set_bool("tokenizer.ggml.add_bos_token", tokenizer.add_bos);
  writer.set_f32(prefix + "attention.layer_norm_rms_epsilon", config.rms_eps);
  writer.set_f32(prefix + "rope.freq_base", static_cast<float>(config.rope_base));
  writer.set_u32("general.file_type", file_type);
  writer.set_string("tokenizer.ggml.model", tokenizer.model);
  if (!official && !tokenizer.pre.empty()) {
    writer.set_string("tokenizer.ggml.pre", tokenizer.pre);
  }
  writer.set_string_array("tokenizer.ggml.tokens", tokenizer.tokens);
  writer.set_f32_array("tokenizer.ggml.scores", tokenizer.scores);
  writer.set_i32_array("tokenizer.ggml.token_type", tokenizer.types);
  writer.set_string_array("tokenizer.ggml.merges", tokenizer.merges);
  put_token(writer, "tokenizer.ggml.bos_token_id", tokenizer.bos);
  put_token(writer, "tokenizer.ggml.eos_token_id", tokenizer.eos);
  put_token(writer, "tokenizer.ggml.padding_token_id",
            tokenizer.pad >= 0 ? tokenizer.pad : tokenizer.eos);
  if (!official) {
    put_token(writer, "tokenizer.ggml.eot_token_id", tokenizer.eot);
  }
  writer.set_string("tokenizer.chat_template", kChatTemplate);
  writer.set_u32("general.quantization_version", kQuantizationVersion);
}

}  // namespace bitnet::runtime
