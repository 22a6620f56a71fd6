// SPDX-License-Identifier: Apache-2.0
// Merges from their text: both halves and what they make must be tokens. A cycle cannot be written
// down: what a merge makes is longer than both halves.
#include "base/text.h"
#include "byte_alphabet.h"
#include "tokenizer_state.h"

#include <fmt/format.h>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kMaxMerges = std::size_t{1} << 26U;

Result<void> bad_merge(const TokenizerSource& source, std::size_t index, std::string_view reason) {
  return input_error(fmt::format("{}: tokenizer.ggml.merges[{}] = {} {}", source.where, index,
                                 in_quotes(source.merges[index]), reason));
}

// A token that merging can meet. Bytes may be tokens of type byte.
std::int32_t symbol(const Tokenizer::State& state, std::string_view bytes) {
  return bytes.size() == 1 ? state.byte_ids[static_cast<unsigned char>(bytes[0])]
                           : state.vocabulary.find(bytes);
}

// `bytes` is scratch: left half and right half, one behind the other.
Result<void> add_merge(const TokenizerSource& source, std::size_t index, std::string& bytes,
                       Tokenizer::State& state, std::size_t& repeated) {
  const std::string_view text = source.merges[index];
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || space == 0 || space + 1 == text.size()) {
    return bad_merge(source, index, "is not two tokens with a space between");
  }
  bytes.clear();
  if (!append_spelled_bytes(text.substr(0, space), bytes)) {
    return bad_merge(source, index, "has a character that is not of the byte-level alphabet");
  }
  const std::size_t left_bytes = bytes.size();
  if (!append_spelled_bytes(text.substr(space + 1), bytes)) {
    return bad_merge(source, index, "has a character that is not of the byte-level alphabet");
  }
  const std::string_view whole = bytes;
  const std::int32_t left = symbol(state, whole.substr(0, left_bytes));
  const std::int32_t right = symbol(state, whole.substr(left_bytes));
  const std::int32_t merged = state.vocabulary.find(whole);
  if (left == kNoToken || right == kNoToken || merged == kNoToken) {
    return bad_merge(source, index,
                     left == kNoToken    ? "names a left token that is not in the vocabulary"
                     : right == kNoToken ? "names a right token that is not in the vocabulary"
                                         : "makes a token that is not in the vocabulary");
  }
  repeated += state.merges.add(left, right, merged) ? 0U : 1U;
  return {};
}

}  // namespace

Result<void> add_merges(const TokenizerSource& source, Tokenizer::State& state) {
  if (source.merges.size() > kMaxMerges) {
    return input_error(fmt::format("{}: tokenizer.ggml.merges has {} entries, at most {} wanted",
                                   source.where, source.merges.size(), kMaxMerges));
  }
  state.merges.reserve(source.merges.size());
  std::string bytes;
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < source.merges.size(); ++i) {
    if (Result<void> added = add_merge(source, i, bytes, state, repeated); !added) {
      return added;
    }
  }
  if (repeated > 0) {
    state.warnings.push_back(fmt::format(
        "{}: {} of tokenizer.ggml.merges repeat the pair of an earlier one and are ignored",
        source.where, repeated));
  }
  return {};
}

}  // namespace bitnet::runtime
