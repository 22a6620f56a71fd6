// SPDX-License-Identifier: Apache-2.0
// What a vocabulary may not be, one sentence each; and what is read generously.
#include "test_vocabulary.h"

#include <functional>

namespace bitnet::runtime {
namespace {

using testing::encoded;
using testing::Ids;
using testing::small_data;
using testing::spelled;
using testing::tokenizer_of;

struct BadCase {
  const char* what;
  std::function<void(TokenizerData&)> change;
  const char* message;  // part of it
};

void add_token(TokenizerData& data, std::string text, TokenType type) {
  data.tokens.push_back(std::move(text));
  data.types.push_back(static_cast<std::int32_t>(type));
  data.scores.push_back(0);
}

const std::vector<BadCase>& bad_cases() {
  static const std::vector<BadCase> kCases = {
      {"another model", [](auto& d) { d.model = "llama"; },
       "tokenizer.ggml.model is 'llama', gpt2"},
      {"another pre-tokenizer", [](auto& d) { d.pre = "qwen2\n"; },
       "tokenizer.ggml.pre is 'qwen2\\x0a', llama-bpe or gpt-2"},
      {"no pre-tokenizer", [](auto& d) { d.pre.clear(); },
       "tokenizer.ggml.pre is missing and the vocabulary has 265 tokens"},
      {"no tokens",
       [](auto& d) {
         d = TokenizerData();
         d.pre = "gpt-2";
       },
       "has 0 tokens"},
      {"fewer types", [](auto& d) { d.types.pop_back(); }, "token_type has 264 values, 265 wanted"},
      {"no types", [](auto& d) { d.types.clear(); }, "token_type has 0 values, 265 wanted"},
      {"type 0", [](auto& d) { d.types[7] = 0; }, "token_type[7] is 0, 1 to 6"},
      {"type 7", [](auto& d) { d.types[7] = 7; }, "token_type[7] is 7, 1 to 6"},
      {"empty token", [](auto& d) { d.tokens[261].clear(); }, "tokens[261] is empty"},
      {"empty special token", [](auto& d) { d.tokens[264].clear(); }, "tokens[264] is empty"},
      {"doubled token", [](auto& d) { d.tokens[261] = "he"; },
       "tokens[261] = 'he' is also tokenizer.ggml.tokens[256]"},
      {"doubled special token", [](auto& d) { d.tokens[264] = d.tokens[262]; },
       "tokens[264] = '<|begin_of_text|>' is the text of another"},
      {"long special token", [](auto& d) { d.tokens[264].assign(257, '<'); },
       "tokens[264] is a special token of 257 bytes, at most 256"},
      {"not of the alphabet", [](auto& d) { d.tokens[261] = "a b"; },
       "tokens[261] = 'a b' has a character that is not"},
      {"byte token -1", [](auto& d) { add_token(d, "<0x-1>", TokenType::kByte); },
       "'<0x-1>' is of type byte, <0x00> to <0xFF> wanted"},
      {"byte token ZZ", [](auto& d) { add_token(d, "<0xZZ>", TokenType::kByte); },
       "'<0xZZ>' is of type byte"},
      {"byte token without end", [](auto& d) { add_token(d, "<0x4", TokenType::kByte); },
       "'<0x4' is of type byte"},
      {"a byte without token", [](auto& d) { d.tokens[0x41] = "AAA"; }, "no token for byte 0x41"},
      {"a byte that is special", [](auto& d) { d.types[0x41] = 3; }, "no token for byte 0x41"},
      {"bos", [](auto& d) { d.bos = 265; }, "bos_token_id is 265, below 265"},
      {"eos", [](auto& d) { d.eos = 99999; }, "eos_token_id is 99999, below 265"},
      {"eot", [](auto& d) { d.eot = -2; }, "eot_token_id is 4294967294, below 265"},
      {"padding", [](auto& d) { d.pad = 265; }, "padding_token_id is 265, below 265"},
      {"add_bos", [](auto& d) { d.bos = kNoToken; },
       "add_bos_token is true but tokenizer.ggml.bos_token_id is missing"},
      {"merge without space", [](auto& d) { d.merges[1] = "ll"; },
       "merges[1] = 'll' is not two tokens"},
      {"merge with one half", [](auto& d) { d.merges[1] = "ll "; },
       "merges[1] = 'll ' is not two tokens"},
      {"merge with empty left", [](auto& d) { d.merges[1] = " ll"; },
       "merges[1] = ' ll' is not two tokens"},
      {"merge of three", [](auto& d) { d.merges[1] = "l l l"; },
       "merges[1] = 'l l l' has a character"},
      {"merge not spelled", [](auto& d) { d.merges[1] = "l \n"; },
       "merges[1] = 'l \\x0a' has a character"},
      {"unknown left", [](auto& d) { d.merges[1] = "lx l"; },
       "merges[1] = 'lx l' names a left token"},
      {"unknown right", [](auto& d) { d.merges[1] = "l xl"; },
       "merges[1] = 'l xl' names a right token"},
      {"unknown result", [](auto& d) { d.merges[1] = "l x"; }, "merges[1] = 'l x' makes a token"},
      {"special halves", [](auto& d) { d.merges[1] = "<|eot_id|> l"; },
       "merges[1] = '<|eot_id|> l' names a left token"},
      {"empty merge", [](auto& d) { d.merges[1].clear(); }, "merges[1] = '' is not two tokens"},
  };
  return kCases;
}

TEST_CASE("build tokenizer: what is refused, and how") {
  for (const BadCase& c : bad_cases()) {
    CAPTURE(c.what);
    TokenizerData data = small_data();
    c.change(data);
    const Result<Tokenizer> tokenizer = Tokenizer::from_data(data, "model.gguf");
    REQUIRE_FALSE(tokenizer);
    CHECK(tokenizer.error().code == ExitCode::kInput);
    CHECK(tokenizer.error().message.starts_with("model.gguf: "));
    CHECK_MESSAGE(tokenizer.error().message.find(c.message) != std::string::npos,
                  tokenizer.error().message);
  }
}

TEST_CASE("build tokenizer: a merge that is there twice keeps its first rank, with a warning") {
  TokenizerData data = small_data();
  data.merges.push_back("h e");
  const Tokenizer tokenizer = tokenizer_of(data);
  REQUIRE(tokenizer.warnings().size() == 1);
  CHECK(tokenizer.warnings()[0].find("1 of tokenizer.ggml.merges repeat") != std::string::npos);
  CHECK(encoded(tokenizer, "hello") == Ids{259});
  CHECK(tokenizer_of(small_data()).warnings().empty());
}

TEST_CASE("build tokenizer: a byte may have a token of type byte instead of a normal one") {
  TokenizerData data = small_data();
  data.tokens[0x41] = "<0x41>";
  data.types[0x41] = static_cast<std::int32_t>(TokenType::kByte);
  const Tokenizer tokenizer = tokenizer_of(data);
  CHECK(encoded(tokenizer, "hA") == Ids{'h', 0x41});
  CHECK(tokenizer.decode(Ids{0x41}, true) == "A");
}

TEST_CASE("build tokenizer: unused tokens have any text and are never made") {
  TokenizerData data = small_data();
  add_token(data, "hello world \u4E2D", TokenType::kUnused);
  add_token(data, "he", TokenType::kUnused);
  const Tokenizer tokenizer = tokenizer_of(data);
  CHECK(encoded(tokenizer, "he") == Ids{256});
  CHECK(tokenizer.piece(265) == "hello world \u4E2D");
}

TEST_CASE("build tokenizer: pre-tokenizer by its other names, forced, and assumed") {
  for (const char* name : {"llama-bpe", "llama3", "llama-v3"}) {
    TokenizerData data = small_data();
    data.pre = name;
    CHECK(tokenizer_of(data).pre_tokenizer() == PreTokenizer::kLlama3);
  }
  for (const char* name : {"gpt-2", "gpt2"}) {
    TokenizerData data = small_data();
    data.pre = name;
    CHECK(tokenizer_of(data).pre_tokenizer() == PreTokenizer::kGpt2);
  }
  TokenizerData large = synthetic_tokenizer(128256);
  large.pre.clear();
  const Tokenizer assumed = tokenizer_of(large);
  CHECK(assumed.pre_tokenizer() == PreTokenizer::kLlama3);
  REQUIRE(assumed.warnings().size() == 1);
  CHECK(assumed.warnings()[0].find("llama-bpe is assumed") != std::string::npos);
}

}  // namespace
}  // namespace bitnet::runtime
