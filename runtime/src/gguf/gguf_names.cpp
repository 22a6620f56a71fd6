// SPDX-License-Identifier: Apache-2.0
// Which names keys and tensors may have. The rules are stricter than the format's: names end up in
// messages, file names and JSON.
#include "gguf/gguf_types.h"

#include <fmt/core.h>

#include <algorithm>

namespace bitnet::runtime {
namespace {

std::string character_fault(std::string_view name) {
  const auto* const bad =
      std::find_if(name.begin(), name.end(), [](char c) { return c < 0x20 || c > 0x7e; });
  if (bad == name.end()) {
    return {};
  }
  return fmt::format("has byte 0x{:02x} at position {}, wanted printable ASCII",
                     static_cast<unsigned>(static_cast<unsigned char>(*bad)), bad - name.begin());
}

}  // namespace

std::string key_fault(std::string_view key) {
  if (key.empty()) {
    return "is empty";
  }
  if (key.size() > kMaxKeyBytes) {
    return fmt::format("has {} bytes, wanted at most {}", key.size(), kMaxKeyBytes);
  }
  if (std::string fault = character_fault(key); !fault.empty()) {
    return fault;
  }
  return key.find("..") == std::string_view::npos ? std::string() : "has '..' in it";
}

std::string tensor_name_fault(std::string_view name) {
  if (name.empty()) {
    return "is empty";
  }
  if (name.size() > kMaxTensorNameBytes) {
    return fmt::format("has {} bytes, wanted at most {}", name.size(), kMaxTensorNameBytes);
  }
  if (std::string fault = character_fault(name); !fault.empty()) {
    return fault;
  }
  return name.find('/') == std::string_view::npos ? std::string() : "has '/' in it";
}

}  // namespace bitnet::runtime
