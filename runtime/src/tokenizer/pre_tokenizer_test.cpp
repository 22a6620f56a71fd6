// SPDX-License-Identifier: Apache-2.0
// Pieces of both patterns. Texts are ours; what the pieces must be was worked out by hand from the
// alternatives of the patterns.
#include "pre_tokenizer.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace bitnet::runtime {
namespace {

using Pieces = std::vector<std::string>;

Pieces pieces(PreTokenizer pre, std::string_view text, bool machine_code = true) {
  const Result<PieceCutter> cutter = PieceCutter::make(pre, machine_code);
  REQUIRE(cutter);
  CutterWorkspace workspace;
  REQUIRE(workspace.usable());
  Pieces found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = cutter->piece_bytes(text, at, workspace);
    REQUIRE(bytes > 0);
    found.emplace_back(text.substr(at, bytes));
    at += bytes;
  }
  return found;
}

struct SplitCase {
  std::string_view text;
  Pieces llama3;
  Pieces gpt2;
};

TEST_CASE("pre-tokenizer: pieces, with machine code and interpreted") {
  const SplitCase cases[] = {
      {"Hello world", {"Hello", " world"}, {"Hello", " world"}},
      {"it's IT'S", {"it", "'s", " IT", "'S"}, {"it", "'s", " IT", "'", "S"}},
      {"we'LL y'all", {"we", "'LL", " y", "'all"}, {"we", "'", "LL", " y", "'", "all"}},
      {"1234567", {"123", "456", "7"}, {"1234567"}},
      {" 12", {" ", "12"}, {" 12"}},
      {"a  b", {"a", " ", " b"}, {"a", " ", " b"}},
      {"a\n\n b", {"a", "\n\n", " b"}, {"a", "\n\n", " b"}},
      {"a \n\nb", {"a", " \n\n", "b"}, {"a", " \n", "\n", "b"}},
      {"f(x);\n\ty", {"f", "(x", ");\n", "\ty"}, {"f", "(", "x", ");", "\n", "\t", "y"}},
      {"x\n", {"x", "\n"}, {"x", "\n"}},
      {"  ", {"  "}, {"  "}},
      {"#tag", {"#tag"}, {"#", "tag"}},
      {"\u4F60\u597D\uFF0C\u4E16",
       {"\u4F60\u597D", "\uFF0C\u4E16"},
       {"\u4F60\u597D", "\uFF0C", "\u4E16"}},
      {"\u00BD\u2167x",
       {"\u00BD\u2167", "x"},
       {"\u00BD\u2167", "x"}},  // numbers that are no digits
  };
  for (const SplitCase& c : cases) {
    CAPTURE(c.text);
    for (const bool machine_code : {true, false}) {
      CHECK(pieces(PreTokenizer::kLlama3, c.text, machine_code) == c.llama3);
      CHECK(pieces(PreTokenizer::kGpt2, c.text, machine_code) == c.gpt2);
    }
  }
}

TEST_CASE("pre-tokenizer: white space is Unicode's property, without U+180E") {
  for (const char* space : {"\t", "\v", "\f", "\u0085", "\u00A0", "\u1680", "\u2000", "\u200A",
                            "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"}) {
    CAPTURE(space);
    const std::string s = space;
    // Of a run of white space all but the last stand alone before something visible.
    CHECK(pieces(PreTokenizer::kLlama3, s + s + "1") == Pieces{s, s, "1"});
    CHECK(pieces(PreTokenizer::kGpt2, s + s + "1") == Pieces{s, s, "1"});
  }
  for (const char* visible : {"\u180E", "\u200B", "\u2060", "\uFEFF", "\x1C"}) {
    CAPTURE(visible);
    const std::string v = visible;
    CHECK(pieces(PreTokenizer::kLlama3, v + v + "1") == Pieces{v + v, "1"});
    CHECK(pieces(PreTokenizer::kGpt2, v + v + "1") == Pieces{v + v, "1"});
  }
}

TEST_CASE("pre-tokenizer: runs longer than any default limit, with machine code and interpreted") {
  constexpr std::size_t kBytes = 11'000'000;
  std::string lines;
  while (lines.size() < kBytes) {
    lines += " \t\n";
  }
  for (const PreTokenizer pre : {PreTokenizer::kLlama3, PreTokenizer::kGpt2}) {
    for (const bool machine_code : {true, false}) {
      const auto count = [&](const std::string& text) {
        return pieces(pre, text, machine_code).size();
      };
      CHECK(count(std::string(kBytes, 'a')) == 1);
      CHECK(count(std::string(kBytes, ' ')) == 1);
      CHECK(count(std::string(kBytes, ' ') + 'x') == 2);
      CHECK(count(std::string(kBytes, '!')) == 1);
      CHECK(count(std::string(kBytes, '\n')) == 1);
      CHECK(count(lines) == 1);
      CHECK(count(lines + 'x') == (pre == PreTokenizer::kLlama3 ? 2 : 3));
    }
  }
  CHECK(pieces(PreTokenizer::kLlama3, std::string(30'000, '7')).size() == 10'000);
}

TEST_CASE("pre-tokenizer: names") {
  CHECK(pre_tokenizer_name(PreTokenizer::kLlama3) == "llama-bpe");
  CHECK(pre_tokenizer_name(PreTokenizer::kGpt2) == "gpt-2");
}

}  // namespace
}  // namespace bitnet::runtime
