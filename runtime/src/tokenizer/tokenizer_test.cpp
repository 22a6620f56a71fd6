// SPDX-License-Identifier: Apache-2.0
// Encoding and decoding with a vocabulary small enough to know by heart.
#include "test_vocabulary.h"

#include <thread>

namespace bitnet::runtime {
namespace {

using testing::encoded;
using testing::Ids;
using testing::small_data;
using testing::tokenizer_of;

TEST_CASE("tokenizer: merges by rank, whole pieces first") {
  const Tokenizer tokenizer = tokenizer_of(small_data());
  CHECK(encoded(tokenizer, "hello") == Ids{259});
  CHECK(encoded(tokenizer, " hello hell") == Ids{260, ' ', 258});
  CHECK(encoded(tokenizer, "helll") == Ids{258, 'l'});
  CHECK(encoded(tokenizer, "xyz") == Ids{261});
  CHECK(encoded(tokenizer, "xyzz") == Ids{'x', 'y', 'z', 'z'});
  CHECK(encoded(tokenizer, "").empty());
}

TEST_CASE("tokenizer: GPT-2 merges whole pieces as well") {
  TokenizerData data = small_data();
  data.pre = "gpt-2";
  const Tokenizer tokenizer = tokenizer_of(data);
  CHECK(tokenizer.pre_tokenizer() == PreTokenizer::kGpt2);
  CHECK(encoded(tokenizer, "hello") == Ids{259});
  CHECK(encoded(tokenizer, "xyz") == Ids{'x', 'y', 'z'});
}

TEST_CASE("tokenizer: the first token, asked for") {
  TokenizerData data = small_data();
  CHECK(encoded(tokenizer_of(data), "he", {.add_bos = true}) == Ids{262, 256});
  CHECK(encoded(tokenizer_of(data), "", {.add_bos = true}) == Ids{262});
  CHECK(tokenizer_of(data).adds_bos());
  data.bos = kNoToken;
  data.add_bos = false;
  const Tokenizer without = tokenizer_of(data);
  const Result<Ids> ids = without.encode("he", {.add_bos = true});
  REQUIRE_FALSE(ids);
  CHECK(ids.error().code == ExitCode::kUsage);
  CHECK(ids.error().message.find("beginning-of-text") != std::string::npos);
}

TEST_CASE("tokenizer: special tokens only when asked for") {
  const Tokenizer tokenizer = tokenizer_of(small_data());
  constexpr std::string_view kText = "he<|eot_id|>he<|eot_id|";
  const Ids special = encoded(tokenizer, kText, {.parse_special = true});
  CHECK(Ids(special.begin(), special.begin() + 3) == Ids{256, 264, 256});
  CHECK(tokenizer.decode(special, false) == kText);
  CHECK(tokenizer.decode(special, true) == "hehe<|eot_id|");
  for (const std::int32_t id : encoded(tokenizer, kText)) {
    CHECK_FALSE(tokenizer.is_special(id));
  }
  CHECK(tokenizer.decode(encoded(tokenizer, kText), true) == kText);
}

TEST_CASE("tokenizer: user-defined tokens are found in plain text and are no special tokens") {
  TokenizerData data = small_data();
  data.tokens.emplace_back("hell o");
  data.types.push_back(static_cast<std::int32_t>(TokenType::kUserDefined));
  data.scores.push_back(0);
  const Tokenizer tokenizer = tokenizer_of(data);
  CHECK(encoded(tokenizer, "xhell oh") == Ids{'x', 265, 'h'});
  CHECK_FALSE(tokenizer.is_special(265));
  CHECK(tokenizer.decode(Ids{265}, true) == "hell o");
}

TEST_CASE("tokenizer: bytes that are not UTF-8 become the tokens of these bytes") {
  const Tokenizer tokenizer = tokenizer_of(small_data());
  CHECK(encoded(tokenizer, "hello\xFFhello\xE2\x82") == Ids{259, 0xFF, 259, 0xE2, 0x82});
  // The text is cut there: the space stands at an end, not before a letter.
  CHECK(encoded(tokenizer, " \x80hello") == Ids{' ', 0x80, 259});
  CHECK(encoded(tokenizer, "\xED\xA0\x80") == Ids{0xED, 0xA0, 0x80});
  std::string all;
  for (int round = 0; round < 4; ++round) {
    for (int byte = 0; byte < 256; ++byte) {
      all += static_cast<char>(byte * (2 * round + 1));
    }
  }
  CHECK(tokenizer.decode(encoded(tokenizer, all), false) == all);
}

TEST_CASE("tokenizer: ten megabytes of one letter; one of two letters, spaces and broken bytes") {
  const Tokenizer tokenizer = tokenizer_of(synthetic_tokenizer(2000));
  constexpr std::size_t kBytes = 10'000'000;
  std::string text(kBytes, 'e');
  const Ids ids = encoded(tokenizer, text);
  CHECK(ids.size() <= kBytes / 2 + 1);
  CHECK(tokenizer.decode(ids, false) == text);
  text.resize(kBytes / 10);
  for (std::size_t i = 0; i < text.size(); i += 3) {
    text[i] = 't';
  }
  CHECK(tokenizer.decode(encoded(tokenizer, text), false) == text);
  text.assign(kBytes / 10, ' ');
  CHECK(tokenizer.decode(encoded(tokenizer, text), false) == text);
  text.assign(kBytes / 10, '\xE2');
  CHECK(encoded(tokenizer, text) == Ids(kBytes / 10, 0xE2));
}

TEST_CASE("tokenizer: encode_into appends, and leaves the list alone on an error") {
  TokenizerData data = small_data();
  data.bos = kNoToken;
  data.add_bos = false;
  const Tokenizer tokenizer = tokenizer_of(data);
  EncodeWorkspace workspace;
  Ids ids = {1, 2};
  CHECK(tokenizer.encode_into("hello", {}, workspace, ids));
  CHECK(ids == Ids{1, 2, 259});
  CHECK_FALSE(tokenizer.encode_into("hello", {.add_bos = true}, workspace, ids));
  CHECK(ids == Ids{1, 2, 259});
}

TEST_CASE("tokenizer: facts about ids, inside and outside of the vocabulary") {
  const Tokenizer tokenizer = tokenizer_of(small_data());
  CHECK(tokenizer.vocab_size() == 265);
  CHECK(tokenizer.piece(260) == " hello");
  CHECK(tokenizer.piece(264) == "<|eot_id|>");
  CHECK(tokenizer.bos() == 262);
  CHECK(tokenizer.eos() == 263);
  CHECK(tokenizer.eot() == 264);  // by its text: no id was given
  CHECK(tokenizer.pad() == kNoToken);
  CHECK(tokenizer.end_ids() == Ids{263, 264});
  CHECK(tokenizer.special_id("<|eot_id|>") == 264);
  CHECK(tokenizer.special_id("hello") == kNoToken);
  CHECK(tokenizer.type(0) == TokenType::kNormal);
  for (const std::int32_t outside : {-1, 265, 2147483647, -2147483647 - 1}) {
    CHECK(tokenizer.piece(outside).empty());
    CHECK_FALSE(tokenizer.is_special(outside));
    CHECK(tokenizer.type(outside) == TokenType::kUnused);
    CHECK(tokenizer.decode(Ids{256, outside}, false) == "he");
  }
}

TEST_CASE("tokenizer: equal end ids are listed once") {
  TokenizerData data = small_data();
  data.eos = 264;
  CHECK(tokenizer_of(data).end_ids() == Ids{264});
}

TEST_CASE("tokenizer: several threads, one tokenizer") {
  const Tokenizer tokenizer = tokenizer_of(small_data());
  const std::string text = "hello world hell \xFF 123 xyz hello";
  const Ids wanted = encoded(tokenizer, text);
  std::vector<Ids> results(4);
  std::vector<std::thread> threads;
  for (Ids& result : results) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        result = tokenizer.encode(text).value();
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const Ids& result : results) {
    CHECK(result == wanted);
  }
}

}  // namespace
}  // namespace bitnet::runtime
