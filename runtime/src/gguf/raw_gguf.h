// SPDX-License-Identifier: Apache-2.0
// Builds GGUF bytes field by field, right or wrong as asked, without the writer under test. Only
// for tests and fuzz seeds.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bitnet::runtime::testing {

/// The little-endian bytes of a number.
template <typename T>
std::string raw(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

/// u64 length and text.
inline std::string raw_text(const std::string& text) {
  return raw(std::uint64_t{text.size()}) + text;
}

/// Element type, count, elements.
inline std::string raw_array(std::uint32_t element, std::uint64_t count, const std::string& data) {
  return raw(element) + raw(count) + data;
}

struct RawEntry {
  std::string key;
  std::uint32_t type = 0;
  std::string value;
};

struct RawTensor {
  std::string name;
  std::vector<std::uint64_t> dims;
  std::uint32_t type = 0;
  std::string data;
  std::optional<std::uint64_t> offset;  // otherwise the right one
  std::optional<std::uint32_t> dim_count;
};

struct RawFile {
  std::string magic = "GGUF";
  std::uint32_t version = 3;
  std::optional<std::uint64_t> tensor_count;
  std::optional<std::uint64_t> entry_count;
  std::vector<RawEntry> entries;
  std::vector<RawTensor> tensors;
  std::uint64_t alignment = 32;
  std::string trailing;

  [[nodiscard]] std::string bytes() const;

  /// Adds the key or replaces its value.
  RawFile& set(const std::string& key, std::uint32_t type, const std::string& value);

  RawFile& set_u32(const std::string& key, std::uint32_t value) { return set(key, 4, raw(value)); }

  RawFile& set_f32(const std::string& key, float value) { return set(key, 6, raw(value)); }

  RawFile& set_text(const std::string& key, const std::string& value) {
    return set(key, 8, raw_text(value));
  }

  RawFile& erase(const std::string& key);
  RawFile& erase_tensor(const std::string& name);

  /// Requires a tensor of that name.
  RawTensor& tensor(const std::string& name);
};

/// I2_S bytes of n weights, all zero but the first, with that scale.
[[nodiscard]] std::string i2s_data(std::uint64_t n, float scale);

/// A complete model that every check accepts: one layer, 16 wide, 4 tokens, 2 query heads, one KV
/// head. About 3 KB.
[[nodiscard]] RawFile valid_model(const std::string& architecture = "bitnet-b1.58");

}  // namespace bitnet::runtime::testing
