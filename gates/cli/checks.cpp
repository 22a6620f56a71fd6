// SPDX-License-Identifier: Apache-2.0
// Checks of option values: what the value must be, in one clause. Numbers are decimal and whole;
// nothing here accepts NaN, infinities, signs of doubt like "1e3", or octal.
#include "verbs.h"

#include <fmt/format.h>

#include <charconv>
#include <regex>

namespace perfgate::cli {

std::string check_integer(const std::string& text, long long low, long long high) {
  long long value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < low || value > high) {
    return fmt::format("must be a whole number from {} to {}, not '{}'", low, high, text);
  }
  return "";
}

std::string check_regex(const std::string& text) {
  constexpr std::size_t kMaxRegex = 1000;  // std::regex recurses over the expression
  if (text.size() > kMaxRegex) {
    return fmt::format("the regular expression is longer than {} bytes", kMaxRegex);
  }
  try {
    const std::regex compiled(text, std::regex::ECMAScript);
  } catch (const std::regex_error&) {
    return fmt::format("'{}' is not a valid regular expression", text);
  }
  return "";
}

std::string check_profile(const std::string& text) {
  return text == "quick" || text == "full" ? std::string()
                                           : fmt::format("must be quick or full, not '{}'", text);
}

}  // namespace perfgate::cli
