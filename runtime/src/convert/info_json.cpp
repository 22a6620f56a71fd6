// SPDX-License-Identifier: Apache-2.0
// file_info_json.
#include "convert/info_facts.h"

#include <bitnet/runtime/file_info.h>
#include <bitnet/runtime/model_config.h>

#include <nlohmann/json.hpp>

#include <cstring>

namespace bitnet::runtime {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json number(const GgufValue& value) {
  T result{};
  std::memcpy(&result, value.bytes.data(), sizeof result);
  return result;
}

Json value_json(const GgufValue& value) {
  switch (value.type) {
    case GgufValueType::kBool:
      return value.bytes[0] == std::byte{1};
    case GgufValueType::kString:
      return value_text(value);
    case GgufValueType::kArray:
      return {{"type", gguf_value_type_name(value.element)}, {"count", value.count}};
    case GgufValueType::kFloat32:
      return number<float>(value);
    case GgufValueType::kFloat64:
      return number<double>(value);
    default:
      break;
  }
  return Json::parse(value_text(value));  // whole numbers of any size
}

Json config_json(const ModelConfig& c) {
  return {{"architecture", architecture_name(c.arch)},
          {"vocab", c.vocab},
          {"context", c.context},
          {"embd", c.embd},
          {"layers", c.layers},
          {"ff", c.ff},
          {"heads", c.heads},
          {"kv_heads", c.kv_heads},
          {"head_dim", c.head_dim},
          {"rope_dim", c.rope_dim},
          {"rope_base", c.rope_base},
          {"rms_eps", c.rms_eps},
          {"activation", c.act == Activation::kRelu2 ? "relu2" : "silu"},
          {"sub_norms", c.sub_norms},
          {"tied_head", c.tied_head}};
}

Json tensor_json(const GgufTensor& tensor) {
  return {{"name", tensor.name},
          {"type", gguf_type_name(tensor.type)},
          {"dims", tensor.dims},
          {"offset", tensor.offset},
          {"bytes", tensor.bytes}};
}

}  // namespace

std::string file_info_json(const GgufFile& file) {
  Json json = {{"path", file.path().native()},
               {"file_size", file.file_size()},
               {"version", file.version()},
               {"alignment", file.alignment()}};
  Json& metadata = json["metadata"] = Json::object();
  for (const GgufEntry& entry : file.metadata()) {
    metadata[std::string(entry.key)] = value_json(entry.value);
  }
  const Result<ModelConfig> config = model_config_from(file);
  if (config) {
    json["config"] = config_json(*config);
  } else {
    json["config_error"] = config.error().message;
  }
  Json& types = json["types"] = Json::object();
  for (const auto& [type, row] : totals_by_type(file)) {
    types[type] = {{"tensors", row.tensors}, {"elements", row.elements}, {"bytes", row.bytes}};
  }
  Json& tensors = json["tensors"] = Json::array();
  for (const GgufTensor& tensor : file.tensors()) {
    tensors.push_back(tensor_json(tensor));
  }
  json["warnings"] = file.warnings();
  // Names and strings of a file need not be UTF-8; invalid bytes become U+FFFD.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bitnet::runtime
