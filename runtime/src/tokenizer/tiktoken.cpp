// SPDX-License-Identifier: Apache-2.0
// From ranks to what a GGUF file stores: spelled tokens, special tokens, merges.
#include "base/text.h"
#include "byte_alphabet.h"
#include "rank_file.h"
#include "vocabulary.h"

#include <bitnet/runtime/mapped_file.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

namespace bitnet::runtime {
namespace {

constexpr std::int32_t kSpecialCount = 256;
constexpr std::int32_t kBos = 0;  // behind the last rank
constexpr std::int32_t kEos = 1;
constexpr std::int32_t kEot = 9;

std::string llama3_special(std::int32_t index) {
  switch (index) {
    case kBos:
      return "<|begin_of_text|>";
    case kEos:
      return "<|end_of_text|>";
    case 6:
      return "<|start_header_id|>";
    case 7:
      return "<|end_header_id|>";
    case kEot:
      return "<|eot_id|>";
    default:  // numbered from 0 in the gaps
      return fmt::format("<|reserved_special_token_{}|>", index - (index < 6   ? 2
                                                                   : index < 9 ? 4
                                                                               : 5));
  }
}

// Ids are ranks here.
Result<Vocabulary> index_ranks(const std::vector<std::string>& ranks, std::string_view where) {
  std::size_t bytes = 0;
  for (const std::string& token : ranks) {
    bytes += token.size();
  }
  Vocabulary vocabulary;
  vocabulary.reserve(ranks.size(), bytes);
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    vocabulary.arena() += ranks[rank];
    vocabulary.add(TokenType::kNormal);
    if (const std::int32_t twin = vocabulary.index(static_cast<std::int32_t>(rank)); twin >= 0) {
      return input_error(fmt::format("{}: rank {} and rank {} are the same token {}", where, twin,
                                     rank, in_quotes(ranks[rank])));
    }
  }
  return vocabulary;
}

using Halves = std::pair<std::int32_t, std::int32_t>;

void collect_halves(const Vocabulary& vocabulary, std::string_view token,
                    std::vector<Halves>& halves) {
  halves.clear();
  for (std::size_t cut = 1; cut < token.size(); ++cut) {
    const std::int32_t left = vocabulary.find(token.substr(0, cut));
    const std::int32_t right = left < 0 ? kNoToken : vocabulary.find(token.substr(cut));
    if (right >= 0) {
      halves.emplace_back(left, right);
    }
  }
  std::sort(halves.begin(), halves.end());
}

void add_ranked_merges(const Vocabulary& vocabulary, TokenizerData& data) {
  std::vector<Halves> halves;
  for (std::int32_t rank = 0; vocabulary.contains(rank); ++rank) {
    collect_halves(vocabulary, vocabulary.piece(rank), halves);
    for (const auto& [left, right] : halves) {
      data.merges.push_back(data.tokens[static_cast<std::size_t>(left)] + ' ' +
                            data.tokens[static_cast<std::size_t>(right)]);
    }
  }
}

Result<TokenizerData> data_from_ranks(const std::vector<std::string>& ranks,
                                      std::string_view where) {
  const Result<Vocabulary> vocabulary = index_ranks(ranks, where);
  if (!vocabulary) {
    return tl::unexpected(vocabulary.error());
  }
  TokenizerData data;
  data.pre = pre_tokenizer_name(PreTokenizer::kLlama3);
  data.tokens.reserve(ranks.size() + kSpecialCount);
  for (const std::string& token : ranks) {
    append_spelling(token, data.tokens.emplace_back());
  }
  add_ranked_merges(*vocabulary, data);
  const auto first = static_cast<std::int32_t>(ranks.size());
  for (std::int32_t i = 0; i < kSpecialCount; ++i) {
    data.tokens.push_back(llama3_special(i));
  }
  data.scores.assign(data.tokens.size(), 0.0F);
  data.types.assign(ranks.size(), static_cast<std::int32_t>(TokenType::kNormal));
  data.types.resize(data.tokens.size(), static_cast<std::int32_t>(TokenType::kControl));
  data.bos = first + kBos;
  data.eos = first + kEos;
  data.eot = first + kEot;
  data.pad = data.eos;
  return data;
}

}  // namespace

Result<TokenizerData> tiktoken_tokenizer(const std::filesystem::path& path) {
  const std::string where = path.string();
  const Result<MappedFile> file = MappedFile::open(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  const std::span<const std::byte> bytes = file->bytes();
  if (bytes.size() > kMaxRankFileBytes) {
    return input_error(fmt::format("{}: has {} bytes, a rank file of at most {} wanted", where,
                                   bytes.size(), kMaxRankFileBytes));
  }
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const Result<std::vector<std::string>> ranks = parse_rank_file(text, where);
    if (!ranks) {
      return tl::unexpected(ranks.error());
    }
    return data_from_ranks(*ranks, where);
  } catch (const std::bad_alloc&) {
    return tl::unexpected(
        Error{ExitCode::kOutOfMemory, fmt::format("{}: no memory for its tokens", where)});
  }
}

}  // namespace bitnet::runtime
