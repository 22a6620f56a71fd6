// SPDX-License-Identifier: Apache-2.0
// What reader and writer share about types beyond gguf.h.
#pragma once

#include <bitnet/runtime/gguf.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace bitnet::runtime {

inline constexpr std::uint32_t kGgufMagic = 0x46554747;  // "GGUF" little-endian
inline constexpr std::uint64_t kDefaultAlignment = 32;
inline constexpr std::uint64_t kMaxAlignment = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kMaxEntries = 65536;  // of keys and of tensors
inline constexpr std::uint64_t kMaxKeyBytes = 65535;
inline constexpr std::uint64_t kMaxTensorNameBytes = 63;
inline constexpr std::uint32_t kValueTypeCount = 13;
inline constexpr std::uint64_t kI2sBlockElements = 128;  // of official I2_S
inline constexpr std::string_view kAlignmentKey = "general.alignment";

/// The supported type with that number in files.
[[nodiscard]] std::optional<GgufType> gguf_type_from_id(std::uint32_t id) noexcept;

/// "12 (Q4_K)", or "99" for a number that ggml never used.
[[nodiscard]] std::string foreign_type_text(std::uint32_t id);

/// "2560 x 128320".
[[nodiscard]] std::string shape_text(std::span<const std::uint64_t> dims);

/// Bytes of one value; 0 for strings and arrays.
[[nodiscard]] std::size_t scalar_bytes(GgufValueType type) noexcept;

/// The smallest multiple of `alignment` (a power of two) that is not below `value`. Requires value
/// < 2^63 and alignment <= kMaxAlignment.
[[nodiscard]] constexpr std::uint64_t align_up(std::uint64_t value, std::uint64_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

/// "" if the name may be a metadata key, else what is wrong: "is empty", "has ...".
[[nodiscard]] std::string key_fault(std::string_view key);

/// The same for a tensor name.
[[nodiscard]] std::string tensor_name_fault(std::string_view name);

}  // namespace bitnet::runtime
