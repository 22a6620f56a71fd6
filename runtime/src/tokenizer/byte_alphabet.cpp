// SPDX-License-Identifier: Apache-2.0
// Both directions of the byte alphabet as tables. All its characters have one or two bytes in
// UTF-8.
#include "byte_alphabet.h"

#include "utf8.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kCharacters = 0x100 + 68;
constexpr std::int16_t kNotInAlphabet = -1;

constexpr bool prints_itself(std::size_t byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
}

struct Alphabet {
  std::array<std::uint16_t, 256> character{};
  std::array<std::int16_t, kCharacters> byte{};
};

constexpr Alphabet make_alphabet() {
  Alphabet alphabet;
  alphabet.byte.fill(kNotInAlphabet);
  std::size_t next = 0x100;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const std::size_t character = prints_itself(byte) ? byte : next++;
    alphabet.character[byte] = static_cast<std::uint16_t>(character);
    alphabet.byte[character] = static_cast<std::int16_t>(byte);
  }
  return alphabet;
}

constexpr Alphabet kAlphabet = make_alphabet();
static_assert(kAlphabet.character[' '] == 0x120 && kAlphabet.character['\n'] == 0x10A);
static_assert(kAlphabet.character[0xAD] == kCharacters - 1);

}  // namespace

void append_spelling(std::string_view bytes, std::string& text) {
  for (const char c : bytes) {
    append_utf8(kAlphabet.character[static_cast<unsigned char>(c)], text);
  }
}

bool append_spelled_bytes(std::string_view spelling, std::string& bytes) {
  for (std::size_t at = 0; at < spelling.size();) {
    const auto lead = static_cast<unsigned char>(spelling[at]);
    std::size_t character = lead;
    if (lead >= 0x80) {
      if (lead < 0xC2 || lead > 0xDF || at + 1 == spelling.size()) {
        return false;  // three and four bytes: beyond the alphabet
      }
      const auto second = static_cast<unsigned char>(spelling[++at]);
      if ((second & 0xC0U) != 0x80U) {
        return false;
      }
      character = (lead & 0x1FU) << 6U | (second & 0x3FU);
    }
    if (character >= kCharacters || kAlphabet.byte[character] == kNotInAlphabet) {
      return false;
    }
    bytes += static_cast<char>(kAlphabet.byte[character]);
    ++at;
  }
  return true;
}

}  // namespace bitnet::runtime
