// SPDX-License-Identifier: Apache-2.0
// Tokens of JSON text, only as far as error sentences need them.
#pragma once

#include <cstddef>
#include <string_view>

namespace perfgate::json_detail {

struct Token {
  enum class Kind { kNone, kString, kWord, kOther };  // word: a literal, a number or neither

  Kind kind = Kind::kNone;
  std::size_t start = 0, end = 0;
  bool bad_word = false;  // neither a literal nor a number
};

[[nodiscard]] bool is_space(char c);

/// The last token that starts before `read`, or the first word before it that is neither a literal
/// nor a number: a parser that stopped at `read` stopped because of this one.
[[nodiscard]] Token failing_token(std::string_view text, std::size_t read);

/// Offset of the first bad escape or raw control character of the string literal, npos if none.
[[nodiscard]] std::size_t bad_string_byte(std::string_view text, const Token& token);

}  // namespace perfgate::json_detail
