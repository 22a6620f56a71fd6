// SPDX-License-Identifier: Apache-2.0
// Widths of text as terminals show it, and clusters that must stay whole.
#include "base/graphemes.h"

#include <perfgate/text.h>

#include <doctest/doctest.h>

#include <string>

namespace perfgate {
namespace {

TEST_CASE("width: scripts") {
  CHECK(display_width("abc \xc3\xa9") == 5);
  CHECK(display_width("\xe6\x97\xa5\xe6\x9c\xac") == 4);                          // ideographs
  CHECK(display_width("\xed\x95\x9c\xea\xb8\x80") == 4);                          // Hangul
  CHECK(display_width("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab") == 2);              // as jamo
  CHECK(display_width("\xef\xbc\xa1\xef\xbd\xb1") == 3);                          // full, half
  CHECK(display_width("\xd8\xb9\xd9\x8e\xd8\xb1") == 2);                          // Arabic, vowel
  CHECK(display_width("\xe0\xb8\x81\xe0\xb8\xb3\xe0\xb8\xb4") >= 2);              // Thai
  CHECK(display_width("\xce\xb1\xce\xbc\xc2\xb1\xe2\x86\x92\xe2\x9c\x93") == 5);  // ambiguous
  CHECK(display_width("\xf0\xa0\x80\x80") == 2);                                  // plane 2
}

TEST_CASE("width: emoji of several characters are two columns") {
  CHECK(display_width("\xf0\x9f\x98\x80") == 2);
  CHECK(display_width("\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd") == 2);  // thumb, skin tone
  CHECK(display_width("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7") ==
        2);                                                       // family, joined
  CHECK(display_width("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa") == 2);  // a flag
  CHECK(display_width("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"
                      "\xf0\x9f\x87\xab\xf0\x9f\x87\xb7") == 4);  // two flags
  CHECK(display_width("\xe2\x8f\xb8\xef\xb8\x8f") == 2);          // pause as emoji
  CHECK(display_width("\xe2\x9c\x85") == 2);                      // wide by itself
  CHECK(display_width("\xf0\x9f\xab\xa8") == 2);                  // of Unicode 15
}

TEST_CASE("width: nothing, marks, control characters, bad bytes") {
  CHECK(display_width("") == 0);
  CHECK(display_width("e\xcc\x81\xcc\xa7") == 1);
  CHECK(display_width("\xcc\x81") == 0);
  CHECK(display_width("\xe2\x80\x8b\x1b\x07") == 0);
  CHECK(display_width("\xff\xc3") == 2);
  CHECK(display_width(std::string(100'000, 'x') + "\xc3\xa9") == 100'001);
}

TEST_CASE("graphemes: cover the text without gaps") {
  const std::string text = "ae\xcc\x81\xff\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\r\n\xe6\x97\xa5";
  std::size_t at = 0;
  const std::vector<Grapheme> clusters = graphemes(text);
  for (const Grapheme& cluster : clusters) {
    CHECK(cluster.begin == at);
    at += cluster.bytes;
  }
  CHECK(at == text.size());
  CHECK(clusters.size() == 6);
  CHECK(graphemes("").empty());
}

}  // namespace
}  // namespace perfgate
