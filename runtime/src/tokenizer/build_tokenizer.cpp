// SPDX-License-Identifier: Apache-2.0
// Pre-tokenizer, ids with a meaning, and the assembly of the parts.
#include "base/text.h"
#include "tokenizer_state.h"

#include <fmt/format.h>

#include <memory>
#include <new>
#include <utility>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kLlama3Vocabulary = 128256;

std::optional<PreTokenizer> pre_from_name(std::string_view name) {
  if (name == "llama-bpe" || name == "llama3" || name == "llama-v3") {
    return PreTokenizer::kLlama3;
  }
  if (name == "gpt-2" || name == "gpt2") {
    return PreTokenizer::kGpt2;
  }
  return std::nullopt;
}

Result<void> choose_pre(const TokenizerSource& source, Tokenizer::State& state) {
  if (source.forced_pre) {
    state.pre = *source.forced_pre;
  } else if (source.pre) {
    const std::optional<PreTokenizer> named = pre_from_name(*source.pre);
    if (!named) {
      return input_error(fmt::format("{}: tokenizer.ggml.pre is {}, llama-bpe or gpt-2 wanted",
                                     source.where, in_quotes(*source.pre)));
    }
    state.pre = *named;
  } else if (source.tokens.size() == kLlama3Vocabulary) {
    state.pre = PreTokenizer::kLlama3;
    state.warnings.push_back(
        fmt::format("{}: tokenizer.ggml.pre is missing; llama-bpe is assumed because the "
                    "vocabulary has {} tokens",
                    source.where, kLlama3Vocabulary));
  } else {
    return input_error(fmt::format(
        "{}: tokenizer.ggml.pre is missing and the vocabulary has {} tokens, not the {} "
        "of Llama-3: the pre-tokenizer must be named (llama-bpe or gpt-2)",
        source.where, source.tokens.size(), kLlama3Vocabulary));
  }
  state.whole_pieces = state.pre == PreTokenizer::kLlama3;
  return {};
}

Result<std::int32_t> checked_id(const TokenizerSource& source, std::string_view name,
                                std::optional<std::uint32_t> id) {
  if (!id) {
    return kNoToken;
  }
  if (*id >= source.tokens.size()) {
    return input_error(
        fmt::format("{}: tokenizer.ggml.{}_token_id is {}, below {} wanted (the "
                    "number of tokens)",
                    source.where, name, *id, source.tokens.size()));
  }
  return static_cast<std::int32_t>(*id);
}

Result<void> set_ids(const TokenizerSource& source, Tokenizer::State& state) {
  struct Entry {
    std::string_view name;
    std::optional<std::uint32_t> id;
    std::int32_t& target;
  };

  const Entry entries[] = {{"bos", source.bos, state.bos},
                           {"eos", source.eos, state.eos},
                           {"eot", source.eot, state.eot},
                           {"padding", source.pad, state.pad}};
  for (const Entry& entry : entries) {
    const Result<std::int32_t> id = checked_id(source, entry.name, entry.id);
    if (!id) {
      return tl::unexpected(id.error());
    }
    entry.target = *id;
  }
  if (state.eot == kNoToken) {
    state.eot = state.specials.id_of("<|eot_id|>");
  }
  state.adds_bos = source.add_bos.value_or(state.bos != kNoToken);
  if (state.adds_bos && state.bos == kNoToken) {
    return input_error(fmt::format(
        "{}: tokenizer.ggml.add_bos_token is true but tokenizer.ggml.bos_token_id is missing",
        source.where));
  }
  return {};
}

Result<void> fill(const TokenizerSource& source, Tokenizer::State& state) {
  if (source.model != "gpt2") {
    return input_error(fmt::format("{}: tokenizer.ggml.model is {}, gpt2 (byte-level BPE) wanted",
                                   source.where, in_quotes(source.model)));
  }
  for (const auto step : {choose_pre, add_tokens, add_merges, set_ids}) {
    if (Result<void> done = step(source, state); !done) {
      return done;
    }
  }
  Result<PieceCutter> cutter = PieceCutter::make(state.pre);
  if (!cutter) {
    return tl::unexpected(cutter.error());
  }
  state.cutter = std::move(*cutter);
  return {};
}

}  // namespace

Result<Tokenizer> build_tokenizer(const TokenizerSource& source) {
  try {
    const auto state = std::make_shared<Tokenizer::State>();
    if (const Result<void> filled = fill(source, *state); !filled) {
      return tl::unexpected(filled.error());
    }
    return Tokenizer(state);
  } catch (const std::bad_alloc&) {
    return tl::unexpected(
        Error{ExitCode::kOutOfMemory, fmt::format("{}: no memory for a vocabulary of {} tokens",
                                                  source.where, source.tokens.size())});
  }
}

}  // namespace bitnet::runtime
