// SPDX-License-Identifier: Apache-2.0
// Well-formed UTF-8 as Unicode defines it (no surrogates, nothing overlong, at most U+10FFFF).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bitnet::runtime {

enum class Utf8Kind : std::uint8_t {
  kWhole,   // a character
  kBroken,  // can never become one
  kCut      // the text ends inside of what may still become one
};

struct Utf8Step {
  Utf8Kind kind;
  std::size_t bytes;  // of the character, or of the maximal part of a broken one; 1..4
};

/// What `text`, which is not empty, starts with.
[[nodiscard]] Utf8Step utf8_step(std::string_view text) noexcept;

/// Length of the longest prefix that is well-formed.
[[nodiscard]] std::size_t utf8_valid_prefix(std::string_view text) noexcept;

/// The code point of a whole character as utf8_step() found it.
[[nodiscard]] char32_t utf8_code_point(std::string_view character) noexcept;

void append_utf8(char32_t code_point, std::string& text);

}  // namespace bitnet::runtime
