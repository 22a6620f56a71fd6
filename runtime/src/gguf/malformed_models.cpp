// SPDX-License-Identifier: Apache-2.0
// Groups 27 to 34: files that are sound GGUF but no model that can be run.
#include "gguf/malformed.h"

#include <functional>
#include <limits>

namespace bitnet::runtime::testing {
namespace {

const std::string kArch = "bitnet-b1.58.";

using Change = std::function<void(RawFile&)>;

std::string changed(const Change& change, const std::string& architecture = "bitnet-b1.58") {
  RawFile file = valid_model(architecture);
  change(file);
  return file.bytes();
}

std::string u32(const std::string& key, std::uint32_t value) {
  return changed([&](RawFile& f) { f.set_u32(kArch + key, value); });
}

std::string f32(const std::string& key, float value) {
  return changed([&](RawFile& f) { f.set_f32(kArch + key, value); });
}

std::string tensor_type(const std::string& name, std::uint32_t type, const std::string& data) {
  return changed([&](RawFile& f) {
    f.tensor(name).type = type;
    f.tensor(name).data = data;
  });
}

std::string scale(float value) {
  return changed([&](RawFile& f) { f.tensor("blk.0.attn_q.weight").data = i2s_data(256, value); });
}

std::vector<MalformedCase> missing_and_types() {
  std::vector<MalformedCase> cases;
  for (const char* key :
       {"vocab_size", "context_length", "embedding_length", "block_count", "feed_forward_length",
        "attention.head_count", "attention.layer_norm_rms_epsilon"}) {
    const bool derived = std::string(key) == "vocab_size";  // from the embedding's rows
    cases.push_back({27, std::string("no_") + key,
                     changed([&](RawFile& f) { f.erase(kArch + key); }),
                     derived ? "" : "key '" + kArch + key + "' is missing"});
  }
  for (const RawTensor& tensor : valid_model().tensors) {
    cases.push_back({27, "no_" + tensor.name,
                     changed([&](RawFile& f) { f.erase_tensor(tensor.name); }),
                     "tensor '" + tensor.name + "' is missing"});
  }
  const std::string eps = kArch + "attention.layer_norm_rms_epsilon";
  const std::string context = kArch + "context_length";
  const std::string heads = kArch + "attention.head_count";
  cases.push_back({27, "i32_for_u32",
                   changed([&](RawFile& f) { f.set(context, 5, raw(std::int32_t{64})); }),
                   "key '" + context + "' has type i32, wanted u32"});
  cases.push_back({27, "f64_for_f32", changed([&](RawFile& f) { f.set(eps, 12, raw(1e-5)); }),
                   "key '" + eps + "' has type f64, wanted f32"});
  cases.push_back({27, "array_for_u32", changed([&](RawFile& f) {
                     f.set(heads, 9, raw_array(4, 1, raw(std::uint32_t{2})));
                   }),
                   "key '" + heads + "' has type array of u32, wanted u32"});
  cases.push_back({27, "no_architecture",
                   changed([](RawFile& f) { f.erase("general.architecture"); }),
                   "key 'general.architecture' is missing"});
  return cases;
}

std::vector<MalformedCase> architectures() {
  const auto arch = [](const std::string& name) {
    return changed([&](RawFile& f) { f.set_text("general.architecture", name); });
  };
  return {
      {28, "llama", arch("llama"), "architecture 'llama' is not supported, wanted 'bitnet-b1.58'"},
      {28, "empty", arch(""), "architecture '' is not supported"},
      {28, "prefix", arch("bitnet-b1.58x"), "architecture 'bitnet-b1.58x' is not supported"},
      {28, "control", arch("a\x1b[31m\n"), "architecture 'a\\x1b[31m\\x0a' is not supported"},
  };
}

std::vector<MalformedCase> hyper_parameters() {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  return {
      {29, "no_layers", u32("block_count", 0), "block_count' is 0, wanted 1 to 1024"},
      {29, "huge_layers", u32("block_count", 4000000000U), "block_count' is 4000000000, wanted"},
      {29, "no_heads", u32("attention.head_count", 0), "head_count' is 0, wanted 1 to"},
      {29, "heads_do_not_divide", u32("attention.head_count", 3),
       "head_count' is 3, wanted a divisor of the embedding length 16"},
      {29, "no_kv_heads", u32("attention.head_count_kv", 0), "head_count_kv' is 0, wanted 1 to"},
      {29, "kv_heads_do_not_divide", changed([](RawFile& f) {
         f.set_u32(kArch + "attention.head_count", 4);
         f.set_u32(kArch + "attention.head_count_kv", 3);
       }),
       "head_count_kv' is 3, wanted a divisor of the head count 4"},
      {29, "more_kv_heads", u32("attention.head_count_kv", 4),
       "head_count_kv' is 4, wanted a divisor of the head count 2"},
      {29, "odd_rope", u32("rope.dimension_count", 7),
       "rope.dimension_count' is 7, wanted an even number of at most 8"},
      {29, "wide_rope", u32("rope.dimension_count", 10), "is 10, wanted an even number of at most"},
      {29, "no_rope", u32("rope.dimension_count", 0), "rope.dimension_count' is 0, wanted 1 to"},
      {29, "head_dim_odd", changed([](RawFile& f) {
         f.set_u32(kArch + "attention.head_count", 16);
         f.erase(kArch + "rope.dimension_count");
       }),
       "rope.dimension_count' is 1, wanted an even number of at most 1"},
      {29, "no_context", u32("context_length", 0), "context_length' is 0, wanted 1 to 16777216"},
      {29, "huge_context", u32("context_length", 1U << 31U), "context_length' is 2147483648, want"},
      {29, "no_vocabulary", u32("vocab_size", 0), "vocab_size' is 0, wanted 1 to 16777216"},
      {29, "huge_vocabulary", u32("vocab_size", 0xffffffffU), "vocab_size' is 4294967295, wanted"},
      {29, "no_width", u32("embedding_length", 0), "embedding_length' is 0, wanted 1 to 1048576"},
      {29, "no_ff", u32("feed_forward_length", 0), "feed_forward_length' is 0, wanted 1 to"},
      {29, "eps_zero", f32("attention.layer_norm_rms_epsilon", 0), "epsilon' is 0, wanted a fini"},
      {29, "eps_negative", f32("attention.layer_norm_rms_epsilon", -1), "epsilon' is -1, wanted"},
      {29, "eps_nan", f32("attention.layer_norm_rms_epsilon", nan), "epsilon' is nan, wanted a"},
      {29, "eps_inf", f32("attention.layer_norm_rms_epsilon", inf), "epsilon' is inf, wanted a"},
      {29, "base_zero", f32("rope.freq_base", 0), "rope.freq_base' is 0, wanted a finite number"},
      {29, "base_negative", f32("rope.freq_base", -5), "rope.freq_base' is -5, wanted a finite"},
      {29, "base_nan", f32("rope.freq_base", nan), "rope.freq_base' is nan, wanted a finite"},
      {29, "base_inf", f32("rope.freq_base", inf), "rope.freq_base' is inf, wanted a finite"},
      {29, "scaling_zero", f32("rope.scaling.factor", 0), "rope.scaling.factor' is 0, wanted a"},
      {29, "scaling_two", f32("rope.scaling.factor", 2), "factor' is 2, wanted 1: scaled position"},
      {29, "scaling_type",
       changed([](RawFile& f) { f.set_text(kArch + "rope.scaling.type", "yarn"); }),
       "rope.scaling.type' is 'yarn', wanted 'none'"},
      {29, "key_length", u32("attention.key_length", 4), "key_length' is 4, wanted 8 (embedding"},
  };
}

std::vector<MalformedCase> tensor_shapes() {
  const std::string norm(64, '\0');
  return {
      {30, "rows_are_not_the_vocabulary", u32("vocab_size", 5),
       "key 'tokenizer.ggml.tokens' has 4 elements, wanted 5"},
      {30, "embedding_rows", changed([](RawFile& f) {
         f.set_u32(kArch + "vocab_size", 5);
         f.erase("tokenizer.ggml.tokens");
       }),
       "tensor 'token_embd.weight' has shape 16 x 4, wanted 16 x 5"},
      {30, "swapped", changed([](RawFile& f) {
         f.tensor("blk.0.attn_k.weight").dims = {8, 16};
       }),
       "tensor 'blk.0.attn_k.weight' has shape 8 x 16, wanted 16 x 8"},
      {30, "width", u32("feed_forward_length", 32),
       "tensor 'blk.0.ffn_down.weight' has shape 16 x 16, wanted 32 x 16"},
      {30, "layer_missing", u32("block_count", 2), "tensor 'blk.1.attn_norm.weight' is missing"},
      {30, "extra_layer", changed([](RawFile& f) {
         f.tensors.push_back(f.tensor("blk.0.attn_norm.weight"));
         f.tensors.back().name = "blk.1.attn_norm.weight";
       }),
       "tensor 'blk.1.attn_norm.weight' belongs to layer 1, but the model has 1 layers"},
      {30, "bias", changed([](RawFile& f) {
         f.tensors.push_back(f.tensor("blk.0.attn_norm.weight"));
         f.tensors.back().name = "blk.0.attn_q.bias";
       }),
       "tensor 'blk.0.attn_q.bias' is not part of architecture 'bitnet-b1.58'"},
      {30, "norm_type", tensor_type("output_norm.weight", 1, norm.substr(0, 32)),
       "tensor 'output_norm.weight' has type F16, wanted F32"},
      {30, "matrix_type", tensor_type("blk.0.attn_q.weight", 0, std::string(1024, '\0')),
       "tensor 'blk.0.attn_q.weight' has type F32, wanted I2_S, TL1, TL2, TQ1_0 or TQ2_0"},
      {30, "embedding_type", changed([](RawFile& f) {
         f.set_u32(kArch + "vocab_size", 8);
         f.erase("tokenizer.ggml.tokens");
         f.tensor("token_embd.weight").dims = {16, 8};
         f.tensor("token_embd.weight").type = 36;
         f.tensor("token_embd.weight").data = i2s_data(128, 1);
       }),
       "tensor 'token_embd.weight' has type I2_S, wanted F32, F16, BF16, Q8_0, Q6_K or Q4_0"},
      {30, "half_of_the_sub_norms",
       changed([](RawFile& f) { f.erase_tensor("blk.0.ffn_sub_norm.weight"); }, "bitnet"),
       "tensor 'blk.0.ffn_sub_norm.weight' is missing"},
  };
}

std::vector<MalformedCase> codes_and_scales() {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  return {
      {31, "code_3", changed([](RawFile& f) { f.tensor("blk.0.attn_q.weight").data[33] = '\x57'; }),
       "tensor 'blk.0.attn_q.weight' has the unused code 3 at row 14, column 1"},
      {31, "scale_zero", scale(0), "tensor 'blk.0.attn_q.weight' has scale 0 at byte"},
      {31, "scale_nan", scale(nan), "has scale nan at byte"},
      {31, "scale_inf", scale(inf), "has scale inf at byte"},
      {31, "scale_negative", scale(-0.5F), "has scale -0.5 at byte"},
  };
}

std::vector<MalformedCase> token_ids_and_the_rest() {
  const auto id = [](const char* key) {
    return changed([&](RawFile& f) { f.set_u32(std::string("tokenizer.ggml.") + key, 4); });
  };
  return {
      {32, "bos", id("bos_token_id"), "bos_token_id' is 4, wanted a token id below 4"},
      {32, "eos", id("eos_token_id"), "eos_token_id' is 4, wanted a token id below 4"},
      {32, "padding", id("padding_token_id"), "padding_token_id' is 4, wanted a token id below 4"},
      {33, "template_injection", changed([](RawFile& f) {
         f.set_text("tokenizer.chat_template",
                    "{{ cycler.__init__.__globals__.os.popen('touch /tmp/owned').read() }}");
       }),
       ""},
      {34, "split", changed([](RawFile& f) { f.set("split.count", 2, raw(std::uint16_t{3})); }),
       "it is one part of a split model (key 'split.count'), wanted a model in one file"},
  };
}

}  // namespace

std::vector<MalformedCase> malformed_models() {
  std::vector<MalformedCase> cases;
  for (const auto part : {missing_and_types, architectures, hyper_parameters, tensor_shapes,
                          codes_and_scales, token_ids_and_the_rest}) {
    for (MalformedCase& more : part()) {
      cases.push_back(std::move(more));
    }
  }
  return cases;
}

}  // namespace bitnet::runtime::testing
