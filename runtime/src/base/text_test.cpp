// SPDX-License-Identifier: Apache-2.0
// Foreign text in messages.
#include "base/text.h"

#include <doctest/doctest.h>

#include <string>

using bitnet::runtime::counted_noun;
using bitnet::runtime::in_quotes;

TEST_CASE("text: quoting leaves nothing that a terminal or a reader could misread") {
  CHECK(in_quotes("general.name") == "'general.name'");
  CHECK(in_quotes("") == "''");
  CHECK(in_quotes("a\nb\x1b[2J'\\") == "'a\\x0ab\\x1b[2J\\x27\\x5c'");
  CHECK(in_quotes(std::string("\0\xff", 2)) == "'\\x00\\xff'");
  CHECK(in_quotes("abcdef", 3) == "'abc'...");
  CHECK(in_quotes("abc", 3) == "'abc'");
}

TEST_CASE("text: nouns") {
  CHECK(counted_noun(1, "tensor") == "1 tensor");
  CHECK(counted_noun(0, "tensor") == "0 tensors");
}
