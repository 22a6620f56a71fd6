// SPDX-License-Identifier: Apache-2.0
// One step of UTF-8 decoding that never reads outside the text. It knows nothing of normalisation
// or locales.
#pragma once

#include <cstddef>
#include <string_view>

namespace perfgate::utf8 {

struct Decoded {
  char32_t code = 0xfffd;  // U+FFFD when not valid
  std::size_t length =
      1;  // bytes consumed, at least 1; for a bad sequence its longest valid prefix
  bool valid = false;
};

inline constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

/// The character at `at`. Requires at < text.size(). Overlong forms, surrogates and values above
/// U+10FFFF are invalid.
[[nodiscard]] Decoded decode(std::string_view text, std::size_t at);

/// Offset of the first byte of the first bad sequence; npos when all of `text` is valid.
[[nodiscard]] std::size_t find_invalid(std::string_view text);

}  // namespace perfgate::utf8
