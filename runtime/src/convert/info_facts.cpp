// SPDX-License-Identifier: Apache-2.0
// See info_facts.h.
#include "convert/info_facts.h"

#include <fmt/core.h>

#include <cstring>

namespace bitnet::runtime {
namespace {

template <typename T>
std::string number_text(const GgufValue& value) {
  T number{};
  std::memcpy(&number, value.bytes.data(), sizeof number);
  return fmt::format("{}", number);
}

}  // namespace

std::map<std::string, TypeTotals> totals_by_type(const GgufFile& file) {
  std::map<std::string, TypeTotals> totals;
  for (const GgufTensor& tensor : file.tensors()) {
    TypeTotals& row = totals[std::string(gguf_type_name(tensor.type))];
    ++row.tensors;
    row.elements += tensor.rows() * tensor.cols();
    row.bytes += tensor.bytes;
  }
  return totals;
}

std::string value_text(const GgufValue& value) {
  switch (value.type) {
    case GgufValueType::kUint8:
      return number_text<std::uint8_t>(value);
    case GgufValueType::kInt8:
      return fmt::format("{}", static_cast<int>(std::to_integer<std::int8_t>(value.bytes[0])));
    case GgufValueType::kUint16:
      return number_text<std::uint16_t>(value);
    case GgufValueType::kInt16:
      return number_text<std::int16_t>(value);
    case GgufValueType::kUint32:
      return number_text<std::uint32_t>(value);
    case GgufValueType::kInt32:
      return number_text<std::int32_t>(value);
    case GgufValueType::kUint64:
      return number_text<std::uint64_t>(value);
    case GgufValueType::kInt64:
      return number_text<std::int64_t>(value);
    case GgufValueType::kFloat32:
      return number_text<float>(value);
    case GgufValueType::kFloat64:
      return number_text<double>(value);
    case GgufValueType::kBool:
      return value.bytes[0] == std::byte{1} ? "true" : "false";
    case GgufValueType::kArray:
      return fmt::format("{}[{}]", gguf_value_type_name(value.element), value.count);
    case GgufValueType::kString:
      break;
  }
  return {reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()};
}

std::string dims_text(const std::vector<std::uint64_t>& dims) {
  std::string text;
  for (const std::uint64_t dim : dims) {
    text += (text.empty() ? "" : " x ") + std::to_string(dim);
  }
  return text;
}

}  // namespace bitnet::runtime
