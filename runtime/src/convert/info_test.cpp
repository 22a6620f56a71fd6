// SPDX-License-Identifier: Apache-2.0
// Both descriptions of a file, also of one that cannot be run.
#include "base/test_folder.h"
#include "gguf/raw_gguf.h"

#include <bitnet/runtime/file_info.h>
#include <bitnet/runtime/synth.h>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace bitnet::runtime;
using bitnet::runtime::testing::raw;
using bitnet::runtime::testing::RawFile;
using bitnet::runtime::testing::TestFolder;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

GgufFile opened(const TestFolder& folder) {
  Result<GgufFile> file = GgufFile::open(folder.path("m.gguf"));
  REQUIRE(file.has_value());
  return std::move(*file);
}

}  // namespace

TEST_CASE("info: a model") {
  const TestFolder folder;
  SynthOptions options;
  options.config = *synth_preset("tiny");
  REQUIRE(synthesize(options, folder.path("m.gguf")).has_value());
  const GgufFile file = opened(folder);
  const std::string text = file_info_text(file, true);
  CHECK(contains(text, "GGUF version 3, "));
  CHECK(contains(text, "46 tensors\n"));
  CHECK(contains(text, "general.architecture                             'bitnet-b1.58'\n"));
  CHECK(contains(text, "tokenizer.ggml.tokens                            string[512]\n"));
  CHECK(contains(text, "4 layers, 256 wide, feed-forward 512, 4 heads of 64 (2 key-value heads)"));
  CHECK(contains(text, "I2_S       28 tensors"));
  CHECK(contains(text, "blk.3.ffn_down.weight"));
  CHECK_FALSE(contains(file_info_text(file, false), "blk.3.ffn_down.weight"));
  const nlohmann::json json = nlohmann::json::parse(file_info_json(file));
  CHECK(json["config"]["embd"] == 256);
  CHECK(json["config"]["activation"] == "relu2");
  CHECK(json["metadata"]["general.file_type"] == 40);
  CHECK(json["metadata"]["tokenizer.ggml.tokens"]["count"] == 512);
  CHECK(json["metadata"]["tokenizer.ggml.add_bos_token"] == true);
  CHECK(json["types"]["I2_S"]["tensors"] == 28);
  CHECK(json["tensors"].size() == 46);
  CHECK(json["file_size"] == std::filesystem::file_size(folder.path("m.gguf")));
  CHECK(json["warnings"].empty());
}

TEST_CASE("info: a file that is no model, with every type of value") {
  const TestFolder folder;
  RawFile raw_file;
  raw_file.set_text("general.architecture", "llama\x1b[2J\xff");
  raw_file.set("v.u8", 0, raw(std::uint8_t{200})).set("v.i8", 1, raw(std::int8_t{-3}));
  raw_file.set("v.u16", 2, raw(std::uint16_t{60000})).set("v.i16", 3, raw(std::int16_t{-300}));
  raw_file.set("v.i32", 5, raw(-7)).set("v.u64", 10, raw(~std::uint64_t{0}));
  raw_file.set("v.i64", 11, raw(std::int64_t{-1} << 62)).set("v.f64", 12, raw(0.125));
  raw_file.set_f32("v.nan", std::numeric_limits<float>::quiet_NaN());
  raw_file.trailing = std::string(100, 'x');
  folder.put("m.gguf", raw_file.bytes());
  const GgufFile file = opened(folder);
  const std::string text = file_info_text(file, true);
  CHECK(contains(text, "cannot be run: "));
  CHECK(contains(text, "'llama\\x1b[2J\\xff'"));
  CHECK_FALSE(contains(text, "\x1b"));
  CHECK(contains(text, "warning: "));
  CHECK(contains(text, "18446744073709551615"));
  const nlohmann::json json = nlohmann::json::parse(file_info_json(file));
  CHECK(contains(json["config_error"], "is not supported"));
  CHECK(json["metadata"]["v.u8"] == 200);
  CHECK(json["metadata"]["v.i8"] == -3);
  CHECK(json["metadata"]["v.u16"] == 60000);
  CHECK(json["metadata"]["v.i16"] == -300);
  CHECK(json["metadata"]["v.i32"] == -7);
  CHECK(json["metadata"]["v.u64"] == ~std::uint64_t{0});
  CHECK(json["metadata"]["v.i64"] == std::int64_t{-1} << 62);
  CHECK(json["metadata"]["v.f64"] == 0.125);
  CHECK(json["metadata"]["v.nan"].is_null());
  CHECK(json["warnings"].size() == 1);
}
