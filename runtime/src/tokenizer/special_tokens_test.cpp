// SPDX-License-Identifier: Apache-2.0
#include "special_tokens.h"

#include <doctest/doctest.h>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

SpecialTokens three_tokens() {
  SpecialTokens tokens;
  CHECK(tokens.assign({{"<|a|>", 10, false},
                       {"<|ab|>", 11, false},
                       {"<|a|><|a|>", 12, false},
                       {"  ", 13, true}}) == -1);
  return tokens;
}

TEST_CASE("special tokens: leftmost, then longest") {
  const SpecialTokens tokens = three_tokens();
  SpecialTokens::Found found = tokens.find("x<|ab|><|a|>", 0, true);
  CHECK(found.at == 1);
  CHECK(found.bytes == 6);
  CHECK(found.id == 11);
  found = tokens.find("x<|ab|><|a|>", 2, true);
  CHECK(found.at == 7);
  CHECK(found.id == 10);
  CHECK(tokens.find("<|a|><|a|>", 0, true).id == 12);
  CHECK(tokens.find("<|a|><|a|", 0, true).id == 10);
  CHECK(tokens.find("<|a|><|ab|>", 0, true).bytes == 5);
}

TEST_CASE("special tokens: parts and nothing") {
  const SpecialTokens tokens = three_tokens();
  for (const char* text : {"", "<", "<|a|", "<|b|>", "a|>", " "}) {
    CAPTURE(text);
    CHECK(tokens.find(text, 0, true).at == kNowhere);
  }
  CHECK(SpecialTokens().find("<|a|>", 0, true).at == kNowhere);
  CHECK(tokens.find("<|a|>", 5, true).at == kNowhere);
}

TEST_CASE("special tokens: in plain text only those that are always found") {
  const SpecialTokens tokens = three_tokens();
  CHECK(tokens.find("<|a|>", 0, false).at == kNowhere);
  const SpecialTokens::Found found = tokens.find("<|a|>  <|a|>", 0, false);
  CHECK(found.at == 5);
  CHECK(found.id == 13);
}

TEST_CASE("special tokens: bytes above 127 and tokens that are prefixes of others") {
  SpecialTokens tokens;
  CHECK(tokens.assign({{"\xFF", 1, false},
                       {"\xFF\xFF\xFF", 3, false},
                       {"\xC3\xA9", 4, false},
                       {"z", 5, false}}) == -1);
  CHECK(tokens.find("\xFF\xFF", 0, true).id == 1);
  CHECK(tokens.find("\xFF\xFF\xFF", 0, true).id == 3);
  CHECK(tokens.find("a\xC3\xA9", 0, true).at == 1);
}

TEST_CASE("special tokens: by text, and a text twice") {
  const SpecialTokens tokens = three_tokens();
  CHECK(tokens.id_of("<|ab|>") == 11);
  CHECK(tokens.id_of("<|ab|") == -1);
  CHECK(tokens.id_of("") == -1);
  SpecialTokens twins;
  CHECK(twins.assign({{"x", 3, false}, {"y", 4, false}, {"x", 9, false}}) == 9);
}

}  // namespace
}  // namespace bitnet::runtime
