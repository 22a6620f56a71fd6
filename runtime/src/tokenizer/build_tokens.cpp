// SPDX-License-Identifier: Apache-2.0
// Tokens from their spelling: types, pieces, the index, special tokens, the 256 bytes.
#include "base/text.h"
#include "byte_alphabet.h"
#include "tokenizer_state.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kMaxTokens = std::size_t{1} << 24U;

std::string token_name(const TokenizerSource& source, std::size_t index) {
  return fmt::format("{}: tokenizer.ggml.tokens[{}] = {}", source.where, index,
                     in_quotes(source.tokens[index]));
}

Result<TokenType> type_of(const TokenizerSource& source, std::size_t index) {
  if (!source.types) {
    return TokenType::kNormal;
  }
  const std::int32_t value = (*source.types)[index];
  if (value < static_cast<std::int32_t>(TokenType::kNormal) ||
      value > static_cast<std::int32_t>(TokenType::kByte)) {
    return input_error(fmt::format("{}: tokenizer.ggml.token_type[{}] is {}, 1 to 6 wanted",
                                   source.where, index, value));
  }
  return static_cast<TokenType>(value);
}

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The byte of "<0xHH>"; -1 for anything else.
int byte_of(std::string_view text) {
  if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') {
    return -1;
  }
  const int high = hex_digit(text[3]);
  const int low = hex_digit(text[4]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool is_found_by_text(TokenType type) {
  return type == TokenType::kControl || type == TokenType::kUserDefined ||
         type == TokenType::kUnknown;
}

// Appends the bytes of token `index` to the arena; they are never more than its text has.
Result<void> add_piece(const TokenizerSource& source, std::size_t index, TokenType type,
                       Tokenizer::State& state) {
  const std::string_view text = source.tokens[index];
  std::string& arena = state.vocabulary.arena();
  if (text.empty()) {
    return input_error(fmt::format("{}: tokenizer.ggml.tokens[{}] is empty", source.where, index));
  }
  if (is_found_by_text(type) && text.size() > kMaxSpecialBytes) {
    return input_error(
        fmt::format("{}: tokenizer.ggml.tokens[{}] is a special token of {} bytes, "
                    "at most {} wanted",
                    source.where, index, text.size(), kMaxSpecialBytes));
  }
  if (type == TokenType::kNormal) {
    if (!append_spelled_bytes(text, arena)) {
      return input_error(token_name(source, index) +
                         " has a character that is not of the byte-level alphabet");
    }
  } else if (type == TokenType::kByte) {
    const int byte = byte_of(text);
    if (byte < 0) {
      return input_error(token_name(source, index) + " is of type byte, <0x00> to <0xFF> wanted");
    }
    arena += static_cast<char>(byte);
  } else {
    arena += text;
  }
  state.vocabulary.add(type);
  return {};
}

Result<void> index_token(const TokenizerSource& source, std::int32_t id, Tokenizer::State& state) {
  const std::int32_t twin = state.vocabulary.index(id);
  if (twin != kNoToken) {
    return input_error(fmt::format("{} is also tokenizer.ggml.tokens[{}]",
                                   token_name(source, static_cast<std::size_t>(id)), twin));
  }
  return {};
}

// Normal tokens of one byte, else tokens of type byte.
Result<void> set_bytes(const TokenizerSource& source, Tokenizer::State& state) {
  const Vocabulary& vocabulary = state.vocabulary;
  state.byte_ids.fill(kNoToken);
  for (std::int32_t id = 0; vocabulary.contains(id); ++id) {
    if (vocabulary.type(id) == TokenType::kByte) {
      state.byte_ids[static_cast<unsigned char>(vocabulary.piece(id)[0])] = id;
    }
  }
  for (std::size_t byte = 0; byte < state.byte_ids.size(); ++byte) {
    const char text = static_cast<char>(byte);
    const std::int32_t id = vocabulary.find({&text, 1});
    if (id != kNoToken) {
      state.byte_ids[byte] = id;
    }
    if (state.byte_ids[byte] == kNoToken) {
      return input_error(fmt::format("{}: tokenizer.ggml.tokens has no token for byte 0x{:02X}",
                                     source.where, byte));
    }
  }
  return {};
}

Result<void> check_sizes(const TokenizerSource& source) {
  if (source.tokens.empty() || source.tokens.size() > kMaxTokens) {
    return input_error(fmt::format("{}: tokenizer.ggml.tokens has {} tokens, 1 to {} wanted",
                                   source.where, source.tokens.size(), kMaxTokens));
  }
  if (source.types && source.types->size() != source.tokens.size()) {
    return input_error(
        fmt::format("{}: tokenizer.ggml.token_type has {} values, {} wanted (one for "
                    "each token)",
                    source.where, source.types->size(), source.tokens.size()));
  }
  return {};
}

Result<void> set_specials(const TokenizerSource& source, Tokenizer::State& state) {
  std::vector<SpecialTokens::Token> specials;
  for (std::int32_t id = 0; state.vocabulary.contains(id); ++id) {
    const TokenType type = state.vocabulary.type(id);
    if (is_found_by_text(type)) {
      specials.push_back(
          {std::string(state.vocabulary.piece(id)), id, type == TokenType::kUserDefined});
    }
  }
  const std::int32_t twin = state.specials.assign(std::move(specials));
  if (twin >= 0) {
    return input_error(token_name(source, static_cast<std::size_t>(twin)) +
                       " is the text of another special token, too");
  }
  return {};
}

}  // namespace

Result<void> add_tokens(const TokenizerSource& source, Tokenizer::State& state) {
  if (Result<void> sized = check_sizes(source); !sized) {
    return sized;
  }
  std::size_t bytes = 0;
  for (const std::string_view token : source.tokens) {
    bytes += token.size();
  }
  if (bytes > std::numeric_limits<std::uint32_t>::max()) {
    return input_error(fmt::format(
        "{}: tokenizer.ggml.tokens has {} bytes of text, below 4 GiB wanted", source.where, bytes));
  }
  state.vocabulary.reserve(source.tokens.size(), bytes);
  for (std::size_t i = 0; i < source.tokens.size(); ++i) {
    const Result<TokenType> type = type_of(source, i);
    if (!type) {
      return tl::unexpected(type.error());
    }
    if (Result<void> added = add_piece(source, i, *type, state); !added) {
      return added;
    }
    if (*type == TokenType::kNormal) {
      if (Result<void> indexed = index_token(source, static_cast<std::int32_t>(i), state);
          !indexed) {
        return indexed;
      }
    }
  }
  if (Result<void> specials = set_specials(source, state); !specials) {
    return specials;
  }
  return set_bytes(source, state);
}

}  // namespace bitnet::runtime
