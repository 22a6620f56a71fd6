// SPDX-License-Identifier: Apache-2.0
// UTF-8 by the table of well-formed byte sequences (Unicode, table 3-7).
#include "utf8.h"

#include <cstring>

namespace bitnet::runtime {
namespace {

// What may follow a lead byte: `length` bytes in all, the second in [low, high], later ones 80..BF.
struct Lead {
  std::size_t length;
  unsigned char low;
  unsigned char high;
};

Lead lead_of(unsigned char byte) noexcept {
  if (byte < 0x80) {
    return {1, 0, 0};
  }
  if (byte >= 0xC2 && byte <= 0xDF) {
    return {2, 0x80, 0xBF};
  }
  if (byte >= 0xE0 && byte <= 0xEF) {
    const auto low = static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80);
    const auto high = static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF);
    return {3, low, high};
  }
  if (byte >= 0xF0 && byte <= 0xF4) {
    const auto low = static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80);
    const auto high = static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF);
    return {4, low, high};
  }
  return {0, 0, 0};
}

}  // namespace

Utf8Step utf8_step(std::string_view text) noexcept {
  Lead lead = lead_of(static_cast<unsigned char>(text[0]));
  if (lead.length <= 1) {
    return {lead.length == 1 ? Utf8Kind::kWhole : Utf8Kind::kBroken, 1};
  }
  for (std::size_t i = 1; i < lead.length; ++i) {
    if (i == text.size()) {
      return {Utf8Kind::kCut, i};
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < lead.low || byte > lead.high) {
      return {Utf8Kind::kBroken, i};
    }
    lead.low = 0x80;
    lead.high = 0xBF;
  }
  return {Utf8Kind::kWhole, lead.length};
}

std::size_t utf8_valid_prefix(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, sizeof word);
      if ((word & 0x8080808080808080U) == 0) {
        at += sizeof word;
        continue;
      }
    }
    const Utf8Step step = utf8_step(text.substr(at));
    if (step.kind != Utf8Kind::kWhole) {
      break;
    }
    at += step.bytes;
  }
  return at;
}

char32_t utf8_code_point(std::string_view character) noexcept {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) {
    return lead;
  }
  auto value = static_cast<char32_t>(lead & (0x7FU >> character.size()));
  for (const char part : character.substr(1)) {
    value = value << 6U | (static_cast<unsigned char>(part) & 0x3FU);
  }
  return value;
}

void append_utf8(char32_t code_point, std::string& text) {
  const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto value = static_cast<std::uint32_t>(code_point);
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0U | value >> 6U);
    put(0x80U | (value & 0x3FU));
  } else if (value < 0x10000) {
    put(0xE0U | value >> 12U);
    put(0x80U | (value >> 6U & 0x3FU));
    put(0x80U | (value & 0x3FU));
  } else {
    put(0xF0U | value >> 18U);
    put(0x80U | (value >> 12U & 0x3FU));
    put(0x80U | (value >> 6U & 0x3FU));
    put(0x80U | (value & 0x3FU));
  }
}

}  // namespace bitnet::runtime
