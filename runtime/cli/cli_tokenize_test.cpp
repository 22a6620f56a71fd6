// SPDX-License-Identifier: Apache-2.0
// The verb tokenize, in-process, on a rank file of the 256 bytes and two words.
#include "base/test_folder.h"
#include "cli_harness.h"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <array>

namespace bitnet::runtime {
namespace {

using cli_test::call;
using cli_test::contains;
using cli_test::is_one_sentence;
using cli_test::Outcome;
using testing::TestFolder;

// "he" is 256, "hex" 257, <|begin_of_text|> 258, <|eot_id|> 267.
std::string rank_file(const TestFolder& folder) {
  std::string text;
  std::size_t rank = 0;
  const auto add = [&](const std::string& bytes) {
    std::array<unsigned char, 16> encoded{};
    const int size =
        EVP_EncodeBlock(encoded.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                        static_cast<int>(bytes.size()));
    text.append(encoded.begin(), encoded.begin() + size);
    text += ' ' + std::to_string(rank++) + '\n';
  };
  for (int byte = 0; byte < 256; ++byte) {
    add(std::string(1, static_cast<char>(byte)));
  }
  add("he");
  add("hex");
  folder.put("ranks", text);
  return folder.path("ranks");
}

TEST_CASE("tokenize: text from option, file and standard input") {
  const TestFolder folder;
  const std::string ranks = rank_file(folder);
  folder.put("text", "hex\n");
  const Outcome option = call({"tokenize", "--tokenizer", ranks, "-p", "hex\n"});
  CHECK(option.code == 0);
  CHECK(option.out == "258 257 10\n");
  CHECK(option.err.empty());
  CHECK(call({"tokenize", "--tokenizer", ranks, "-f", folder.path("text")}).out == option.out);
  CHECK(call({"tokenize", "--tokenizer", ranks}, "hex\n").out == option.out);
  CHECK(call({"tokenize", "--tokenizer", ranks, "-p", ""}, "not this").out == "258\n");
}

TEST_CASE("tokenize: formats and flags") {
  const TestFolder folder;
  const std::string ranks = rank_file(folder);
  const auto out = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"tokenize", "--tokenizer", ranks});
    const Outcome outcome = call(more);
    CHECK(outcome.code == 0);
    return outcome.out;
  };
  CHECK(out({"-p", "he!", "--no-bos"}) == "256 33\n");
  CHECK(out({"-p", "he!", "--format", "count"}) == "3\n");
  CHECK(out({"-p", "he!", "--format", "json"}) == "{\"count\":3,\"ids\":[258,256,33]}\n");
  CHECK(out({"-p", "he\n", "--format", "table", "--no-bos"}) ==
        "     256  'he'\n      10  '\\x0a'\n");
  CHECK(out({"-p", "he<|eot_id|>", "--special", "--no-bos"}) == "256 267\n");
  CHECK(out({"-p", "he<|eot_id|>", "--no-bos"}).starts_with("256 60 124"));
}

TEST_CASE("tokenize: ids back to text") {
  const TestFolder folder;
  const std::string ranks = rank_file(folder);
  CHECK(call({"tokenize", "--tokenizer", ranks, "--decode", "-p", "256, 33\n267 255"}).out ==
        "he!<|eot_id|>\xFF");
  CHECK(call({"tokenize", "--tokenizer", ranks, "--decode", "-p", " "}).out.empty());
  for (const char* bad : {"514", "-1", "x", "1.5", "99999999999999999999", "2147483648"}) {
    CAPTURE(bad);
    const Outcome outcome = call({"tokenize", "--tokenizer", ranks, "--decode", "-p", bad});
    CHECK(outcome.code == 2);
    CHECK(is_one_sentence(outcome));
    CHECK(contains(outcome.err, "is not a token id, 0 to 513 wanted"));
  }
}

TEST_CASE("tokenize: what it refuses") {
  const TestFolder folder;
  const std::string ranks = rank_file(folder);
  CHECK(call({"tokenize", "-p", "x"}).code == 2);
  CHECK(call({"tokenize", "-m", ranks, "--tokenizer", ranks, "-p", "x"}).code == 2);
  CHECK(call({"tokenize", "--tokenizer", ranks, "-p", "x", "-f", ranks}).code == 2);
  CHECK(call({"tokenize", "--tokenizer", ranks, "-p", "x", "--pre", "qwen2"}).code == 2);
  for (const Outcome& outcome :
       {call({"tokenize", "--tokenizer", folder.path("none"), "-p", "x"}),
        call({"tokenize", "--tokenizer", ranks, "-f", folder.path("none")}),
        call({"tokenize", "--tokenizer", folder.path(), "-p", "x"}),
        call({"tokenize", "-m", ranks, "-p", "x"})}) {
    CHECK(outcome.code == 3);
    CHECK(is_one_sentence(outcome));
  }
}

}  // namespace
}  // namespace bitnet::runtime
