// SPDX-License-Identifier: Apache-2.0
// Every boundary of the table of well-formed byte sequences.
#include "base/utf8.h"

#include <doctest/doctest.h>

using perfgate::utf8::decode;
using perfgate::utf8::find_invalid;

TEST_CASE("utf8: boundaries decode") {
  CHECK(decode("\x7f", 0).code == 0x7f);
  CHECK(decode("\xc2\x80", 0).code == 0x80);
  CHECK(decode("\xdf\xbf", 0).code == 0x7ff);
  CHECK(decode("\xe0\xa0\x80", 0).code == 0x800);
  CHECK(decode("\xed\x9f\xbf", 0).code == 0xd7ff);
  CHECK(decode("\xee\x80\x80", 0).code == 0xe000);
  CHECK(decode("\xf0\x90\x80\x80", 0).code == 0x10000);
  CHECK(decode("\xf4\x8f\xbf\xbf", 0).code == 0x10ffff);
  CHECK(decode("a\xf0\x90\x80\x80z", 1).length == 4);
}

TEST_CASE("utf8: what is not well-formed") {
  for (const char* bad : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
                          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
                          "\xc2", "\xe1\x80", "\xf1\x80\x80", "\xc2z"}) {
    CAPTURE(bad);
    CHECK_FALSE(decode(bad, 0).valid);
    CHECK(decode(bad, 0).code == 0xfffd);
    CHECK(find_invalid(bad) == 0);
  }
  CHECK(decode("\xf1\x80\x80z", 0).length == 3);  // the valid prefix, the z is kept
  CHECK(decode("\xed\xa0\x80", 0).length == 1);
  CHECK(find_invalid("ab\xc3\xa9\xff") == 4);
  CHECK(find_invalid("ab\xc3\xa9") == std::string_view::npos);
  CHECK(find_invalid("") == std::string_view::npos);
}
