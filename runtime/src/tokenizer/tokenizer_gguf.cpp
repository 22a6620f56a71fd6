// SPDX-License-Identifier: Apache-2.0
// The tokenizer.ggml.* keys of a GGUF file. Nothing is copied: tokens and merges are views into it
// until the tables are built.
#include "tokenizer_state.h"

#include <bitnet/runtime/gguf.h>

#include <fmt/format.h>

#include <new>

namespace bitnet::runtime {
namespace {

// `get` reads an optional key into `value`; an absent key leaves it empty.
template <typename T, typename Get>
Result<void> read_if_present(const GgufFile& file, std::string_view key, const Get& get,
                             std::optional<T>& value) {
  if (file.find(key) == nullptr) {
    return {};
  }
  const Result<T> found = (file.*get)(key);
  if (!found) {
    return tl::unexpected(found.error());
  }
  value = *found;
  return {};
}

// The arrays that a source points to.
struct Arrays {
  std::vector<std::string_view> tokens;
  std::vector<std::string_view> merges;
  std::optional<std::vector<std::int32_t>> types;
};

Result<void> check_scores(const GgufFile& file, std::size_t tokens) {
  constexpr std::string_view kKey = "tokenizer.ggml.scores";
  const GgufValue* scores = file.find(kKey);
  if (scores == nullptr) {
    return {};
  }
  if (scores->type != GgufValueType::kArray || scores->element != GgufValueType::kFloat32) {
    return input_error(fmt::format("{}: {} is not an array of f32", file.path().string(), kKey));
  }
  if (scores->count != tokens) {
    return input_error(fmt::format("{}: {} has {} values, {} wanted (one for each token)",
                                   file.path().string(), kKey, scores->count, tokens));
  }
  return {};
}

Result<void> read_arrays(const GgufFile& file, Arrays& arrays) {
  Result<std::vector<std::string_view>> tokens = file.get_string_array("tokenizer.ggml.tokens");
  if (!tokens) {
    return tl::unexpected(tokens.error());
  }
  Result<std::vector<std::string_view>> merges = file.get_string_array("tokenizer.ggml.merges");
  if (!merges) {
    return tl::unexpected(merges.error());
  }
  arrays.tokens = std::move(*tokens);
  arrays.merges = std::move(*merges);
  if (Result<void> scores = check_scores(file, arrays.tokens.size()); !scores) {
    return scores;
  }
  return read_if_present(file, "tokenizer.ggml.token_type", &GgufFile::get_i32_array, arrays.types);
}

Result<void> read_values(const GgufFile& file, TokenizerSource& source) {
  const Result<std::string_view> model = file.get_string("tokenizer.ggml.model");
  if (!model) {
    return tl::unexpected(model.error());
  }
  source.model = *model;

  struct Id {
    std::string_view key;
    std::optional<std::uint32_t>& value;
  };

  const Id ids[] = {{"tokenizer.ggml.bos_token_id", source.bos},
                    {"tokenizer.ggml.eos_token_id", source.eos},
                    {"tokenizer.ggml.eot_token_id", source.eot},
                    {"tokenizer.ggml.padding_token_id", source.pad}};
  for (const Id& id : ids) {
    if (Result<void> read = read_if_present(file, id.key, &GgufFile::get_u32, id.value); !read) {
      return read;
    }
  }
  if (Result<void> read =
          read_if_present(file, "tokenizer.ggml.pre", &GgufFile::get_string, source.pre);
      !read) {
    return read;
  }
  return read_if_present(file, "tokenizer.ggml.add_bos_token", &GgufFile::get_bool, source.add_bos);
}

}  // namespace

Result<Tokenizer> Tokenizer::from_gguf(const GgufFile& file, std::optional<PreTokenizer> pre) {
  const std::string where = file.path().string();
  try {
    TokenizerSource source;
    source.where = where;
    source.forced_pre = pre;
    if (const Result<void> values = read_values(file, source); !values) {
      return tl::unexpected(values.error());
    }
    Arrays arrays;
    if (const Result<void> read = read_arrays(file, arrays); !read) {
      return tl::unexpected(read.error());
    }
    source.tokens = arrays.tokens;
    source.merges = arrays.merges;
    if (arrays.types) {
      source.types = *arrays.types;
    }
    return build_tokenizer(source);
  } catch (const std::bad_alloc&) {
    return tl::unexpected(
        Error{ExitCode::kOutOfMemory, fmt::format("{}: no memory for the vocabulary", where)});
  }
}

}  // namespace bitnet::runtime
