// SPDX-License-Identifier: Apache-2.0
// See text.h.
#include "base/text.h"

#include <fmt/core.h>

namespace bitnet::runtime {

std::string in_quotes(std::string_view text, std::size_t max_bytes) {
  std::string result = "'";
  for (const char c : text.substr(0, max_bytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7e || c == '\'' || c == '\\') {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  result += text.size() > max_bytes ? "'..." : "'";
  return result;
}

std::string counted_noun(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace bitnet::runtime
