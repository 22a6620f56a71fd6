// SPDX-License-Identifier: Apache-2.0
// A small vocabulary for tests, and short ways to use it.
#pragma once

#include "byte_alphabet.h"

#include <bitnet/runtime/tokenizer.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime::testing {

using Ids = std::vector<std::int32_t>;

inline std::string spelled(std::string_view bytes) {
  std::string text;
  append_spelling(bytes, text);
  return text;
}

/// The 256 bytes (ids 0..255), "he" 256, "ll" 257, "hell" 258, "hello" 259, " hello" 260, "xyz" 261
/// (which no merge makes), <|begin_of_text|> 262, <|end_of_text|> 263, <|eot_id|> 264.
inline TokenizerData small_data() {
  TokenizerData data;
  data.pre = "llama-bpe";
  for (int byte = 0; byte < 256; ++byte) {
    const char text = static_cast<char>(byte);
    data.tokens.push_back(spelled({&text, 1}));
  }
  for (const char* word : {"he", "ll", "hell", "hello", " hello", "xyz"}) {
    data.tokens.push_back(spelled(word));
  }
  data.merges = {"h e", "l l", "he ll", "hell o", spelled(" ") + " hello"};
  data.types.assign(data.tokens.size(), static_cast<std::int32_t>(TokenType::kNormal));
  for (const char* special : {"<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"}) {
    data.tokens.emplace_back(special);
    data.types.push_back(static_cast<std::int32_t>(TokenType::kControl));
  }
  data.scores.assign(data.tokens.size(), 0.0F);
  data.bos = 262;
  data.eos = 263;
  return data;
}

inline Tokenizer tokenizer_of(const TokenizerData& data) {
  Result<Tokenizer> tokenizer = Tokenizer::from_data(data);
  REQUIRE_MESSAGE(tokenizer, tokenizer.error().message);
  return std::move(*tokenizer);
}

inline Ids encoded(const Tokenizer& tokenizer, std::string_view text, EncodeOptions options = {}) {
  const Result<Ids> ids = tokenizer.encode(text, options);
  REQUIRE_MESSAGE(ids, ids.error().message);
  return *ids;
}

}  // namespace bitnet::runtime::testing
