// SPDX-License-Identifier: Apache-2.0
// std::regex in its breadth-first mode: the default one of libstdc++ recurses once per character
// and backtracks without bound. The only file of this module that includes <regex>.
#include "policy/row_pattern.h"

#include <fmt/format.h>

#include <exception>
#include <regex>
#include <utility>

namespace perfgate {
namespace {

constexpr std::size_t kMaxPattern = 1000;
constexpr std::size_t kMaxId = 4096;

std::regex::flag_type flags() {
#if defined(__GLIBCXX__)
  return std::regex::ECMAScript | std::regex_constants::__polynomial;
#else
  return std::regex::ECMAScript;
#endif
}

}  // namespace

struct RowPattern::Compiled {
  std::regex regex;
};

Result<RowPattern> RowPattern::compile(const std::string& pattern) {
  if (pattern.size() > kMaxPattern) {
    return usage_error(fmt::format("the regular expression has {} bytes; at most {} are allowed",
                                   pattern.size(), kMaxPattern));
  }
  try {
    RowPattern result;
    result.compiled_ = std::make_shared<const Compiled>(Compiled{std::regex(pattern, flags())});
    return result;
  } catch (const std::regex_error& error) {
    return usage_error(error.code() == std::regex_constants::error_complexity
                           ? "back-references are not supported in regular expressions"
                           : fmt::format("not a regular expression: {}", error.what()));
  } catch (const std::exception&) {
    return usage_error("the regular expression is too large");
  }
}

bool RowPattern::matches(const std::string& id) const {
  return id.size() <= kMaxId && std::regex_search(id, compiled_->regex);
}

std::optional<std::string> RowPattern::first_group(const std::string& id) const {
  std::smatch match;
  if (id.size() > kMaxId || !std::regex_search(id, match, compiled_->regex)) {
    return std::nullopt;
  }
  return match.size() > 1 ? match[1].str() : std::string();
}

}  // namespace perfgate
