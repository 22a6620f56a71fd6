// SPDX-License-Identifier: Apache-2.0
// A vocabulary without a corpus: pairs of words in the order of a diagonal walk. Words start as the
// letters by their frequency in English and a leading space; each pair that makes a new word joins
// them, so short and common letters combine first.
#include "byte_alphabet.h"

#include <bitnet/runtime/tokenizer.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace bitnet::runtime {
namespace {

constexpr std::string_view kFirstWords = " etaoinshrdlucmfwygpbvkxqjz";
constexpr std::size_t kMaxWordBytes = 16;
constexpr std::array<std::string_view, 5> kSpecials = {"<|begin_of_text|>", "<|end_of_text|>",
                                                       "<|start_header_id|>", "<|end_header_id|>",
                                                       "<|eot_id|>"};
static_assert(256 + kSpecials.size() == kMinSyntheticVocab);

std::string spelled(std::string_view bytes) {
  std::string text;
  append_spelling(bytes, text);
  return text;
}

// Words and merges until `wanted` new words are there.
void add_words(std::size_t wanted, TokenizerData& data) {
  std::vector<std::string> words;
  for (const char c : kFirstWords) {
    words.emplace_back(1, c);
  }
  std::unordered_set<std::string> known(words.begin(), words.end());
  std::size_t added = 0;
  for (std::size_t diagonal = 0; added < wanted; ++diagonal) {
    // Both halves exist already: the list grows faster than the diagonal.
    for (std::size_t i = 0; i <= diagonal && added < wanted; ++i) {
      const std::string& left = words[i];
      const std::string& right = words[diagonal - i];
      std::string word = left + right;
      // A space begins a word: the pre-tokenizer never leaves one inside of a piece with letters.
      if (right.front() == ' ' || word.size() > kMaxWordBytes || !known.insert(word).second) {
        continue;
      }
      data.tokens.push_back(spelled(word));
      data.merges.push_back(spelled(left) + ' ' + spelled(right));
      words.push_back(std::move(word));
      ++added;
    }
  }
}

}  // namespace

TokenizerData synthetic_tokenizer(std::uint32_t vocab) {
  const std::size_t size = std::max(vocab, kMinSyntheticVocab);
  TokenizerData data;
  data.pre = pre_tokenizer_name(PreTokenizer::kLlama3);
  data.tokens.reserve(size);
  for (int byte = 0; byte < 256; ++byte) {
    const char text = static_cast<char>(byte);
    data.tokens.push_back(spelled({&text, 1}));
  }
  add_words(size - kMinSyntheticVocab, data);
  data.types.assign(data.tokens.size(), static_cast<std::int32_t>(TokenType::kNormal));
  data.bos = static_cast<std::int32_t>(data.tokens.size());
  data.tokens.insert(data.tokens.end(), kSpecials.begin(), kSpecials.end());
  data.types.resize(size, static_cast<std::int32_t>(TokenType::kControl));
  data.scores.assign(size, 0.0F);
  data.eos = data.bos + 1;
  data.eot = data.bos + 4;
  data.pad = data.eos;
  return data;
}

}  // namespace bitnet::runtime
