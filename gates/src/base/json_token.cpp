// SPDX-License-Identifier: Apache-2.0
// See json_token.h. Linear in the text; runs only after a parse failed.
#include "base/json_token.h"

#include <algorithm>
#include <optional>

namespace perfgate::json_detail {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word_byte(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
         c == '+' || c == '-';
}

std::size_t digits(std::string_view word, std::size_t at) {
  std::size_t end = at;
  while (end < word.size() && is_digit(word[end])) {
    ++end;
  }
  return end - at;
}

bool is_number(std::string_view word) {
  std::size_t at = word.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits(word, at);
  if (whole == 0 || (whole > 1 && word[at] == '0')) {
    return false;
  }
  at += whole;
  if (at < word.size() && word[at] == '.') {
    const std::size_t fraction = digits(word, at + 1);
    if (fraction == 0) {
      return false;
    }
    at += 1 + fraction;
  }
  if (at < word.size() && (word[at] == 'e' || word[at] == 'E')) {
    ++at;
    at += at < word.size() && (word[at] == '+' || word[at] == '-') ? 1 : 0;
    const std::size_t exponent = digits(word, at);
    return exponent > 0 && at + exponent == word.size();
  }
  return at == word.size();
}

Token next_token(std::string_view text, std::size_t at) {
  if (text[at] == '"') {
    std::size_t end = at + 1;
    while (end < text.size() && text[end] != '"') {
      end += text[end] == '\\' ? 2 : 1;
    }
    return {Token::Kind::kString, at, std::min(end + 1, text.size()), false};
  }
  std::size_t end = at;
  while (end < text.size() && is_word_byte(text[end])) {
    ++end;
  }
  return end > at ? Token{Token::Kind::kWord, at, end, false}
                  : Token{Token::Kind::kOther, at, at + 1, false};
}

bool is_bad_word(std::string_view text, const Token& token) {
  if (token.kind != Token::Kind::kWord) {
    return false;
  }
  const std::string_view word = text.substr(token.start, token.end - token.start);
  return word != "true" && word != "false" && word != "null" && !is_number(word);
}

/// The four hex digits of \uXXXX at `at`, the backslash.
std::optional<unsigned> unicode_escape(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') {
    return std::nullopt;
  }
  unsigned code = 0;
  for (const char c : text.substr(at + 2, 4)) {
    const std::size_t value =
        std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
    if (value == kNone || (!is_digit(c) && (c | 0x20) < 'a')) {
      return std::nullopt;
    }
    code = code * 16 + static_cast<unsigned>(value);
  }
  return code;
}

/// Length of the escape sequence at `at`, 0 if it is bad.
std::size_t escape_length(std::string_view text, std::size_t at) {
  if (at + 1 < text.size() && text[at + 1] != 'u') {
    return std::string_view("\"\\/bfnrt").find(text[at + 1]) == kNone ? 0 : 2;
  }
  const auto high = unicode_escape(text, at);
  if (!high || (*high >= 0xdc00 && *high <= 0xdfff)) {
    return 0;
  }
  if (*high < 0xd800 || *high > 0xdbff) {
    return 6;
  }
  const auto low = unicode_escape(text, at + 6);
  return low && *low >= 0xdc00 && *low <= 0xdfff ? 12 : 0;
}

}  // namespace

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

Token failing_token(std::string_view text, std::size_t read) {
  Token last;
  for (std::size_t at = 0; at < std::min(read, text.size());) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    last = next_token(text, at);
    last.bad_word = is_bad_word(text, last);
    if (last.bad_word) {
      break;
    }
    at = last.end;
  }
  return last;
}

std::size_t bad_string_byte(std::string_view text, const Token& token) {
  for (std::size_t at = token.start + 1; at < token.end && text[at] != '"';) {
    const std::size_t length = text[at] == '\\' ? escape_length(text, at) : 1;
    if (length == 0 || static_cast<unsigned char>(text[at]) < 0x20) {
      return at;
    }
    at += length;
  }
  return kNone;
}

}  // namespace perfgate::json_detail
