// SPDX-License-Identifier: Apache-2.0
// UTF-8 decoding by the table of well-formed byte sequences of the Unicode standard (table 3-7).
// No validation of what the characters mean.
#include "base/utf8.h"

#include <cstdint>

namespace perfgate::utf8 {
namespace {

struct Lead {
  std::size_t length = 0;                // 0: not a lead byte
  std::uint8_t low = 0x80, high = 0xbf;  // allowed range of the second byte
};

Lead classify(std::uint8_t byte) {
  if (byte < 0x80) {
    return {1};
  }
  if (byte >= 0xc2 && byte <= 0xdf) {
    return {2};
  }
  if (byte >= 0xe0 && byte <= 0xef) {
    return {3, static_cast<std::uint8_t>(byte == 0xe0 ? 0xa0 : 0x80),
            static_cast<std::uint8_t>(byte == 0xed ? 0x9f : 0xbf)};
  }
  if (byte >= 0xf0 && byte <= 0xf4) {
    return {4, static_cast<std::uint8_t>(byte == 0xf0 ? 0x90 : 0x80),
            static_cast<std::uint8_t>(byte == 0xf4 ? 0x8f : 0xbf)};
  }
  return {};
}

}  // namespace

Decoded decode(std::string_view text, std::size_t at) {
  const auto first = static_cast<std::uint8_t>(text[at]);
  const Lead lead = classify(first);
  if (lead.length == 1) {
    return {first, 1, true};
  }
  if (lead.length == 0) {
    return {};
  }
  char32_t code = first & (0x7fU >> lead.length);
  for (std::size_t i = 1; i < lead.length; ++i) {
    if (at + i >= text.size()) {
      return {0xfffd, i, false};
    }
    const auto byte = static_cast<std::uint8_t>(text[at + i]);
    const std::uint8_t low = i == 1 ? lead.low : std::uint8_t{0x80};
    const std::uint8_t high = i == 1 ? lead.high : std::uint8_t{0xbf};
    if (byte < low || byte > high) {
      return {0xfffd, i, false};
    }
    code = (code << 6) | (byte & 0x3fU);
  }
  return {code, lead.length, true};
}

std::size_t find_invalid(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {  // the common case, without the call
      ++at;
      continue;
    }
    const Decoded next = decode(text, at);
    if (!next.valid) {
      return at;
    }
    at += next.length;
  }
  return std::string_view::npos;
}

}  // namespace perfgate::utf8
