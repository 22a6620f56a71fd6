// SPDX-License-Identifier: Apache-2.0
// The inside of Tokenizer, and how it is made from what a file says.
#pragma once

#include "bpe.h"
#include "merge_table.h"
#include "pre_tokenizer.h"
#include "special_tokens.h"
#include "vocabulary.h"

#include <bitnet/runtime/tokenizer.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

struct Tokenizer::State {
  Vocabulary vocabulary;
  MergeTable merges;
  SpecialTokens specials;
  ByteIds byte_ids{};
  PieceCutter cutter;
  PreTokenizer pre = PreTokenizer::kLlama3;
  bool whole_pieces = true;  // a piece that is a token is not merged
  bool adds_bos = false;
  std::int32_t bos = kNoToken;
  std::int32_t eos = kNoToken;
  std::int32_t eot = kNoToken;
  std::int32_t pad = kNoToken;
  std::vector<std::string> warnings;
};

struct EncodeWorkspace::State {
  CutterWorkspace cutter;
  BpeWorkspace bpe;
};

/// What tokenizer.ggml.* says, unchecked.
struct TokenizerSource {
  std::string_view where;  // begins every message
  std::string_view model;
  std::optional<std::string_view> pre;
  std::optional<PreTokenizer> forced_pre;
  std::span<const std::string_view> tokens;
  std::optional<std::span<const std::int32_t>> types;  // absent: all normal
  std::span<const std::string_view> merges;
  std::optional<std::uint32_t> bos;
  std::optional<std::uint32_t> eos;
  std::optional<std::uint32_t> eot;
  std::optional<std::uint32_t> pad;
  std::optional<bool> add_bos;
};

/// Checks everything and builds the tables. Time is linear in the bytes of the source.
Result<Tokenizer> build_tokenizer(const TokenizerSource& source);

/// The parts of build_tokenizer that have files of their own.
Result<void> add_tokens(const TokenizerSource& source, Tokenizer::State& state);
Result<void> add_merges(const TokenizerSource& source, Tokenizer::State& state);

}  // namespace bitnet::runtime
