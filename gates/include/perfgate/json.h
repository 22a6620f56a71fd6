// SPDX-License-Identifier: Apache-2.0
// Reading JSON from outside: strict, bounded, with positions in errors. Writing it: byte-stable.
#pragma once

#include <perfgate/result.h>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace perfgate {

using Json =
    nlohmann::json;  // object members sorted by name: the same value is always the same text

inline constexpr std::size_t kMaxJsonBytes = std::size_t{64} << 20;
inline constexpr int kMaxJsonDepth = 64;

enum class JsonDialect {
  kStrict,           // RFC 8259 in valid UTF-8, unique member names, finite numbers
  kGoogleBenchmark,  // also bare NaN / Infinity / -Infinity (read as null), and in strings raw
                     // control characters (kept) and invalid UTF-8 (read as U+FFFD)
};

/// Parses `text`. `origin` names the source in errors, e.g. "a/b.json".
/// Errors (kInput), one sentence with origin:line:column (columns count bytes): syntax, trailing
/// bytes, empty text, depth > kMaxJsonDepth, size > kMaxJsonBytes, more than 4 Mi values, duplicate
/// member, number out of range, invalid UTF-8.
[[nodiscard]] Result<Json> parse_json(std::string_view text, std::string_view origin,
                                      JsonDialect dialect = JsonDialect::kStrict);

/// Reads and parses a regular file (limits as above; symlinks are followed: the caller named this
/// path).
[[nodiscard]] Result<Json> read_json_file(const std::string& path,
                                          JsonDialect dialect = JsonDialect::kStrict);

/// Pretty (2 spaces), members sorted, shortest round-trip numbers, trailing newline; invalid UTF-8
/// becomes U+FFFD. Requires that no number in `value` is NaN or infinite: such values are written
/// as null (callers store null and a warning).
[[nodiscard]] std::string dump_json(const Json& value);

}  // namespace perfgate
