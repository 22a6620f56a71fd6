// SPDX-License-Identifier: Apache-2.0
#include "harness/bench_text.h"

#include <doctest/doctest.h>

#include <set>

namespace benchsuite {
namespace {

TEST_CASE("bench text: as long as asked for, the same for a seed, another for another") {
  std::set<std::string> texts;
  for (const Text text : kTexts) {
    CAPTURE(text_name(text));
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{1000}, std::size_t{65536}}) {
      const std::string made = make_text(text, bytes, 1);
      CHECK(made.size() >= bytes);
      CHECK(made.size() <= bytes + 64);
      CHECK(made == make_text(text, bytes, 1));
    }
    texts.insert(make_text(text, 1000, 1));
    CHECK((make_text(text, 1000, 1) != make_text(text, 1000, 2)) == (text != Text::kOneLetter));
  }
  CHECK(texts.size() == kTexts.size());
}

TEST_CASE("bench text: what is in them") {
  for (const char c : make_text(Text::kDigits, 1000, 3)) {
    CHECK(((c >= '0' && c <= '9') || c == ' ' || c == '\n'));
  }
  const std::string cjk = make_text(Text::kCjk, 3000, 3);
  REQUIRE(cjk.size() % 3 == 0);
  for (std::size_t i = 0; i < cjk.size(); i += 3) {
    const auto lead = static_cast<unsigned char>(cjk[i]);
    CHECK(((lead >= 0xE3 && lead <= 0xE9) || lead == 0xEF));
  }
  CHECK(make_text(Text::kEnglish, 5000, 3).find(". ") != std::string::npos);
  CHECK(make_text(Text::kCode, 5000, 3).find(";\n    ") != std::string::npos);
}

}  // namespace
}  // namespace benchsuite
