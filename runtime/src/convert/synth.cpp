// SPDX-License-Identifier: Apache-2.0
// See synth.h. Holds one tensor in memory at a time, of the embedding one block of rows.
#include "convert/model_metadata.h"
#include "convert/random_values.h"
#include "convert/tensor_packing.h"
#include "gguf/kernel_types.h"

#include <bitnet/runtime/gguf_writer.h>
#include <bitnet/runtime/synth.h>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace bitnet::runtime {
namespace {

constexpr float kEmbeddingDeviation = 0.02F;
constexpr float kNormDeviation = 0.1F;
constexpr std::uint32_t kRowsAtOnce = 64;

Result<void> produce_ternary(const GgufSink& sink, GgufType type, const RandomValues& values,
                             std::uint32_t rows, std::uint32_t cols) {
  std::vector<std::int8_t> trits(std::size_t{rows} * cols);
  values.trits(0, trits.size(), trits.data());
  // The variance of a uniform trit is 2/3. Rounded to f16 so that every type can store it.
  const float scale =
      kernels::f32_from_f16(kernels::f16_from_f32(std::sqrt(1.5F / static_cast<float>(cols))));
  return sink(pack_ternary(type, rows, cols, trits, scale));
}

Result<void> produce_norm(const GgufSink& sink, const RandomValues& values, std::size_t n) {
  std::vector<float> x(n);
  values.bell(0, n, 1.0F, kNormDeviation, x.data());
  return sink(std::as_bytes(std::span(x)));
}

Result<void> produce_dense(const GgufSink& sink, GgufType type, const RandomValues& values,
                           std::uint32_t rows, std::uint32_t cols) {
  const kernels::DenseType dense = dense_type(type);
  const std::size_t row_bytes = kernels::dense_row_bytes(dense, cols);
  std::vector<float> x(cols);
  std::vector<std::uint8_t> packed;
  for (std::uint32_t begin = 0; begin < rows; begin += kRowsAtOnce) {
    const std::uint32_t count = std::min(kRowsAtOnce, rows - begin);
    packed.resize(count * row_bytes);
    for (std::uint32_t r = 0; r < count; ++r) {
      values.bell((std::uint64_t{begin} + r) * cols, cols, 0.0F, kEmbeddingDeviation, x.data());
      kernels::quantize_dense_row(dense, x.data(), cols, packed.data() + r * row_bytes);
    }
    if (Result<void> done = sink(std::as_bytes(std::span(packed))); !done) {
      return done;
    }
  }
  return {};
}

GgufType type_of(const ModelTensor& tensor, const SynthOptions& options) {
  switch (tensor.role) {
    case TensorRole::kTernary:
      return options.weights;
    case TensorRole::kDense:
      return options.head;
    case TensorRole::kNorm:
      break;
  }
  return GgufType::kF32;
}

void add_tensor(GgufWriter& writer, const ModelTensor& tensor, const SynthOptions& options) {
  const GgufType type = type_of(tensor, options);
  const RandomValues values(options.seed, tensor.name);
  const auto cols = static_cast<std::uint32_t>(tensor.dims[0]);
  const auto rows = tensor.dims.size() < 2 ? 1U : static_cast<std::uint32_t>(tensor.dims[1]);
  const TensorRole role = tensor.role;
  writer.add_tensor(tensor.name, type, tensor.dims, [=](const GgufSink& sink) -> Result<void> {
    switch (role) {
      case TensorRole::kTernary:
        return produce_ternary(sink, type, values, rows, cols);
      case TensorRole::kDense:
        return produce_dense(sink, type, values, rows, cols);
      case TensorRole::kNorm:
        break;
    }
    return produce_norm(sink, values, cols);
  });
}

/// The shape with everything derived from other fields filled in.
Result<ModelConfig> completed(const SynthOptions& options, const TokenizerData& tokenizer) {
  ModelConfig config = options.config;
  const auto tokens = static_cast<std::uint32_t>(tokenizer.tokens.size());
  if (config.vocab == 0) {
    config.vocab = tokens;
  }
  if (config.vocab != tokens) {
    return usage_error(fmt::format("the tokenizer has {} tokens, but the model is to have {}",
                                   tokens, config.vocab));
  }
  if (config.heads == 0 || config.embd == 0 || config.embd % config.heads != 0) {
    return usage_error(
        fmt::format("{} heads do not divide an embedding of {}", config.heads, config.embd));
  }
  if (config.kv_heads == 0 || config.heads % config.kv_heads != 0) {
    return usage_error(
        fmt::format("{} key-value heads do not divide {} heads", config.kv_heads, config.heads));
  }
  config.head_dim = config.embd / config.heads;
  config.rope_dim = config.head_dim;
  if (config.head_dim % 2 != 0) {
    return usage_error(fmt::format("heads are {} wide, wanted an even number", config.head_dim));
  }
  const bool silu = config.arch == Architecture::kBitnet;
  if (!silu && !config.sub_norms) {
    return usage_error(fmt::format("architecture '{}' has sub-norms, only 'bitnet' may go without",
                                   architecture_name(config.arch)));
  }
  config.act = silu ? Activation::kSilu : Activation::kRelu2;
  return config;
}

Result<TokenizerData> tokenizer_for(const SynthOptions& options) {
  if (!options.tokenizer.empty()) {
    return tiktoken_tokenizer(options.tokenizer);
  }
  const std::uint32_t vocab = options.config.vocab;
  if (vocab < kMinSyntheticVocab) {
    return usage_error(
        fmt::format("{} tokens are too few for a byte-level vocabulary, wanted at "
                    "least {}",
                    vocab, kMinSyntheticVocab));
  }
  return synthetic_tokenizer(vocab);
}

}  // namespace

std::optional<ModelConfig> synth_preset(std::string_view name) {
  ModelConfig config;
  config.name = "synthetic " + std::string(name);
  config.rms_eps = 1e-5F;
  config.rope_base = 500000.0;
  if (name == "2b-4t") {
    config.vocab = 128256;
    config.context = 4096;
    config.embd = 2560;
    config.layers = 30;
    config.ff = 6912;
    config.heads = 20;
    config.kv_heads = 5;
    return config;
  }
  if (name == "tiny") {
    config.vocab = 512;
    config.context = 1024;
    config.embd = 256;
    config.layers = 4;
    config.ff = 512;
    config.heads = 4;
    config.kv_heads = 2;
    return config;
  }
  return std::nullopt;
}

Result<SynthSummary> synthesize(const SynthOptions& options, const std::filesystem::path& path) {
  if (!is_ternary(options.weights) || is_ternary(options.head)) {
    return usage_error(fmt::format("{} weights with a {} head cannot be written",
                                   gguf_type_name(options.weights), gguf_type_name(options.head)));
  }
  const Result<TokenizerData> tokenizer = tokenizer_for(options);
  if (!tokenizer) {
    return tl::unexpected(tokenizer.error());
  }
  const Result<ModelConfig> config = completed(options, *tokenizer);
  if (!config) {
    return tl::unexpected(config.error());
  }
  GgufWriter writer;
  put_metadata(writer, *config, *tokenizer, file_type_of(options.weights));
  SynthSummary summary;
  for (const ModelTensor& tensor : model_tensors(*config)) {
    add_tensor(writer, tensor, options);
    ++summary.tensors;
    if (tensor.role == TensorRole::kTernary) {
      summary.ternary_weights += tensor.dims[0] * tensor.dims[1];
    }
  }
  summary.file_bytes = writer.file_bytes();
  const Result<void> written = writer.write(path);
  if (!written) {
    return tl::unexpected(written.error());
  }
  return summary;
}

}  // namespace bitnet::runtime
