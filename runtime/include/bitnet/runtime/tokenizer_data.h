// SPDX-License-Identifier: Apache-2.0
// Vocabularies as a GGUF file stores them: made from a tiktoken rank file, or synthetic. Writes no
// file.
#pragma once

#include <bitnet/runtime/result.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bitnet::runtime {

/// The values of the tokenizer.ggml.* keys. `tokens` and `merges` are in GPT-2's byte alphabet (a
/// space is U+0120), special tokens in plain text.
struct TokenizerData {
  std::string model = "gpt2";  // tokenizer.ggml.model
  std::string pre;             // tokenizer.ggml.pre; "" = the key is absent
  std::vector<std::string> tokens;
  std::vector<float> scores;        // as long as tokens, all 0: BPE does not use them
  std::vector<std::int32_t> types;  // as long as tokens; values of TokenType
  std::vector<std::string> merges;  // "left right", first = merged first
  std::int32_t bos = -1;            // -1 = the key is absent, here and below
  std::int32_t eos = -1;
  std::int32_t eot = -1;
  std::int32_t pad = -1;
  bool add_bos = true;
};

/// Fewest tokens of synthetic_tokenizer(): 256 bytes and the special tokens.
inline constexpr std::uint32_t kMinSyntheticVocab = 261;

/// Longest token and largest file that are read from a rank file.
inline constexpr std::size_t kMaxRankTokenBytes = 256;
inline constexpr std::uintmax_t kMaxRankFileBytes = 64U << 20U;

/// A rank file with Llama-3's 256 special tokens behind the last rank; pre = "llama-bpe".
/// Merges: for every token by rank, all pairs of tokens that it can be cut into, ordered by the
/// ranks of the halves. Merging by rank (lowest rank first, leftmost first) then gives the same
/// tokens as the rank file: when a token becomes the best merge, everything of lower rank inside it
/// is merged already, so exactly one of its pairs can be there.
/// Errors: a line that is not "base64 rank", ranks other than 0..n-1 each once, an empty, doubled
/// or too long token, a byte without token, a file too large or unreadable.
Result<TokenizerData> tiktoken_tokenizer(const std::filesystem::path& path);

/// A byte-level vocabulary of `vocab` tokens, the same on every machine: the 256 bytes, pairs of
/// earlier tokens over letters and a leading space, and the five special tokens last; pre =
/// "llama-bpe". `vocab` below kMinSyntheticVocab gives kMinSyntheticVocab tokens: check before.
[[nodiscard]] TokenizerData synthetic_tokenizer(std::uint32_t vocab);

}  // namespace bitnet::runtime
