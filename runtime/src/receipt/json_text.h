// SPDX-License-Identifier: Apache-2.0
// Reading the JSON of a receipt from anywhere: strict, bounded. Knows nothing of what it says.
#pragma once

#include <bitnet/runtime/result.h>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace bitnet::runtime::receipt {

using Json = nlohmann::json;

inline constexpr std::size_t kMaxBytes = std::size_t{64} << 20U;
inline constexpr int kMaxDepth = 64;

/// An object. Errors (kInput): syntax, invalid UTF-8, a number out of range, a member twice, too
/// deep, too long, not an object.
[[nodiscard]] Result<Json> parse_object(std::string_view text, const std::string& origin);

}  // namespace bitnet::runtime::receipt
