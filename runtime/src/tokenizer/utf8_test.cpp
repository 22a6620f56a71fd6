// SPDX-License-Identifier: Apache-2.0
#include "utf8.h"

#include <doctest/doctest.h>

namespace bitnet::runtime {
namespace {

struct Utf8Case {
  std::string_view text;
  Utf8Kind kind;
  std::size_t bytes;
};

TEST_CASE("utf8: what a text starts with") {
  using namespace std::string_view_literals;
  const Utf8Case cases[] = {
      {"a", Utf8Kind::kWhole, 1},
      {"\0"sv, Utf8Kind::kWhole, 1},
      {"\xC2\x80", Utf8Kind::kWhole, 2},
      {"\xDF\xBFz", Utf8Kind::kWhole, 2},
      {"\xE0\xA0\x80", Utf8Kind::kWhole, 3},
      {"\xED\x9F\xBF", Utf8Kind::kWhole, 3},
      {"\xEF\xBF\xBF", Utf8Kind::kWhole, 3},
      {"\xF0\x90\x80\x80", Utf8Kind::kWhole, 4},
      {"\xF4\x8F\xBF\xBF", Utf8Kind::kWhole, 4},
      {"\x80", Utf8Kind::kBroken, 1},          // continuation without lead
      {"\xC0\x80", Utf8Kind::kBroken, 1},      // overlong
      {"\xC1\xBF", Utf8Kind::kBroken, 1},      // overlong
      {"\xE0\x9F\xBF", Utf8Kind::kBroken, 1},  // overlong
      {"\xED\xA0\x80", Utf8Kind::kBroken, 1},  // surrogate
      {"\xF0\x8F\xBF\xBF", Utf8Kind::kBroken, 1},
      {"\xF4\x90\x80\x80", Utf8Kind::kBroken, 1},  // above U+10FFFF
      {"\xF5\x80\x80\x80", Utf8Kind::kBroken, 1},
      {"\xFF", Utf8Kind::kBroken, 1},
      {"\xE2\x82z", Utf8Kind::kBroken, 2},
      {"\xF0\x9F\x98\xF0", Utf8Kind::kBroken, 3},
      {"\xC3", Utf8Kind::kCut, 1},
      {"\xE2\x82", Utf8Kind::kCut, 2},
      {"\xF0\x9F\x98", Utf8Kind::kCut, 3},
  };
  for (const Utf8Case& c : cases) {
    CAPTURE(c.text);
    const Utf8Step step = utf8_step(c.text);
    CHECK(step.kind == c.kind);
    CHECK(step.bytes == c.bytes);
  }
}

TEST_CASE("utf8: every code point is written, whole and read back") {
  std::string all;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) {
      continue;
    }
    std::string one;
    append_utf8(c, one);
    const Utf8Step step = utf8_step(one);
    const bool good =
        step.kind == Utf8Kind::kWhole && step.bytes == one.size() && utf8_code_point(one) == c;
    if (!good) {
      FAIL("code point " << static_cast<std::uint32_t>(c));
    }
    all += one;
  }
  CHECK(utf8_valid_prefix(all) == all.size());
}

TEST_CASE("utf8: the valid prefix ends before the first bad byte, wherever it is") {
  for (std::size_t at = 0; at < 40; ++at) {
    std::string text(40, 'x');
    text[at] = '\xFF';
    CHECK(utf8_valid_prefix(text) == at);
    text = std::string(at, 'x') + "\xE2\x82";
    CHECK(utf8_valid_prefix(text) == at);
  }
  CHECK(utf8_valid_prefix("") == 0);
}

}  // namespace
}  // namespace bitnet::runtime
