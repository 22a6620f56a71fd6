// SPDX-License-Identifier: Apache-2.0
// Makes strict JSON of what Google Benchmark writes: bare NaN and Infinity, raw control characters
// and bad UTF-8 in strings. Everything else, also other syntax errors, is left as it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perfgate::json_detail {

struct Rewritten {
  std::string text;
  /// (offset in text, offset in the original) after each replacement, ascending.
  std::vector<std::pair<std::size_t, std::size_t>> steps;

  /// Offset in the original of an offset in text.
  [[nodiscard]] std::size_t original(std::size_t offset) const;
};

[[nodiscard]] Rewritten rewrite_google_benchmark(std::string_view text);

}  // namespace perfgate::json_detail
