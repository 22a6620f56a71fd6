// SPDX-License-Identifier: Apache-2.0
#include "test_vocabulary.h"

namespace bitnet::runtime {
namespace {

using testing::encoded;
using testing::Ids;
using testing::tokenizer_of;

TEST_CASE("synthetic tokenizer: valid at every size, with all its arrays as long as it says") {
  for (const std::uint32_t vocab :
       {kMinSyntheticVocab, kMinSyntheticVocab + 1, 512U, 4096U, 32000U, 128256U}) {
    CAPTURE(vocab);
    const TokenizerData data = synthetic_tokenizer(vocab);
    CHECK(data.tokens.size() == vocab);
    CHECK(data.scores.size() == vocab);
    CHECK(data.types.size() == vocab);
    CHECK(data.merges.size() == vocab - kMinSyntheticVocab);
    const Tokenizer tokenizer = tokenizer_of(data);
    CHECK(tokenizer.warnings().empty());
    CHECK(tokenizer.vocab_size() == vocab);
    CHECK(tokenizer.piece(tokenizer.bos()) == "<|begin_of_text|>");
    CHECK(tokenizer.piece(tokenizer.eos()) == "<|end_of_text|>");
    CHECK(tokenizer.piece(tokenizer.eot()) == "<|eot_id|>");
    CHECK(tokenizer.eot() == static_cast<std::int32_t>(vocab) - 1);
    CHECK(tokenizer.adds_bos());
  }
}

TEST_CASE("synthetic tokenizer: fewer than the least gives the least") {
  CHECK(synthetic_tokenizer(0).tokens.size() == kMinSyntheticVocab);
}

TEST_CASE(
    "synthetic tokenizer: the same each time, a larger one begins with the words of a smaller") {
  const TokenizerData small = synthetic_tokenizer(512);
  const TokenizerData large = synthetic_tokenizer(1024);
  CHECK(small.tokens == synthetic_tokenizer(512).tokens);
  CHECK(small.merges == synthetic_tokenizer(512).merges);
  for (std::size_t i = 0; i < small.merges.size(); ++i) {
    REQUIRE(small.merges[i] == large.merges[i]);
    REQUIRE(small.tokens[256 + i] == large.tokens[256 + i]);
  }
  CHECK(small.tokens[256] == "\u0120e");
}

TEST_CASE("synthetic tokenizer: English becomes fewer tokens than bytes") {
  const std::string text = "the rain on the east side is near the old stone house";
  const Ids ids = encoded(tokenizer_of(synthetic_tokenizer(1024)), text);
  CHECK(ids.size() < text.size() * 2 / 3);
}

}  // namespace
}  // namespace bitnet::runtime
