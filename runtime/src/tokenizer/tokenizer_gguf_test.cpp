// SPDX-License-Identifier: Apache-2.0
// Vocabularies through GGUF files, and keys that are missing or of another type.
#include "base/test_folder.h"
#include "test_vocabulary.h"

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/gguf_writer.h>

#include <functional>

namespace bitnet::runtime {
namespace {

using testing::encoded;
using testing::small_data;
using testing::TestFolder;

GgufWriter writer_of(const TokenizerData& data) {
  GgufWriter writer;
  writer.set_string("general.architecture", "bitnet-b1.58");
  writer.set_string("tokenizer.ggml.model", data.model);
  if (!data.pre.empty()) {
    writer.set_string("tokenizer.ggml.pre", data.pre);
  }
  writer.set_string_array("tokenizer.ggml.tokens", data.tokens);
  writer.set_f32_array("tokenizer.ggml.scores", data.scores);
  writer.set_i32_array("tokenizer.ggml.token_type", data.types);
  writer.set_string_array("tokenizer.ggml.merges", data.merges);
  writer.set_u32("tokenizer.ggml.bos_token_id", static_cast<std::uint32_t>(data.bos));
  writer.set_u32("tokenizer.ggml.eos_token_id", static_cast<std::uint32_t>(data.eos));
  writer.set_bool("tokenizer.ggml.add_bos_token", data.add_bos);
  return writer;
}

Result<Tokenizer> through_file(const GgufWriter& writer,
                               std::optional<PreTokenizer> pre = std::nullopt) {
  const TestFolder folder;
  const std::string path = folder.path("model.gguf");
  const Result<void> written = writer.write(path);
  REQUIRE_MESSAGE(written, written.error().message);
  const Result<GgufFile> file = GgufFile::open(path);
  REQUIRE_MESSAGE(file, file.error().message);
  return Tokenizer::from_gguf(*file, pre);  // outlives the file
}

TEST_CASE("tokenizer from GGUF: equal to the one from the same data") {
  for (const TokenizerData& data : {small_data(), synthetic_tokenizer(3000)}) {
    const Tokenizer direct = testing::tokenizer_of(data);
    const Result<Tokenizer> read = through_file(writer_of(data));
    REQUIRE_MESSAGE(read, read.error().message);
    REQUIRE(read->vocab_size() == direct.vocab_size());
    for (std::int32_t id = 0; id < static_cast<std::int32_t>(direct.vocab_size()); ++id) {
      REQUIRE(read->piece(id) == direct.piece(id));
      REQUIRE(read->type(id) == direct.type(id));
    }
    CHECK(read->bos() == direct.bos());
    CHECK(read->eos() == direct.eos());
    CHECK(read->eot() == direct.eot());
    CHECK(read->adds_bos() == direct.adds_bos());
    const std::string text = " hello there, the rain\n\tin 12345 \xFF <|eot_id|>";
    CHECK(encoded(*read, text) == encoded(direct, text));
  }
}

TEST_CASE("tokenizer from GGUF: the pre-tokenizer can be forced and must be known") {
  TokenizerData data = small_data();
  data.pre.clear();
  const Result<Tokenizer> unknown = through_file(writer_of(data));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message.find("tokenizer.ggml.pre is missing") != std::string::npos);
  const Result<Tokenizer> forced = through_file(writer_of(data), PreTokenizer::kGpt2);
  REQUIRE_MESSAGE(forced, forced.error().message);
  CHECK(forced->pre_tokenizer() == PreTokenizer::kGpt2);
}

TEST_CASE("tokenizer from GGUF: keys that may be missing") {
  for (const char* key : {"tokenizer.ggml.scores", "tokenizer.ggml.token_type",
                          "tokenizer.ggml.eos_token_id", "tokenizer.ggml.add_bos_token"}) {
    CAPTURE(key);
    GgufWriter writer = writer_of(small_data());
    writer.remove(key);
    // Without types the special tokens are normal ones, whose text is of the alphabet as well.
    const Result<Tokenizer> tokenizer = through_file(writer);
    REQUIRE_MESSAGE(tokenizer, tokenizer.error().message);
    CHECK(tokenizer->adds_bos());
  }
  GgufWriter writer = writer_of(small_data());
  writer.remove("tokenizer.ggml.bos_token_id");
  writer.remove("tokenizer.ggml.add_bos_token");
  const Result<Tokenizer> tokenizer = through_file(writer);
  REQUIRE_MESSAGE(tokenizer, tokenizer.error().message);
  CHECK(tokenizer->bos() == kNoToken);
  CHECK_FALSE(tokenizer->adds_bos());
}

struct GgufCase {
  const char* key;
  std::function<void(GgufWriter&)> change;
};

TEST_CASE("tokenizer from GGUF: missing keys, other types, other lengths") {
  const std::vector<float> floats(264, 0.0F);
  const std::vector<std::int32_t> numbers(265, 1);
  const GgufCase cases[] = {
      {"tokenizer.ggml.model", [](auto& w) { w.remove("tokenizer.ggml.model"); }},
      {"tokenizer.ggml.tokens", [](auto& w) { w.remove("tokenizer.ggml.tokens"); }},
      {"tokenizer.ggml.merges", [](auto& w) { w.remove("tokenizer.ggml.merges"); }},
      {"tokenizer.ggml.model", [](auto& w) { w.set_u32("tokenizer.ggml.model", 1); }},
      {"tokenizer.ggml.pre", [](auto& w) { w.set_u32("tokenizer.ggml.pre", 1); }},
      {"tokenizer.ggml.tokens",
       [&](auto& w) { w.set_i32_array("tokenizer.ggml.tokens", numbers); }},
      {"tokenizer.ggml.merges", [](auto& w) { w.set_string("tokenizer.ggml.merges", "h e"); }},
      {"tokenizer.ggml.scores", [&](auto& w) { w.set_f32_array("tokenizer.ggml.scores", floats); }},
      {"tokenizer.ggml.scores",
       [&](auto& w) { w.set_i32_array("tokenizer.ggml.scores", numbers); }},
      {"tokenizer.ggml.scores", [](auto& w) { w.set_f32("tokenizer.ggml.scores", 0); }},
      {"tokenizer.ggml.token_type",
       [&](auto& w) { w.set_f32_array("tokenizer.ggml.token_type", floats); }},
      {"tokenizer.ggml.token_type",
       [](auto& w) { w.set_i32_array("tokenizer.ggml.token_type", std::vector<std::int32_t>()); }},
      {"tokenizer.ggml.bos_token_id",
       [](auto& w) { w.set_string("tokenizer.ggml.bos_token_id", "1"); }},
      {"tokenizer.ggml.bos_token_id",
       [](auto& w) { w.set_u32("tokenizer.ggml.bos_token_id", 265); }},
      {"tokenizer.ggml.add_bos_token",
       [](auto& w) { w.set_u32("tokenizer.ggml.add_bos_token", 1); }},
  };
  for (const GgufCase& c : cases) {
    CAPTURE(c.key);
    GgufWriter writer = writer_of(small_data());
    c.change(writer);
    const Result<Tokenizer> tokenizer = through_file(writer);
    REQUIRE_FALSE(tokenizer);
    CHECK(tokenizer.error().code == ExitCode::kInput);
    CHECK_MESSAGE(tokenizer.error().message.find(c.key) != std::string::npos,
                  tokenizer.error().message);
  }
}

}  // namespace
}  // namespace bitnet::runtime
