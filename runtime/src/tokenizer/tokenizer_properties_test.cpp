// SPDX-License-Identifier: Apache-2.0
// Properties over generated texts; rapidcheck shrinks a failure and prints how to repeat it.
#include "test_vocabulary.h"
#include "utf8.h"

#include <algorithm>
#include <cstdlib>
#include <rapidcheck.h>

namespace bitnet::runtime {
namespace {

using testing::Ids;
using testing::tokenizer_of;

template <class Property>
bool holds(Property property) {
  ::setenv("RC_PARAMS", "seed=4242", 0);
  return rc::check(property);
}

// Any bytes, or pieces that vocabularies and patterns care about.
std::string any_text() {
  if (*rc::gen::arbitrary<bool>()) {
    return *rc::gen::arbitrary<std::string>();
  }
  static const std::vector<std::string> kParts = {"the",
                                                  " a",
                                                  "e",
                                                  "  ",
                                                  "\n",
                                                  "\r\n",
                                                  "\t",
                                                  "'s",
                                                  "'LL",
                                                  "123",
                                                  "4",
                                                  "!?",
                                                  "\u00E9",
                                                  "\u4E2D\u6587",
                                                  "\U0001F600",
                                                  "\u3000",
                                                  "\u180E",
                                                  "\xFF",
                                                  "\xE2\x82",
                                                  "\xF0\x9F",
                                                  "<|eot_id|>",
                                                  "<|",
                                                  "thethethethethethethethethethethethethethe",
                                                  std::string(1, '\0')};
  std::string text;
  for (const std::string& part :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kParts))) {
    text += part;
  }
  return text;
}

const std::vector<Tokenizer>& tokenizers() {
  static const std::vector<Tokenizer> kAll = [] {
    TokenizerData gpt2 = synthetic_tokenizer(700);
    gpt2.pre = "gpt-2";
    return std::vector<Tokenizer>{tokenizer_of(synthetic_tokenizer(2000)), tokenizer_of(gpt2)};
  }();
  return kAll;
}

const Tokenizer& any_tokenizer() {
  return tokenizers()[*rc::gen::inRange<std::size_t>(0, tokenizers().size())];
}

EncodeOptions any_options() {
  return {.add_bos = *rc::gen::arbitrary<bool>(), .parse_special = *rc::gen::arbitrary<bool>()};
}

TEST_CASE("property: decode(encode(text)) is text, for all bytes") {
  CHECK(holds([] {
    const Tokenizer& tokenizer = any_tokenizer();
    const std::string text = any_text();
    const EncodeOptions options = any_options();
    const Ids ids = tokenizer.encode(text, options).value();
    const std::string begin = options.add_bos ? "<|begin_of_text|>" : "";
    RC_ASSERT(tokenizer.decode(ids, false) == begin + text);
    for (const std::int32_t id : ids) {
      RC_ASSERT(id >= 0);
      RC_ASSERT(id < static_cast<std::int32_t>(tokenizer.vocab_size()));
    }
  }));
}

TEST_CASE("property: a used workspace changes nothing") {
  CHECK(holds([] {
    static EncodeWorkspace workspace;
    const Tokenizer& tokenizer = any_tokenizer();
    const std::string text = any_text();
    const EncodeOptions options = any_options();
    Ids ids;
    RC_ASSERT(tokenizer.encode_into(text, options, workspace, ids).has_value());
    RC_ASSERT(ids == tokenizer.encode(text, options).value());
  }));
}

// decode() with everything that is not UTF-8 replaced, as StreamDecoder promises.
std::string replaced(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    result += step.kind == Utf8Kind::kWhole ? text.substr(0, step.bytes) : "\uFFFD";
    text.remove_prefix(step.bytes);
  }
  return result;
}

TEST_CASE("property: a stream gives the decoded text, in parts that are valid UTF-8") {
  CHECK(holds([] {
    const Tokenizer& tokenizer = any_tokenizer();
    const Ids ids = *rc::gen::container<Ids>(
        rc::gen::inRange(0, static_cast<std::int32_t>(tokenizer.vocab_size())));
    const bool skip = *rc::gen::arbitrary<bool>();
    StreamDecoder decoder(tokenizer, skip);
    std::string text;
    for (const std::int32_t id : ids) {
      const std::string part = decoder.push(id);
      RC_ASSERT(utf8_valid_prefix(part) == part.size());
      text += part;
    }
    text += decoder.flush();
    RC_ASSERT(text == replaced(tokenizer.decode(ids, skip)));
  }));
}

TEST_CASE("property: without special parsing no special token comes out") {
  CHECK(holds([] {
    const Tokenizer& tokenizer = any_tokenizer();
    const auto ids = tokenizer.encode(any_text());
    for (const std::int32_t id : ids.value()) {
      RC_ASSERT(!tokenizer.is_special(id));
    }
  }));
}

}  // namespace
}  // namespace bitnet::runtime
