// SPDX-License-Identifier: Apache-2.0
// See json_fault.h.
#include "base/json_fault.h"

#include "base/json_token.h"
#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>

namespace perfgate::json_detail {
namespace {

constexpr std::size_t kShownBytes = 40;

/// A byte for a message: printable ASCII in quotes, anything else as hex.
std::string show(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f ? fmt::format("'{}'", c) : fmt::format("byte 0x{:02x}", byte);
}

/// A token for a message.
std::string show(std::string_view text, const Token& token) {
  if (token.kind != Token::Kind::kWord) {
    return show(text[token.start]);
  }
  const std::size_t length = token.end - token.start;
  return fmt::format("{}{}", text.substr(token.start, std::min(length, kShownBytes)),
                     length > kShownBytes ? "..." : "");
}

/// What the grammar allows after the last byte before the failing token.
std::string wanted(std::string_view text, std::size_t token_start, char container) {
  std::size_t at = token_start;
  while (at > 0 && is_space(text[at - 1])) {
    --at;
  }
  const char before = at > 0 ? text[at - 1] : '\0';
  if (container == 0 || before == ':') {
    return "a value";
  }
  const bool array = container == '[';
  switch (before) {
    case '[':
      return "a value or ']'";
    case '{':
      return "a member name or '}'";
    case ',':
      return array ? "a value" : "a member name";
    default:
      break;
  }
  if (array) {
    return "',' or ']'";
  }
  // After a string in an object: a name wants ':', a value wants ','.
  if (before == '"') {
    std::size_t start = string_start(text, at);
    while (start > 0 && is_space(text[start - 1])) {
      --start;
    }
    if (start > 0 && (text[start - 1] == '{' || text[start - 1] == ',')) {
      return "':'";
    }
  }
  return "',' or '}'";
}

bool is_non_finite(std::string_view word) {
  if (word.starts_with('-') || word.starts_with('+')) {
    word.remove_prefix(1);
  }
  return word.starts_with("NaN") || word.starts_with("nan") || word.starts_with("Inf") ||
         word.starts_with("inf");
}

/// The text ends inside a literal or a number.
bool is_cut_word(std::string_view text, const Token& token) {
  const std::string_view word = text.substr(token.start, token.end - token.start);
  const std::string_view ends = "-.eE+";
  return token.end == text.size() &&
         (std::string_view("true").starts_with(word) ||
          std::string_view("false").starts_with(word) ||
          std::string_view("null").starts_with(word) || ends.find(word.back()) != ends.npos);
}

Fault explain_token(std::string_view text, const Token& token, const Stop& stop) {
  const std::string_view rest = text.substr(token.start, token.end - token.start);
  if (token.kind == Token::Kind::kWord && is_non_finite(rest)) {
    return {token.start, "NaN and Infinity are not JSON numbers"};
  }
  if (token.kind == Token::Kind::kString) {
    if (const std::size_t bad = bad_string_byte(text, token); bad != std::string_view::npos) {
      return {bad, text[bad] == '\\'
                       ? "bad escape sequence in a string"
                       : fmt::format("raw control character 0x{:02x} in a string", text[bad])};
    }
  }
  if (stop.complete) {
    return {token.start, fmt::format("found {} after the end of the value", show(text, token))};
  }
  return {token.start, fmt::format("found {}, wanted {}", show(text, token),
                                   wanted(text, token.start, stop.container))};
}

}  // namespace

std::size_t string_start(std::string_view text, std::size_t end) {
  std::size_t at = end - 1;  // the closing quote
  while (at > 0) {
    --at;
    if (text[at] != '"') {
      continue;
    }
    std::size_t slashes = 0;
    while (slashes < at && text[at - 1 - slashes] == '\\') {
      ++slashes;
    }
    if (slashes % 2 == 0) {
      break;
    }
  }
  return at;
}

Fault explain_syntax(std::string_view text, const Stop& stop) {
  const std::size_t bad = utf8::find_invalid(text);
  if (bad < stop.read) {
    return {bad, fmt::format("invalid UTF-8 ({})", show(text[bad]))};
  }
  const Token token = failing_token(text, stop.read);
  const bool at_end = stop.read > text.size() || token.kind == Token::Kind::kNone;
  const bool wrong = token.bad_word && !is_cut_word(text, token);
  if (at_end && !wrong && bad_string_byte(text, token) == std::string_view::npos) {
    return {text.size(), "the text ends in the middle of a value"};
  }
  return explain_token(text, token, stop);
}

Fault explain_range(std::string_view text, std::size_t read) {
  const Token token = failing_token(text, read);
  return {token.start, fmt::format("number {} is out of the range of a double", show(text, token))};
}

std::string line_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t last = before.rfind('\n');
  const std::size_t column =
      last == std::string_view::npos ? before.size() + 1 : before.size() - last;
  return fmt::format("{}:{}", lines + 1, column);
}

}  // namespace perfgate::json_detail
