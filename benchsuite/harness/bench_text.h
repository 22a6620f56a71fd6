// SPDX-License-Identifier: Apache-2.0
// Texts for the tokenizer's benchmarks, made by formula and seed: no corpus is needed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace benchsuite {

enum class Text : std::uint8_t {
  kEnglish,    // common words, short ones often, with commas, full stops and paragraphs
  kCode,       // indented lines of C-like statements
  kDigits,     // numbers of 1 to 12 digits
  kCjk,        // U+4E00 to U+9FA5, a mark after every 4 to 15
  kOneLetter,  // "eeee..."
  kBytes       // any bytes: mostly not UTF-8
};

inline constexpr std::array kTexts = {Text::kEnglish, Text::kCode,      Text::kDigits,
                                      Text::kCjk,     Text::kOneLetter, Text::kBytes};

/// "english", "code", "digits", "cjk", "one_letter", "bytes".
[[nodiscard]] std::string_view text_name(Text text) noexcept;

/// At least `bytes` bytes and at most 64 more.
[[nodiscard]] std::string make_text(Text text, std::size_t bytes, std::uint64_t seed);

}  // namespace benchsuite
