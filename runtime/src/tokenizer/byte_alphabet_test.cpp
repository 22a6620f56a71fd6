// SPDX-License-Identifier: Apache-2.0
#include "byte_alphabet.h"

#include "test_vocabulary.h"

#include <doctest/doctest.h>

#include <set>

namespace bitnet::runtime {
namespace {

using testing::spelled;

TEST_CASE("byte alphabet: spellings of well-known bytes") {
  using namespace std::string_view_literals;
  CHECK(spelled("a~!") == "a~!");
  CHECK(spelled(" ") == "\u0120");
  CHECK(spelled("\n") == "\u010A");
  CHECK(spelled("\0"sv) == "\u0100");
  CHECK(spelled("\x7F") == "\u0121");
  CHECK(spelled("\xA0") == "\u0142");
  CHECK(spelled("\xA1") == "\u00A1");
  CHECK(spelled("\xAD") == "\u0143");
  CHECK(spelled("\xFF") == "\u00FF");
}

TEST_CASE("byte alphabet: 256 different spellings, each read back") {
  std::set<std::string> seen;
  for (int byte = 0; byte < 256; ++byte) {
    const char text = static_cast<char>(byte);
    const std::string spelling = spelled({&text, 1});
    seen.insert(spelling);
    std::string bytes;
    REQUIRE(append_spelled_bytes(spelling, bytes));
    CHECK(bytes == std::string(1, text));
  }
  CHECK(seen.size() == 256);
}

TEST_CASE("byte alphabet: other characters are refused") {
  for (const char* text : {" ", "a b", "\n", "\u00A0", "\u00AD", "\u0144", "\u4E2D", "\U0001F600",
                           "\xC4", "a\xC4", "\xC4z", "\x80", "\xFF", "\xC0\x80"}) {
    CAPTURE(text);
    std::string bytes;
    CHECK_FALSE(append_spelled_bytes(text, bytes));
  }
}

}  // namespace
}  // namespace bitnet::runtime
