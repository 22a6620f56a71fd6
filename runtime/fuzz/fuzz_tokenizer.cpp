// SPDX-License-Identifier: Apache-2.0
// The first byte says what the rest is: text for a fixed vocabulary (which must come back byte for
// byte, and through a stream as valid UTF-8), a tiktoken rank file, or tokens, types and merges of
// a vocabulary, one a line.
#include "tokenizer/rank_file.h"
#include "tokenizer/utf8.h"

#include <bitnet/runtime/tokenizer.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace bitnet::runtime;

void require(bool good) {
  if (!good) {
    std::abort();
  }
}

void round_trip(const Tokenizer& tokenizer, std::string_view text, bool parse_special) {
  const Result<std::vector<std::int32_t>> ids =
      tokenizer.encode(text, {.add_bos = false, .parse_special = parse_special});
  require(ids.has_value());
  require(tokenizer.decode(*ids, false) == text);
  StreamDecoder decoder(tokenizer, false);
  std::string streamed;
  for (const std::int32_t id : *ids) {
    const std::string part = decoder.push(id);
    require(utf8_valid_prefix(part) == part.size());
    require(part.size() <= 4 * tokenizer.piece(id).size() + 12);
    streamed += part;
  }
  const std::string end = decoder.flush();
  require(end.size() <= 3);
  streamed += end;
  const bool valid = utf8_valid_prefix(text) == text.size();
  require((streamed == text) == valid);  // U+FFFD replaces what is not valid, and nothing else
}

const Tokenizer& fixed_tokenizer(PreTokenizer pre) {
  static const auto kMake = [](PreTokenizer which) {
    TokenizerData data = synthetic_tokenizer(2000);
    data.pre = pre_tokenizer_name(which);
    return *Tokenizer::from_data(data);
  };
  static const Tokenizer kLlama3 = kMake(PreTokenizer::kLlama3);
  static const Tokenizer kGpt2 = kMake(PreTokenizer::kGpt2);
  return pre == PreTokenizer::kLlama3 ? kLlama3 : kGpt2;
}

// The 256 bytes, then a token for each line: "<type digit><text>", or a merge: "+<left> <right>".
void any_vocabulary(std::string_view text) {
  TokenizerData data = synthetic_tokenizer(0);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
    if (line.starts_with('+')) {
      data.merges.emplace_back(line.substr(1));
    } else if (!line.empty()) {
      data.types.push_back(line[0] - '0');
      data.tokens.emplace_back(line.substr(1));
      data.scores.push_back(0);
    }
  }
  const Result<Tokenizer> tokenizer = Tokenizer::from_data(data);
  if (tokenizer) {
    for (const std::string& token : data.tokens) {
      round_trip(*tokenizer, token + token, true);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  switch (bytes[0] % 5) {
    case 0:
    case 1:
      round_trip(fixed_tokenizer(bytes[0] % 2 == 0 ? PreTokenizer::kLlama3 : PreTokenizer::kGpt2),
                 text, bytes[0] >= 128);
      break;
    case 2:
    case 3:
      any_vocabulary(text);
      break;
    default:
      static_cast<void>(parse_rank_file(text, "fuzz"));
  }
  return 0;
}
