// SPDX-License-Identifier: Apache-2.0
#include "test_vocabulary.h"

namespace bitnet::runtime {
namespace {

using testing::Ids;
using testing::small_data;
using testing::tokenizer_of;

std::vector<std::string> parts(const Ids& ids, bool skip_special = true) {
  StreamDecoder decoder(tokenizer_of(small_data()), skip_special);
  std::vector<std::string> texts;
  for (const std::int32_t id : ids) {
    texts.push_back(decoder.push(id));
  }
  texts.push_back(decoder.flush());
  return texts;
}

using Parts = std::vector<std::string>;

TEST_CASE("stream decoder: whole characters only") {
  CHECK(parts({256, 'y'}) == Parts{"he", "y", ""});
  CHECK(parts({'a', 0xC3, 0xA9, 'b'}) == Parts{"a", "", "\u00E9", "b", ""});
  CHECK(parts({0xF0, 0x9F, 0x98, 0x80}) == Parts{"", "", "", "\U0001F600", ""});
}

TEST_CASE("stream decoder: what cannot become a character is replaced") {
  CHECK(parts({0xFF, 'a'}) == Parts{"\uFFFD", "a", ""});
  CHECK(parts({0xC3, 'a'}) == Parts{"",
                                    "\uFFFD"
                                    "a",
                                    ""});
  CHECK(parts({0xE2, 0x82, 0xE2, 0x82, 0xAC}) == Parts{"", "", "\uFFFD", "", "\u20AC", ""});
  CHECK(parts({0x80, 0x80}) == Parts{"\uFFFD", "\uFFFD", ""});
  CHECK(parts({0xED, 0xA0, 0x80}) == Parts{"", "\uFFFD\uFFFD", "\uFFFD", ""});
}

TEST_CASE("stream decoder: the end comes in the middle of a character") {
  CHECK(parts({'a', 0xF0, 0x9F}) == Parts{"a", "", "", "\uFFFD"});
  StreamDecoder decoder(tokenizer_of(small_data()));
  CHECK(decoder.push(0xC3).empty());
  CHECK(decoder.flush() == "\uFFFD");
  CHECK(decoder.flush().empty());
  CHECK(decoder.push(0xA9) == "\uFFFD");  // the lead before it is gone
}

TEST_CASE("stream decoder: special tokens and ids outside of the vocabulary") {
  CHECK(parts({256, 264, 'y'}) == Parts{"he", "", "y", ""});
  CHECK(parts({256, 264, 'y'}, false) == Parts{"he", "<|eot_id|>", "y", ""});
  CHECK(parts({256, -1, 9999}) == Parts{"he", "", "", ""});
  CHECK(parts({0xC3, 264, 0xA9}) == Parts{"", "", "\u00E9", ""});
}

}  // namespace
}  // namespace bitnet::runtime
