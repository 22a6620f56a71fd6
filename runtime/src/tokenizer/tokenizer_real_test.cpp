// SPDX-License-Identifier: Apache-2.0
// The Llama-3 vocabulary and known answers that this project did not write (environment variable
// PERFGATE_REAL_DATA); skipped visibly where they are absent.
#include <bitnet/runtime/tokenizer.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace bitnet::runtime {
namespace {

namespace fs = std::filesystem;

fs::path real_data() {
  const char* named = std::getenv("PERFGATE_REAL_DATA");
  const fs::path root = named != nullptr
                            ? fs::path(named)
                            : fs::path(BITNET_SOURCE_DIR).parent_path() / "shared/data";
  return root / "llama3_tokenizer";
}

bool absent() {
  if (fs::exists(real_data() / "tokenizer.model")) {
    return false;
  }
  std::cout << "skipped: " << real_data().string() << " is absent\n";
  return true;
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> known_texts() {
  constexpr std::string_view kBorder = "\n__ggml_vocab_test__\n";
  const std::string all = content(real_data() / "known.inp");
  std::vector<std::string> texts;
  std::size_t begin = 0;
  for (std::size_t end = all.find(kBorder); end != std::string::npos;
       end = all.find(kBorder, begin)) {
    texts.push_back(all.substr(begin, end - begin));
    begin = end + kBorder.size();
  }
  return texts;
}

std::vector<std::vector<std::int32_t>> known_ids() {
  std::vector<std::vector<std::int32_t>> lists;
  std::istringstream lines(content(real_data() / "known.out"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream numbers(line);
    lists.push_back({std::istream_iterator<std::int32_t>(numbers), {}});
  }
  return lists;
}

TEST_CASE("real: known texts become the known ids, and back") {
  if (absent()) {
    return;
  }
  const Result<Tokenizer> tokenizer = Tokenizer::from_tiktoken(real_data() / "tokenizer.model");
  REQUIRE_MESSAGE(tokenizer, tokenizer.error().message);
  const std::vector<std::string> texts = known_texts();
  const std::vector<std::vector<std::int32_t>> ids = known_ids();
  REQUIRE(texts.size() == 46);
  REQUIRE(ids.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(texts[i]);
    const Result<std::vector<std::int32_t>> encoded = tokenizer->encode(texts[i]);
    REQUIRE(encoded);
    CHECK(*encoded == ids[i]);
    CHECK(tokenizer->decode(*encoded, false) == texts[i]);
  }
}

TEST_CASE("real: size and special tokens of Llama-3") {
  if (absent()) {
    return;
  }
  const Result<TokenizerData> data = tiktoken_tokenizer(real_data() / "tokenizer.model");
  REQUIRE_MESSAGE(data, data.error().message);
  // The number that the published GGUF file of BitNet b1.58 2B-4T has.
  CHECK(data->merges.size() == 280147);
  const Result<Tokenizer> tokenizer = Tokenizer::from_data(*data);
  REQUIRE_MESSAGE(tokenizer, tokenizer.error().message);
  CHECK(tokenizer->vocab_size() == 128256);
  CHECK(tokenizer->bos() == 128000);
  CHECK(tokenizer->eos() == 128001);
  CHECK(tokenizer->eot() == 128009);
  CHECK(tokenizer->special_id("<|start_header_id|>") == 128006);
  CHECK(tokenizer->special_id("<|reserved_special_token_4|>") == 128008);
  CHECK(tokenizer->special_id("<|reserved_special_token_250|>") == 128255);
}

}  // namespace
}  // namespace bitnet::runtime
