// SPDX-License-Identifier: Apache-2.0
// See json_fault.h.
#include "base/json_fault.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>

namespace perfgate::json_detail {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// A byte for a message: printable ASCII in quotes, anything else as hex.
std::string show(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f ? fmt::format("'{}'", c) : fmt::format("byte 0x{:02x}", byte);
}

/// What is wrong inside the string literal that starts at `start`; what is empty if nothing is.
Fault string_fault(std::string_view text, std::size_t start, std::size_t end) {
  for (std::size_t at = start + 1; at < end; ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '"') {
      return {at, ""};
    }
    if (byte < 0x20) {
      return {at, fmt::format("raw control character 0x{:02x} in a string", byte)};
    }
    if (byte == '\\') {
      if (at + 2 >= end) {
        return {at, "bad escape sequence in a string"};
      }
      ++at;
    }
  }
  return {start, "bad escape sequence in a string"};  // \u without four digits, or half a surrogate
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

bool starts_non_finite(std::string_view rest) {
  if (!rest.empty() && rest.front() == '-') {
    rest.remove_prefix(1);
  }
  return rest.starts_with("NaN") || rest.starts_with("nan") || rest.starts_with("Inf") ||
         rest.starts_with("inf");
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
  const std::size_t end = std::min(stop.read, text.size());
  const std::size_t bad = utf8::find_invalid(text);
  if (bad < end) {
    return {bad, fmt::format("invalid UTF-8 ({})", show(text[bad]))};
  }
  std::size_t start = end - std::min(stop.token_length, end);
  while (start < text.size() && is_space(text[start])) {
    ++start;
  }
  if (start >= text.size() || stop.read > text.size()) {
    return {text.size(), stop.complete ? "nothing wanted after the value"
                                       : "the text ends in the middle of a value"};
  }
  if (starts_non_finite(text.substr(start))) {
    return {start, "NaN and Infinity are not JSON numbers"};
  }
  if (text[start] == '"') {
    Fault fault = string_fault(text, start, end);
    if (!fault.what.empty()) {
      return fault;
    }
  }
  if (stop.complete) {
    return {start, fmt::format("found {} after the end of the value", show(text[start]))};
  }
  return {start, fmt::format("found {}, wanted {}", show(text[start]),
                             wanted(text, start, stop.container))};
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
