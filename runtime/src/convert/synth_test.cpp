// SPDX-License-Identifier: Apache-2.0
// Synthetic models: the official structure key by key, the same weights in every type, usable by
// the loader, and refusals.
#include "base/test_folder.h"
#include "convert/random_values.h"

#include <bitnet/kernels/formats.h>
#include <bitnet/runtime/synth.h>
#include <bitnet/runtime/ternary_tensor.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace bitnet::runtime;
using bitnet::runtime::testing::TestFolder;

namespace {

SynthOptions tiny() {
  SynthOptions options;
  options.config = *synth_preset("tiny");
  return options;
}

std::vector<std::int8_t> trits_of(const GgufFile& file, const char* name) {
  const GgufTensor* tensor = file.tensor(name);
  REQUIRE(tensor != nullptr);
  const Result<TernaryTensor> ternary = TernaryTensor::open(file, *tensor);
  REQUIRE(ternary.has_value());
  std::vector<std::int8_t> trits(std::size_t{ternary->rows()} * ternary->cols());
  REQUIRE(ternary->unpack(0, ternary->rows(), trits.data()).has_value());
  return trits;
}

std::string synth_fault(const SynthOptions& options) {
  const TestFolder folder;
  const Result<SynthSummary> made = synthesize(options, folder.path("m.gguf"));
  CHECK(folder.entries() == (made ? 1U : 0U));
  return made ? std::string() : made.error().message;
}

}  // namespace

TEST_CASE("synth: tiny is a model that the loader accepts") {
  const TestFolder folder;
  const Result<SynthSummary> made = synthesize(tiny(), folder.path("m.gguf"));
  REQUIRE(made.has_value());
  CHECK(made->file_bytes == std::filesystem::file_size(folder.path("m.gguf")));
  CHECK(made->tensors == 46);
  const Result<GgufFile> file = GgufFile::open(folder.path("m.gguf"));
  REQUIRE(file.has_value());
  CHECK(file->warnings().empty());
  const Result<ModelConfig> config = model_config_from(*file);
  REQUIRE(config.has_value());
  CHECK(config->layers == 4);
  CHECK(config->vocab == 512);
  CHECK(config->head_dim == 64);
  CHECK(config->bos.has_value());
  CHECK(config->name == "synthetic tiny");
  CHECK(file->get_string("tokenizer.ggml.pre").value() == "llama-bpe");
  CHECK(file->get_u32("general.file_type").value() == 40);
}

TEST_CASE("synth: the structure of the official file") {
  SynthOptions options = tiny();
  options.config.vocab = 128256;
  options.config.layers = 1;
  options.config.embd = 32;
  options.config.ff = 32;
  options.config.heads = 2;
  options.config.kv_heads = 1;
  const TestFolder folder;
  REQUIRE(synthesize(options, folder.path("m.gguf")).has_value());
  const Result<GgufFile> file = GgufFile::open(folder.path("m.gguf"));
  REQUIRE(file.has_value());
  const char* keys[] = {"general.architecture",
                        "general.name",
                        "bitnet-b1.58.vocab_size",
                        "bitnet-b1.58.context_length",
                        "bitnet-b1.58.embedding_length",
                        "bitnet-b1.58.block_count",
                        "bitnet-b1.58.feed_forward_length",
                        "bitnet-b1.58.rope.dimension_count",
                        "bitnet-b1.58.attention.head_count",
                        "bitnet-b1.58.attention.head_count_kv",
                        "tokenizer.ggml.add_bos_token",
                        "bitnet-b1.58.attention.layer_norm_rms_epsilon",
                        "bitnet-b1.58.rope.freq_base",
                        "general.file_type",
                        "tokenizer.ggml.model",
                        "tokenizer.ggml.tokens",
                        "tokenizer.ggml.scores",
                        "tokenizer.ggml.token_type",
                        "tokenizer.ggml.merges",
                        "tokenizer.ggml.bos_token_id",
                        "tokenizer.ggml.eos_token_id",
                        "tokenizer.ggml.padding_token_id",
                        "tokenizer.chat_template",
                        "general.quantization_version"};
  REQUIRE(file->metadata().size() == 24);
  for (std::size_t i = 0; i < 24; ++i) {
    CHECK(file->metadata()[i].key == keys[i]);
  }
  CHECK(file->tensors().size() == 13);
  CHECK(file->tensors()[0].name == "token_embd.weight");
  CHECK(file->tensors()[0].type == GgufType::kF16);
}

TEST_CASE("synth: every type holds the same weights, every head the same embedding") {
  const TestFolder folder;
  std::vector<std::int8_t> expected;
  for (const GgufType type :
       {GgufType::kI2_S, GgufType::kTL1, GgufType::kTL2, GgufType::kTQ1_0, GgufType::kTQ2_0}) {
    CAPTURE(gguf_type_name(type));
    SynthOptions options = tiny();
    options.weights = type;
    options.config.layers = 1;
    REQUIRE(synthesize(options, folder.path("m.gguf")).has_value());
    const Result<GgufFile> file = GgufFile::open(folder.path("m.gguf"));
    REQUIRE(file.has_value());
    REQUIRE(model_config_from(*file).has_value());
    const std::vector<std::int8_t> trits = trits_of(*file, "blk.0.ffn_down.weight");
    expected = expected.empty() ? trits : expected;
    CHECK(trits == expected);
    const auto ternary = TernaryTensor::open(*file, *file->tensor("blk.0.ffn_down.weight"));
    CHECK(ternary->scale() ==
          bitnet::kernels::f32_from_f16(bitnet::kernels::f16_from_f32(std::sqrt(1.5F / 512.0F))));
  }
  for (const GgufType head :
       {GgufType::kF32, GgufType::kBF16, GgufType::kQ8_0, GgufType::kQ6_K, GgufType::kQ4_0}) {
    SynthOptions options = tiny();
    options.head = head;
    REQUIRE(synthesize(options, folder.path("m.gguf")).has_value());
    const Result<GgufFile> file = GgufFile::open(folder.path("m.gguf"));
    REQUIRE(file.has_value());
    CHECK(model_config_from(*file).has_value());
    CHECK(file->tensor("token_embd.weight")->type == head);
  }
}

TEST_CASE("synth: seed and name decide, nothing else") {
  const TestFolder folder;
  SynthOptions options = tiny();
  options.config.layers = 1;
  REQUIRE(synthesize(options, folder.path("a")).has_value());
  REQUIRE(synthesize(options, folder.path("b")).has_value());
  options.seed = 2;
  REQUIRE(synthesize(options, folder.path("c")).has_value());
  CHECK(folder.get("a") == folder.get("b"));
  CHECK(folder.get("a") != folder.get("c"));
}

TEST_CASE("synth: distribution of the values") {
  const RandomValues values(1, "w");
  std::vector<std::int8_t> trits(90000);
  values.trits(0, trits.size(), trits.data());
  double count[3] = {};
  for (const std::int8_t trit : trits) {
    count[trit + 1] += 1;
  }
  for (const double n : count) {
    CHECK(std::abs(n / 30000 - 1) <= 0.02);  // 3.5 standard deviations
  }
  std::vector<std::int8_t> part(7);
  values.trits(4, part.size(), part.data());
  CHECK(std::equal(part.begin(), part.end(), trits.begin() + 4));
  std::vector<float> x(90000);
  values.bell(0, x.size(), 1.0F, 0.5F, x.data());
  double sum = 0;
  double squares = 0;
  for (const float value : x) {
    sum += static_cast<double>(value) - 1;
    squares += (static_cast<double>(value) - 1) * (static_cast<double>(value) - 1);
  }
  CHECK(std::abs(sum / 90000) <= 0.005);
  CHECK(std::abs(squares / 90000 / 0.25 - 1) <= 0.02);
  float one = 0;
  values.bell(77, 1, 1.0F, 0.5F, &one);
  CHECK(one == x[77]);
}

TEST_CASE("synth: refusals") {
  SynthOptions options = tiny();
  options.config.heads = 3;
  CHECK(synth_fault(options) == "3 heads do not divide an embedding of 256");
  options = tiny();
  options.config.kv_heads = 3;
  CHECK(synth_fault(options) == "3 key-value heads do not divide 4 heads");
  options = tiny();
  options.config.heads = 256;
  options.config.kv_heads = 1;
  CHECK(synth_fault(options) == "heads are 1 wide, wanted an even number");
  options = tiny();
  options.config.vocab = 100;
  CHECK(synth_fault(options).find("100 tokens are too few") == 0);
  options = tiny();
  options.config.sub_norms = false;
  CHECK(synth_fault(options).find("has sub-norms") != std::string::npos);
  options.config.arch = Architecture::kBitnet;
  CHECK(synth_fault(options).empty());
  options = tiny();
  options.config.ff = 384;
  options.weights = GgufType::kTQ2_0;
  CHECK(synth_fault(options).find("wanted a multiple of 256 for TQ2_0") != std::string::npos);
  options = tiny();
  options.tokenizer = "/no/such/file";
  CHECK(synth_fault(options).find("/no/such/file") != std::string::npos);
  options = tiny();
  options.weights = GgufType::kF16;
  CHECK(synth_fault(options) == "F16 weights with a F16 head cannot be written");
  CHECK_FALSE(synth_preset("3b").has_value());
}
