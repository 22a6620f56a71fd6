// SPDX-License-Identifier: Apache-2.0
// What is read from a valid file, defaults, and the list of tensors of the official model.
#include "gguf/raw_gguf.h"

#include <bitnet/runtime/model_config.h>

#include <doctest/doctest.h>

#include <string>

using namespace bitnet::runtime;
using namespace bitnet::runtime::testing;

namespace {

Result<ModelConfig> config_of(const RawFile& file) {
  const std::string bytes = file.bytes();
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
  const Result<GgufFile> parsed =
      GgufFile::from_bytes(std::vector<std::byte>(begin, begin + bytes.size()), "x.gguf");
  REQUIRE(parsed.has_value());
  return model_config_from(*parsed);
}

}  // namespace

TEST_CASE("model config: every field") {
  const Result<ModelConfig> config = config_of(valid_model());
  REQUIRE(config.has_value());
  CHECK(config->arch == Architecture::kBitnetB158);
  CHECK(config->vocab == 4);
  CHECK(config->context == 64);
  CHECK(config->embd == 16);
  CHECK(config->layers == 1);
  CHECK(config->ff == 16);
  CHECK(config->heads == 2);
  CHECK(config->kv_heads == 1);
  CHECK(config->head_dim == 8);
  CHECK(config->kv_dim() == 8);
  CHECK(config->rope_dim == 8);
  CHECK(config->rms_eps == 1e-5F);
  CHECK(config->rope_base == 500000.0);
  CHECK(config->act == Activation::kRelu2);
  CHECK(config->sub_norms);
  CHECK(config->tied_head);
  CHECK(config->bos == 2U);
  CHECK(config->eos == 3U);
  CHECK_FALSE(config->padding.has_value());
  CHECK(config->name.empty());
  CHECK(head_tensor_name(*config) == "token_embd.weight");
}

TEST_CASE("model config: the architecture key decides activation and sub-norms") {
  const Result<ModelConfig> older = config_of(valid_model("bitnet-25"));
  REQUIRE(older.has_value());
  CHECK(older->arch == Architecture::kBitnet25);
  CHECK(older->act == Activation::kRelu2);
  const Result<ModelConfig> plain = config_of(valid_model("bitnet"));
  REQUIRE(plain.has_value());
  CHECK(plain->act == Activation::kSilu);
  CHECK(plain->sub_norms);
  RawFile bare = valid_model("bitnet");
  bare.erase_tensor("blk.0.attn_sub_norm.weight").erase_tensor("blk.0.ffn_sub_norm.weight");
  bare.erase("bitnet.attention.head_count_kv").erase("bitnet.rope.freq_base");
  bare.tensor("blk.0.attn_k.weight") = bare.tensor("blk.0.attn_q.weight");
  bare.tensors[6].name = "blk.0.attn_k.weight";
  bare.tensor("blk.0.attn_v.weight").dims = {16, 16};
  bare.tensor("blk.0.attn_v.weight").data = i2s_data(256, 1.0F);
  const Result<ModelConfig> config = config_of(bare);
  REQUIRE(config.has_value());
  CHECK_FALSE(config->sub_norms);
  CHECK(config->kv_heads == 2);
  CHECK(config->rope_base == 10000.0);
}

TEST_CASE("model config: a head of its own") {
  RawFile file = valid_model();
  RawTensor head = file.tensor("token_embd.weight");
  head.name = "output.weight";
  file.tensors.push_back(head);
  const Result<ModelConfig> config = config_of(file);
  REQUIRE(config.has_value());
  CHECK_FALSE(config->tied_head);
  CHECK(head_tensor_name(*config) == "output.weight");
}

TEST_CASE("model config: the tensors of the official 2B model, in its order") {
  ModelConfig config;
  config.vocab = 128256;
  config.embd = 2560;
  config.layers = 30;
  config.ff = 6912;
  config.heads = 20;
  config.kv_heads = 5;
  config.head_dim = 128;
  const std::vector<ModelTensor> tensors = model_tensors(config);
  REQUIRE(tensors.size() == 332);
  CHECK(tensors[0].name == "token_embd.weight");
  CHECK(tensors[1].name == "blk.0.attn_norm.weight");
  CHECK(tensors[12].name == "blk.1.attn_norm.weight");
  CHECK(tensors[23].name == "blk.10.attn_norm.weight");
  CHECK(tensors[138].name == "blk.2.ffn_norm.weight");
  CHECK(tensors[144].name == "blk.20.attn_norm.weight");
  CHECK(tensors[331].name == "output_norm.weight");
  std::uint64_t weights = 0;
  int ternary = 0;
  for (const ModelTensor& tensor : tensors) {
    if (tensor.role == TensorRole::kTernary) {
      ++ternary;
      weights += tensor.dims[0] * tensor.dims[1];
    }
  }
  CHECK(ternary == 210);
  CHECK(weights == 2084044800);
}
