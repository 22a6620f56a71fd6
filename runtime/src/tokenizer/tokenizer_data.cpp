// SPDX-License-Identifier: Apache-2.0
// Tokenizers from data that is in memory already, or that a rank file gives.
#include "tokenizer_state.h"

#include <bitnet/runtime/tokenizer_data.h>

namespace bitnet::runtime {
namespace {

// -1 = absent; other negative values become ids that no vocabulary has.
std::optional<std::uint32_t> optional_id(std::int32_t id) {
  return id == kNoToken ? std::nullopt : std::optional(static_cast<std::uint32_t>(id));
}

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

Result<Tokenizer> Tokenizer::from_data(const TokenizerData& data, std::string_view where) {
  const std::vector<std::string_view> tokens = views(data.tokens);
  const std::vector<std::string_view> merges = views(data.merges);
  TokenizerSource source;
  source.where = where;
  source.model = data.model;
  if (!data.pre.empty()) {
    source.pre = data.pre;
  }
  source.tokens = tokens;
  source.types = data.types;
  source.merges = merges;
  source.bos = optional_id(data.bos);
  source.eos = optional_id(data.eos);
  source.eot = optional_id(data.eot);
  source.pad = optional_id(data.pad);
  source.add_bos = data.add_bos;
  return build_tokenizer(source);
}

Result<Tokenizer> Tokenizer::from_tiktoken(const std::filesystem::path& path) {
  const Result<TokenizerData> data = tiktoken_tokenizer(path);
  if (!data) {
    return tl::unexpected(data.error());
  }
  return from_data(*data, path.string());
}

}  // namespace bitnet::runtime
