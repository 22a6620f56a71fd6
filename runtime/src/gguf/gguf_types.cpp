// SPDX-License-Identifier: Apache-2.0
// The tensor and value types that are supported, and the size of a tensor. Reads no files.
#include "gguf/gguf_types.h"

#include <bitnet/kernels/formats.h>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace bitnet::runtime {
namespace {

constexpr std::uint64_t kLimit = (std::uint64_t{1} << 63) - 1;

struct TypeRow {
  GgufType type;
  std::string_view name;
  std::uint32_t block_elements;  // 0: sized by its own rule
  std::uint32_t block_bytes;
};

constexpr std::array kTypes = {
    TypeRow{GgufType::kF32, "F32", 1, 4},        TypeRow{GgufType::kF16, "F16", 1, 2},
    TypeRow{GgufType::kQ4_0, "Q4_0", 32, 18},    TypeRow{GgufType::kQ8_0, "Q8_0", 32, 34},
    TypeRow{GgufType::kQ6_K, "Q6_K", 256, 210},  TypeRow{GgufType::kBF16, "BF16", 1, 2},
    TypeRow{GgufType::kTQ1_0, "TQ1_0", 256, 54}, TypeRow{GgufType::kTQ2_0, "TQ2_0", 256, 66},
    TypeRow{GgufType::kI2_S, "I2_S", 0, 0},      TypeRow{GgufType::kTL1, "TL1", 0, 0},
    TypeRow{GgufType::kTL2, "TL2", 0, 0},
};

// Names of ggml's other types, so that a refusal can say what the file holds. "" = never used.
constexpr std::array<std::string_view, 43> kForeignNames = {
    "",        "",      "",       "Q4_1",  "removed", "removed", "Q5_0",    "Q5_1",    "",
    "Q8_1",    "Q2_K",  "Q3_K",   "Q4_K",  "Q5_K",    "",        "Q8_K",    "IQ2_XXS", "IQ2_XS",
    "IQ3_XXS", "IQ1_S", "IQ4_NL", "IQ3_S", "IQ2_S",   "IQ4_XS",  "I8",      "I16",     "I32",
    "I64",     "F64",   "IQ1_M",  "",      "removed", "removed", "removed", "",        "",
    "",        "I8_S",  "",       "",      "NVFP4",   "Q1_0",    "Q2_0"};

constexpr std::array<std::string_view, 13> kValueNames = {
    "u8", "i8", "u16", "i16", "u32", "i32", "f32", "bool", "string", "array", "u64", "i64", "f64"};

constexpr std::array<std::uint8_t, 13> kScalarBytes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

const TypeRow* row_of(GgufType type) noexcept {
  const auto* row = std::find_if(kTypes.begin(), kTypes.end(),
                                 [&](const TypeRow& candidate) { return candidate.type == type; });
  return row == kTypes.end() ? nullptr : row;
}

/// Product of dims; every dimension in [1, 2^63).
Result<std::uint64_t> element_count(std::span<const std::uint64_t> dims) {
  if (dims.empty() || dims.size() > 4) {
    return input_error(fmt::format("has {} dimensions, wanted 1 to 4", dims.size()));
  }
  std::uint64_t count = 1;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 0 || dims[i] > kLimit) {
      return input_error(fmt::format("has dimension {} = {}, wanted 1 to 2^63 - 1", i, dims[i]));
    }
    if (__builtin_mul_overflow(count, dims[i], &count) || count > kLimit) {
      return input_error(
          fmt::format("has shape {}, more than 2^63 - 1 elements", shape_text(dims)));
    }
  }
  return count;
}

Result<std::uint64_t> tile_bytes(GgufType type, std::span<const std::uint64_t> dims) {
  if (dims.size() > 2) {
    return input_error(fmt::format("has {} dimensions, wanted at most 2 for {}", dims.size(),
                                   gguf_type_name(type)));
  }
  const std::uint64_t rows = dims.size() == 2 ? dims[1] : 1;
  const kernels::LayoutResult made = kernels::make_layout(
      type == GgufType::kTL1 ? kernels::Format::kTl1 : kernels::Format::kTl2, rows, dims[0]);
  if (made.error != kernels::LayoutError::kNone) {
    return input_error(
        fmt::format("has shape {}, too large for {}", shape_text(dims), gguf_type_name(type)));
  }
  return made.layout.total_bytes;
}

Result<std::uint64_t> i2s_bytes(std::uint64_t count) {
  if (count % kI2sBlockElements != 0) {
    return input_error(
        fmt::format("has {} elements, wanted a multiple of {} for I2_S", count, kI2sBlockElements));
  }
  return count / 4 + kernels::kTensorTailBytes;
}

}  // namespace

std::string shape_text(std::span<const std::uint64_t> dims) {
  std::string text;
  for (const std::uint64_t dim : dims) {
    text += (text.empty() ? "" : " x ") + std::to_string(dim);
  }
  return text;
}

std::string_view gguf_type_name(GgufType type) noexcept {
  const TypeRow* row = row_of(type);
  return row == nullptr ? "?" : row->name;
}

std::optional<GgufType> gguf_type_from_name(std::string_view name) noexcept {
  const auto same = [](char a, char b) {
    return std::toupper(static_cast<unsigned char>(a)) ==
           std::toupper(static_cast<unsigned char>(b));
  };
  for (const TypeRow& row : kTypes) {
    if (std::equal(row.name.begin(), row.name.end(), name.begin(), name.end(), same)) {
      return row.type;
    }
  }
  return std::nullopt;
}

std::optional<GgufType> gguf_type_from_id(std::uint32_t id) noexcept {
  const auto type = static_cast<GgufType>(id);
  return row_of(type) == nullptr ? std::nullopt : std::optional(type);
}

std::string foreign_type_text(std::uint32_t id) {
  const std::string_view name = id < kForeignNames.size() ? kForeignNames[id] : std::string_view();
  return name.empty() ? std::to_string(id) : fmt::format("{} ({})", id, name);
}

bool is_ternary(GgufType type) noexcept {
  return type == GgufType::kI2_S || type == GgufType::kTL1 || type == GgufType::kTL2 ||
         type == GgufType::kTQ1_0 || type == GgufType::kTQ2_0;
}

Result<std::uint64_t> gguf_tensor_bytes(GgufType type, std::span<const std::uint64_t> dims) {
  Result<std::uint64_t> count = element_count(dims);
  if (!count) {
    return count;
  }
  const TypeRow* row = row_of(type);
  if (row == nullptr) {
    return input_error(fmt::format("has unsupported type {}",
                                   foreign_type_text(static_cast<std::uint32_t>(type))));
  }
  if (type == GgufType::kI2_S) {
    return i2s_bytes(*count);
  }
  if (row->block_elements == 0) {
    return tile_bytes(type, dims);
  }
  if (dims[0] % row->block_elements != 0) {
    return input_error(fmt::format("has rows of {} elements, wanted a multiple of {} for {}",
                                   dims[0], row->block_elements, row->name));
  }
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(*count / row->block_elements, std::uint64_t{row->block_bytes},
                             &bytes) ||
      bytes > kLimit) {
    return input_error(fmt::format("has shape {}, more than 2^63 - 1 bytes", shape_text(dims)));
  }
  return bytes;
}

std::string_view gguf_value_type_name(GgufValueType type) noexcept {
  const auto index = static_cast<std::size_t>(type);
  return index < kValueNames.size() ? kValueNames[index] : "?";
}

std::size_t scalar_bytes(GgufValueType type) noexcept {
  return kScalarBytes[static_cast<std::size_t>(type)];
}

}  // namespace bitnet::runtime
