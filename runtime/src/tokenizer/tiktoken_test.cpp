// SPDX-License-Identifier: Apache-2.0
// Rank files as a whole: merges from ranks, and the errors of the file.
#include "base/test_folder.h"
#include "test_vocabulary.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

namespace bitnet::runtime {
namespace {

using testing::encoded;
using testing::Ids;
using testing::TestFolder;

std::string base64(std::string_view bytes) {
  std::array<unsigned char, 64> text{};
  const int size =
      EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  return {text.begin(), text.begin() + size};
}

std::vector<std::string> all_bytes() {
  std::vector<std::string> tokens;
  for (int byte = 0; byte < 256; ++byte) {
    tokens.emplace_back(1, static_cast<char>(byte));
  }
  return tokens;
}

std::string rank_text(const std::vector<std::string>& tokens) {
  std::string text;
  for (std::size_t rank = 0; rank < tokens.size(); ++rank) {
    text += base64(tokens[rank]) + ' ' + std::to_string(rank) + '\n';
  }
  return text;
}

// How tiktoken merges: any two neighbours that are a token together, lowest rank first.
Ids merged_by_rank(const std::map<std::string, std::int32_t>& ranks, std::string_view piece) {
  std::vector<std::string> parts;
  for (const char c : piece) {
    parts.emplace_back(1, c);
  }
  while (parts.size() > 1) {
    std::size_t at = 0;
    std::int32_t best = std::numeric_limits<std::int32_t>::max();
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto found = ranks.find(parts[i] + parts[i + 1]);
      if (found != ranks.end() && found->second < best) {
        best = found->second;
        at = i;
      }
    }
    if (best == std::numeric_limits<std::int32_t>::max()) {
      break;
    }
    parts[at] += parts[at + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  Ids ids;
  for (const std::string& part : parts) {
    ids.push_back(ranks.at(part));
  }
  return ids;
}

TEST_CASE("tiktoken: merges from ranks give what merging by rank gives") {
  std::mt19937 random(99);
  const TestFolder folder;
  for (int round = 0; round < 10; ++round) {
    std::vector<std::string> tokens = all_bytes();
    std::map<std::string, std::int32_t> ranks;
    std::vector<std::string> words = {"a", "b", "c"};
    while (words.size() < 60) {
      const std::string word = words[random() % words.size()] + words[random() % words.size()];
      if (word.size() <= 12 && std::find(words.begin(), words.end(), word) == words.end()) {
        words.push_back(word);
        tokens.push_back(word);
      }
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      ranks[tokens[i]] = static_cast<std::int32_t>(i);
    }
    folder.put("ranks", rank_text(tokens));
    const Result<Tokenizer> tokenizer = Tokenizer::from_tiktoken(folder.path("ranks"));
    REQUIRE_MESSAGE(tokenizer, tokenizer.error().message);
    for (int text = 0; text < 40; ++text) {
      std::string piece;
      for (std::size_t i = 0, size = 1 + random() % 90; i < size; ++i) {
        piece += static_cast<char>('a' + random() % 3);
      }
      CAPTURE(piece);
      const Ids wanted = ranks.contains(piece) ? Ids{ranks[piece]} : merged_by_rank(ranks, piece);
      CHECK(encoded(*tokenizer, piece) == wanted);
    }
  }
}

TEST_CASE("tiktoken: special tokens behind the last rank") {
  const TestFolder folder;
  folder.put("ranks", rank_text(all_bytes()));
  const Result<TokenizerData> data = tiktoken_tokenizer(folder.path("ranks"));
  REQUIRE_MESSAGE(data, data.error().message);
  CHECK(data->tokens.size() == 512);
  CHECK(data->tokens[256] == "<|begin_of_text|>");
  CHECK(data->tokens[258] == "<|reserved_special_token_0|>");
  CHECK(data->tokens[264] == "<|reserved_special_token_4|>");
  CHECK(data->tokens[265] == "<|eot_id|>");
  CHECK(data->tokens[266] == "<|reserved_special_token_5|>");
  CHECK(data->tokens[511] == "<|reserved_special_token_250|>");
  CHECK(data->bos == 256);
  CHECK(data->eos == 257);
  CHECK(data->eot == 265);
  CHECK(data->merges.empty());
  CHECK(data->scores.size() == 512);
  CHECK(data->types.size() == 512);
}

TEST_CASE("tiktoken: errors name the file") {
  const TestFolder folder;
  const std::string path = folder.path("ranks");
  const auto message = [&] {
    const Result<Tokenizer> tokenizer = Tokenizer::from_tiktoken(path);
    REQUIRE_FALSE(tokenizer);
    CHECK(tokenizer.error().code == ExitCode::kInput);
    return tokenizer.error().message;
  };
  CHECK(message().find(path) != std::string::npos);  // it does not exist
  folder.put("ranks", "YQ== 0\nYQ== 1\n");
  CHECK(message() == path + ": rank 0 and rank 1 are the same token 'a'");
  folder.put("ranks", "YQ== 0\n");
  CHECK(message() == path + ": tokenizer.ggml.tokens has no token for byte 0x00");
  folder.put("ranks", "");
  CHECK(message().find("is empty") != std::string::npos);
  CHECK(Tokenizer::from_tiktoken(folder.path()).error().code == ExitCode::kInput);  // a folder
}

}  // namespace
}  // namespace bitnet::runtime
