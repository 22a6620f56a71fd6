// SPDX-License-Identifier: Apache-2.0
// See raw_gguf.h.
#include "gguf/raw_gguf.h"

#include <algorithm>
#include <stdexcept>

namespace bitnet::runtime::testing {
namespace {

constexpr std::uint32_t kF32 = 0;
constexpr std::uint32_t kI2s = 36;
constexpr std::uint64_t kWidth = 16;
constexpr std::uint64_t kVocab = 4;

std::uint64_t rounded_up(std::uint64_t value, std::uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

std::string floats(std::uint64_t n, float value) {
  std::string data;
  for (std::uint64_t i = 0; i < n; ++i) {
    data += raw(value);
  }
  return data;
}

void add_hyper_parameters(RawFile& file, const std::string& arch) {
  file.set_text("general.architecture", arch);
  file.set_u32(arch + ".vocab_size", kVocab);
  file.set_u32(arch + ".context_length", 64);
  file.set_u32(arch + ".embedding_length", kWidth);
  file.set_u32(arch + ".block_count", 1);
  file.set_u32(arch + ".feed_forward_length", kWidth);
  file.set_u32(arch + ".rope.dimension_count", 8);
  file.set_f32(arch + ".rope.freq_base", 500000.0F);
  file.set_u32(arch + ".attention.head_count", 2);
  file.set_u32(arch + ".attention.head_count_kv", 1);
  file.set_f32(arch + ".attention.layer_norm_rms_epsilon", 1e-5F);
}

void add_tokenizer(RawFile& file) {
  file.set_text("tokenizer.ggml.model", "gpt2");
  file.set("tokenizer.ggml.tokens", 9,
           raw_array(8, 4, raw_text("a") + raw_text("b") + raw_text("<s>") + raw_text("</s>")));
  file.set("tokenizer.ggml.token_type", 9,
           raw_array(5, 4,
                     raw(std::int32_t{1}) + raw(std::int32_t{1}) + raw(std::int32_t{3}) +
                         raw(std::int32_t{3})));
  file.set_u32("tokenizer.ggml.bos_token_id", 2);
  file.set_u32("tokenizer.ggml.eos_token_id", 3);
}

void add_layer(RawFile& file) {
  const auto norm = [&](const char* part) {
    file.tensors.push_back(
        {std::string("blk.0.") + part + ".weight", {kWidth}, kF32, floats(kWidth, 1.0F), {}, {}});
  };
  const auto matrix = [&](const char* part, std::uint64_t rows) {
    file.tensors.push_back({std::string("blk.0.") + part + ".weight",
                            {kWidth, rows},
                            kI2s,
                            i2s_data(kWidth * rows, 0.25F),
                            {},
                            {}});
  };
  norm("attn_norm");
  matrix("ffn_down", kWidth);
  norm("ffn_sub_norm");
  matrix("ffn_gate", kWidth);
  matrix("ffn_up", kWidth);
  norm("ffn_norm");
  norm("attn_sub_norm");
  matrix("attn_k", kWidth / 2);
  matrix("attn_output", kWidth);
  matrix("attn_q", kWidth);
  matrix("attn_v", kWidth / 2);
}

}  // namespace

std::string RawFile::bytes() const {
  std::string out = magic + raw(version) + raw(tensor_count.value_or(tensors.size())) +
                    raw(entry_count.value_or(entries.size()));
  for (const RawEntry& entry : entries) {
    out += raw_text(entry.key) + raw(entry.type) + entry.value;
  }
  std::uint64_t offset = 0;
  for (const RawTensor& tensor : tensors) {
    out += raw_text(tensor.name) +
           raw(tensor.dim_count.value_or(static_cast<std::uint32_t>(tensor.dims.size())));
    for (const std::uint64_t dim : tensor.dims) {
      out += raw(dim);
    }
    out += raw(tensor.type) + raw(tensor.offset.value_or(offset));
    offset = rounded_up(offset + tensor.data.size(), alignment);
  }
  for (const RawTensor& tensor : tensors) {
    out.resize(rounded_up(out.size(), alignment));
    out += tensor.data;
  }
  out.resize(rounded_up(out.size(), alignment));
  return out + trailing;
}

RawFile& RawFile::set(const std::string& key, std::uint32_t type, const std::string& value) {
  for (RawEntry& entry : entries) {
    if (entry.key == key) {
      entry.type = type;
      entry.value = value;
      return *this;
    }
  }
  entries.push_back({key, type, value});
  return *this;
}

RawFile& RawFile::erase(const std::string& key) {
  std::erase_if(entries, [&](const RawEntry& entry) { return entry.key == key; });
  return *this;
}

RawFile& RawFile::erase_tensor(const std::string& name) {
  std::erase_if(tensors, [&](const RawTensor& tensor) { return tensor.name == name; });
  return *this;
}

RawTensor& RawFile::tensor(const std::string& name) {
  for (RawTensor& tensor : tensors) {
    if (tensor.name == name) {
      return tensor;
    }
  }
  throw std::logic_error("no tensor " + name);
}

std::string i2s_data(std::uint64_t n, float scale) {
  std::string data(n / 4, '\x55');  // code 1 = weight 0, four times
  data[0] = '\x95';                 // the first weight is +1
  return data + raw(scale) + std::string(28, '\0');
}

RawFile valid_model(const std::string& architecture) {
  RawFile file;
  add_hyper_parameters(file, architecture);
  add_tokenizer(file);
  file.tensors.push_back(
      {"token_embd.weight", {kWidth, kVocab}, kF32, floats(kWidth * kVocab, 0.02F), {}, {}});
  add_layer(file);
  file.tensors.push_back({"output_norm.weight", {kWidth}, kF32, floats(kWidth, 1.0F), {}, {}});
  return file;
}

}  // namespace bitnet::runtime::testing
