// SPDX-License-Identifier: Apache-2.0
// GgufFile: opening, and typed access to what the parser found.
#include "base/text.h"
#include "gguf/gguf_cursor.h"
#include "gguf/gguf_parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

namespace bitnet::runtime {
namespace {

template <typename T>
T value_from(std::span<const std::byte> bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

template <typename T>
std::vector<T> values_from(std::span<const std::byte> bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) {
    std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  return values;
}

std::string type_text(const GgufValue& value) {
  const std::string name(gguf_value_type_name(value.type));
  return value.type == GgufValueType::kArray
             ? "array of " + std::string(gguf_value_type_name(value.element))
             : name;
}

Result<const GgufValue*> typed(const GgufFile& file, std::string_view key, GgufValueType type,
                               GgufValueType element) {
  const GgufValue* value = file.find(key);
  if (value == nullptr) {
    return input_error(fmt::format("{}: key {} is missing", file.path().native(), in_quotes(key)));
  }
  if (value->type != type || value->element != element) {
    return input_error(fmt::format("{}: key {} has type {}, wanted {}", file.path().native(),
                                   in_quotes(key), type_text(*value),
                                   type_text(GgufValue{type, element, 1, {}})));
  }
  return value;
}

/// `convert` applied to the bytes of the value, if it is there and of that type.
template <typename Convert>
auto read(const GgufFile& file, std::string_view key, GgufValueType type, GgufValueType element,
          const Convert& convert) -> Result<decltype(convert(std::span<const std::byte>()))> {
  const auto value = typed(file, key, type, element);
  if (!value) {
    return tl::unexpected(value.error());
  }
  return convert((*value)->bytes);
}

}  // namespace

Result<GgufFile> GgufFile::open(const std::filesystem::path& path, GgufOpenOptions options) {
  Result<MappedFile> map = MappedFile::open(path, options.use_mmap);
  if (!map) {
    return tl::unexpected(map.error());
  }
  GgufFile file;
  file.path_ = path;
  file.map_ = std::move(*map);
  file.bytes_ = file.map_.bytes();
  if (const Result<void> parsed = GgufParser(file).parse(); !parsed) {
    return tl::unexpected(parsed.error());
  }
  return file;
}

Result<GgufFile> GgufFile::from_bytes(std::vector<std::byte> bytes, std::filesystem::path name) {
  GgufFile file;
  file.path_ = std::move(name);
  file.owned_ = std::move(bytes);
  file.bytes_ = file.owned_;
  if (const Result<void> parsed = GgufParser(file).parse(); !parsed) {
    return tl::unexpected(parsed.error());
  }
  return file;
}

const GgufValue* GgufFile::find(std::string_view key) const noexcept {
  const auto at = std::lower_bound(
      entry_order_.begin(), entry_order_.end(), key,
      [this](std::uint32_t i, std::string_view wanted) { return entries_[i].key < wanted; });
  const bool found = at != entry_order_.end() && entries_[*at].key == key;
  return found ? &entries_[*at].value : nullptr;
}

const GgufTensor* GgufFile::tensor(std::string_view name) const noexcept {
  const auto at = std::lower_bound(
      tensor_order_.begin(), tensor_order_.end(), name,
      [this](std::uint32_t i, std::string_view wanted) { return tensors_[i].name < wanted; });
  const bool found = at != tensor_order_.end() && tensors_[*at].name == name;
  return found ? &tensors_[*at] : nullptr;
}

std::span<const std::byte> GgufFile::data(const GgufTensor& tensor) const noexcept {
  return bytes_.subspan(tensor.offset, tensor.bytes);
}

void GgufFile::drop_pages(const GgufTensor& tensor) const noexcept {
  if (!map_.bytes().empty()) {
    map_.drop(data(tensor));
  }
}

Result<std::uint32_t> GgufFile::get_u32(std::string_view key) const {
  return read(*this, key, GgufValueType::kUint32, GgufValueType::kUint32,
              value_from<std::uint32_t>);
}

Result<float> GgufFile::get_f32(std::string_view key) const {
  return read(*this, key, GgufValueType::kFloat32, GgufValueType::kFloat32, value_from<float>);
}

Result<bool> GgufFile::get_bool(std::string_view key) const {
  return read(*this, key, GgufValueType::kBool, GgufValueType::kBool,
              [](std::span<const std::byte> bytes) { return bytes[0] == std::byte{1}; });
}

Result<std::string_view> GgufFile::get_string(std::string_view key) const {
  return read(*this, key, GgufValueType::kString, GgufValueType::kString, as_text);
}

Result<std::vector<std::string_view>> GgufFile::get_string_array(std::string_view key) const {
  const auto value = typed(*this, key, GgufValueType::kArray, GgufValueType::kString);
  if (!value) {
    return tl::unexpected(value.error());
  }
  std::vector<std::string_view> texts;
  texts.reserve((*value)->count);
  GgufCursor cursor((*value)->bytes);
  std::uint64_t length = 0;
  std::span<const std::byte> bytes;
  while (cursor.read(length) && cursor.take(length, bytes)) {
    texts.push_back(as_text(bytes));
  }
  return texts;
}

Result<std::vector<float>> GgufFile::get_f32_array(std::string_view key) const {
  return read(*this, key, GgufValueType::kArray, GgufValueType::kFloat32, values_from<float>);
}

Result<std::vector<std::int32_t>> GgufFile::get_i32_array(std::string_view key) const {
  return read(*this, key, GgufValueType::kArray, GgufValueType::kInt32, values_from<std::int32_t>);
}

}  // namespace bitnet::runtime
