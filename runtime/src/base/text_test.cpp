// SPDX-License-Identifier: Apache-2.0
// Foreign text in messages.
#include "base/text.h"

#include <doctest/doctest.h>

#include <string>

using bitnet::runtime::counted_noun;
using bitnet::runtime::quoted;

TEST_CASE("text: quoting leaves nothing that a terminal or a reader could misread") {
  CHECK(quoted("general.name") == "'general.name'");
  CHECK(quoted("") == "''");
  CHECK(quoted("a\nb\x1b[2J'\\") == "'a\\x0ab\\x1b[2J\\x27\\x5c'");
  CHECK(quoted(std::string("\0\xff", 2)) == "'\\x00\\xff'");
  CHECK(quoted("abcdef", 3) == "'abc'...");
  CHECK(quoted("abc", 3) == "'abc'");
}

TEST_CASE("text: nouns") {
  CHECK(counted_noun(1, "tensor") == "1 tensor");
  CHECK(counted_noun(0, "tensor") == "0 tensors");
}
