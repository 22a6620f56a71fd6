// SPDX-License-Identifier: Apache-2.0
#include "rank_file.h"

#include <doctest/doctest.h>

namespace bitnet::runtime {
namespace {

TEST_CASE("rank file: tokens by rank, in any order of lines") {
  using namespace std::string_literals;
  for (const char* text :
       {"AA== 1\nYWI= 0\n/+8Q 2\n", "/+8Q 2\nYWI= 0\nAA== 1", "YWI= 0\r\nAA== 1\r\n/+8Q 2\r\n"}) {
    const Result<std::vector<std::string>> tokens = parse_rank_file(text, "f");
    REQUIRE_MESSAGE(tokens, tokens.error().message);
    CHECK(*tokens == std::vector<std::string>{"ab", "\0"s, "\xFF\xEF\x10"});
  }
}

struct RankCase {
  std::string text;
  const char* message;
};

TEST_CASE("rank file: what is refused, and how") {
  const RankCase cases[] = {
      {"", "f: is empty"},
      {"\n", "f: line 1: '' is not \"base64 rank\""},
      {"YWI= 0\n\n", "f: line 2: '' is not"},
      {"YWI=", "f: line 1: 'YWI=' is not"},
      {"YWI= ", "f: line 1: 'YWI= ' is not"},
      {"YWI= x", "line 1"},
      {"YWI= -1", "line 1"},
      {"YWI= 0 ", "line 1"},
      {"YWI= 99999999999", "line 1"},
      {" 0", "line 1"},
      {"YWI 0", "line 1"},   // three characters
      {"YWJ= 0", "line 1"},  // bits behind the end
      {"Y=== 0", "line 1"},
      {"==== 0", "line 1"},
      {"YW=I 0", "line 1"},
      {"Y\tI= 0", "line 1"},
      {"YWI=YWI= 0", "line 1"},
      {"YWI- 0", "line 1"},
      {"YWI= 1", "f: line 1: rank 1, below 1 wanted"},
      {"YWI= 0\nYWM= 0", "f: line 2: rank 0 is there for the second time"},
      {std::string(348, 'A') + " 0", "line 1"},  // 261 bytes
  };
  for (const RankCase& c : cases) {
    CAPTURE(c.text);
    const Result<std::vector<std::string>> tokens = parse_rank_file(c.text, "f");
    REQUIRE_FALSE(tokens);
    CHECK(tokens.error().code == ExitCode::kInput);
    CHECK_MESSAGE(tokens.error().message.find(c.message) != std::string::npos,
                  tokens.error().message);
  }
}

}  // namespace
}  // namespace bitnet::runtime
