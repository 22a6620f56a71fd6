// SPDX-License-Identifier: Apache-2.0
// Encoding and decoding with a finished vocabulary.
#include "tokenizer_state.h"
#include "utf8.h"

#include <bitnet/runtime/tokenizer.h>

#include <fmt/format.h>

#include <new>

namespace bitnet::runtime {
namespace {

using Ids = std::vector<std::int32_t>;

// One call of encode_into().
class Encoder {
 public:
  Encoder(const Tokenizer::State& tokenizer, EncodeWorkspace::State& workspace, Ids& ids)
      : tokenizer_(tokenizer), workspace_(workspace), ids_(ids) {}

  // False if PCRE2 gave up.
  [[nodiscard]] bool encode(std::string_view text, bool parse_special) {
    std::size_t done = 0;
    while (done < text.size()) {
      const SpecialTokens::Found special = tokenizer_.specials.find(text, done, parse_special);
      if (!encode_bytes(text.substr(done, special.at - done))) {
        return false;
      }
      if (special.at == std::string_view::npos) {
        break;
      }
      ids_.push_back(special.id);
      done = special.at + special.bytes;
    }
    return true;
  }

 private:
  [[nodiscard]] bool encode_bytes(std::string_view text) {
    while (!text.empty()) {
      const std::size_t valid = utf8_valid_prefix(text);
      if (!encode_characters(text.substr(0, valid))) {
        return false;
      }
      text.remove_prefix(valid);
      if (!text.empty()) {
        ids_.push_back(tokenizer_.byte_ids[static_cast<unsigned char>(text[0])]);
        text.remove_prefix(1);
      }
    }
    return true;
  }

  [[nodiscard]] bool encode_characters(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t bytes = tokenizer_.cutter.piece_bytes(text, at, workspace_.cutter);
      if (bytes == 0) {
        return false;
      }
      encode_piece(text.substr(at, bytes));
      at += bytes;
    }
    return true;
  }

  void encode_piece(std::string_view piece) {
    if (tokenizer_.whole_pieces) {
      const std::int32_t id = tokenizer_.vocabulary.find(piece);
      if (id != kNoToken) {
        ids_.push_back(id);
        return;
      }
    }
    workspace_.bpe.merge_piece(tokenizer_.merges, tokenizer_.byte_ids, piece, ids_);
  }

  const Tokenizer::State& tokenizer_;
  EncodeWorkspace::State& workspace_;
  Ids& ids_;
};

Error out_of_memory(std::size_t bytes) {
  return {ExitCode::kOutOfMemory, fmt::format("no memory to tokenize a text of {} bytes", bytes)};
}

}  // namespace

EncodeWorkspace::EncodeWorkspace() : state_(std::make_unique<State>()) {}

EncodeWorkspace::EncodeWorkspace(EncodeWorkspace&&) noexcept = default;
EncodeWorkspace& EncodeWorkspace::operator=(EncodeWorkspace&&) noexcept = default;
EncodeWorkspace::~EncodeWorkspace() = default;

Result<std::vector<std::int32_t>> Tokenizer::encode(std::string_view text,
                                                    EncodeOptions options) const {
  EncodeWorkspace workspace;
  Ids ids;
  if (const Result<void> encoded = encode_into(text, options, workspace, ids); !encoded) {
    return tl::unexpected(encoded.error());
  }
  return ids;
}

Result<void> Tokenizer::encode_into(std::string_view text, EncodeOptions options,
                                    EncodeWorkspace& workspace, Ids& ids) const {
  if (options.add_bos && state_->bos == kNoToken) {
    return usage_error("the tokenizer has no beginning-of-text token to put first");
  }
  if (text.size() > kMaxEncodeBytes) {
    return usage_error(fmt::format("a text of {} bytes is too long to tokenize, at most {} wanted",
                                   text.size(), kMaxEncodeBytes));
  }
  if (!workspace.state().cutter.usable()) {
    return tl::unexpected(out_of_memory(text.size()));
  }
  const std::size_t before = ids.size();
  bool complete = false;
  try {
    if (options.add_bos) {
      ids.push_back(state_->bos);
    }
    complete = Encoder(*state_, workspace.state(), ids).encode(text, options.parse_special);
  } catch (const std::bad_alloc&) {
    workspace.state().bpe = BpeWorkspace();  // it was left in the middle of a piece
  }
  if (!complete) {
    ids.resize(before);
    return tl::unexpected(out_of_memory(text.size()));
  }
  return {};
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skip_special) const {
  std::string text;
  decode_into(ids, skip_special, text);
  return text;
}

void Tokenizer::decode_into(std::span<const std::int32_t> ids, bool skip_special,
                            std::string& text) const {
  for (const std::int32_t id : ids) {
    if (!skip_special || !is_special(id)) {
      text += piece(id);
    }
  }
}

std::string_view Tokenizer::piece(std::int32_t id) const noexcept {
  return state_->vocabulary.contains(id) ? state_->vocabulary.piece(id) : std::string_view();
}

std::int32_t Tokenizer::special_id(std::string_view text) const noexcept {
  return state_->specials.id_of(text);
}

std::uint32_t Tokenizer::vocab_size() const noexcept {
  return state_->vocabulary.size();
}

std::int32_t Tokenizer::bos() const noexcept {
  return state_->bos;
}

std::int32_t Tokenizer::eos() const noexcept {
  return state_->eos;
}

std::int32_t Tokenizer::eot() const noexcept {
  return state_->eot;
}

std::int32_t Tokenizer::pad() const noexcept {
  return state_->pad;
}

bool Tokenizer::adds_bos() const noexcept {
  return state_->adds_bos;
}

std::vector<std::int32_t> Tokenizer::end_ids() const {
  std::vector<std::int32_t> ids;
  for (const std::int32_t id : {state_->eos, state_->eot}) {
    if (id != kNoToken && (ids.empty() || ids.front() != id)) {
      ids.push_back(id);
    }
  }
  return ids;
}

bool Tokenizer::is_special(std::int32_t id) const noexcept {
  const TokenType kind = type(id);
  return kind == TokenType::kControl || kind == TokenType::kUnknown;
}

TokenType Tokenizer::type(std::int32_t id) const noexcept {
  return state_->vocabulary.contains(id) ? state_->vocabulary.type(id) : TokenType::kUnused;
}

PreTokenizer Tokenizer::pre_tokenizer() const noexcept {
  return state_->pre;
}

std::span<const std::string> Tokenizer::warnings() const noexcept {
  return state_->warnings;
}

}  // namespace bitnet::runtime
