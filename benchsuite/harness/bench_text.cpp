// SPDX-License-Identifier: Apache-2.0
// One generator per kind; each appends less than 64 bytes a call.
#include "bench_text.h"

#include <algorithm>
#include <random>

namespace benchsuite {
namespace {

// mt19937_64's sequence is the standard's; its distributions are not, so they are not used.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }

  template <std::size_t n>
  std::string_view of(const std::array<std::string_view, n>& words) {
    return words[below(n)];
  }

 private:
  std::mt19937_64 engine_;
};

constexpr std::array<std::string_view, 48> kWords = {
    "the",     "of",        "and",       "a",         "to",        "in",        "is",
    "was",     "that",      "it",        "for",       "on",        "with",      "as",
    "be",      "at",        "by",        "from",      "this",      "which",     "or",
    "have",    "an",        "they",      "one",       "their",     "water",     "house",
    "morning", "question",  "small",     "people",    "between",   "against",   "measured",
    "memory",  "language",  "weights",   "important", "different", "thought",   "because",
    "through", "following", "something", "possible",  "beginning", "afterwards"};

constexpr std::array<std::string_view, 10> kNames = {
    "i", "n", "sum", "row_bytes", "scale", "index", "buffer", "value", "position", "kBlock"};
constexpr std::array<std::string_view, 6> kOperators = {" = ", " += ", " * ",
                                                        " - ", " << ", " == "};

// The lower of two draws: the words at the front are the frequent ones.
void add_english(Random& random, std::string& text) {
  const std::size_t word = std::min(random.below(kWords.size()), random.below(kWords.size()));
  text += kWords[word];
  switch (random.below(24)) {
    case 0:
      text += ". ";
      break;
    case 1:
      text += ", ";
      break;
    case 2:
      text += random.below(4) == 0 ? ".\n\n" : "'s ";
      break;
    default:
      text += ' ';
  }
}

void add_code(Random& random, std::string& text) {
  text.append(4 * random.below(4), ' ');
  text += random.of(kNames);
  text += random.of(kOperators);
  text += random.of(kNames);
  switch (random.below(4)) {
    case 0:
      text += "[" + std::to_string(random.below(256)) + "]";
      break;
    case 1:
      text += "(" + std::string(random.of(kNames)) + ")";
      break;
    default:
      break;
  }
  text += ";\n";
}

void add_digits(Random& random, std::string& text) {
  for (std::size_t left = 1 + random.below(12); left > 0; --left) {
    text += static_cast<char>('0' + random.below(10));
  }
  text += random.below(8) == 0 ? '\n' : ' ';
}

void add_three_bytes(std::size_t code_point, std::string& text) {
  text += static_cast<char>(0xE0U | code_point >> 12U);
  text += static_cast<char>(0x80U | (code_point >> 6U & 0x3FU));
  text += static_cast<char>(0x80U | (code_point & 0x3FU));
}

void add_cjk(Random& random, std::string& text) {
  for (std::size_t left = 4 + random.below(12); left > 0; --left) {
    add_three_bytes(0x4E00 + random.below(0x9FA6 - 0x4E00), text);
  }
  add_three_bytes(random.below(3) == 0 ? 0x3002 : 0xFF0C, text);  // full stop, comma
}

void add_part(Text kind, Random& random, std::string& text) {
  switch (kind) {
    case Text::kEnglish:
      return add_english(random, text);
    case Text::kCode:
      return add_code(random, text);
    case Text::kDigits:
      return add_digits(random, text);
    case Text::kCjk:
      return add_cjk(random, text);
    case Text::kOneLetter:
      text += 'e';
      return;
    case Text::kBytes:
      text += static_cast<char>(random.below(256));
      return;
  }
}

}  // namespace

std::string_view text_name(Text text) noexcept {
  switch (text) {
    case Text::kEnglish:
      return "english";
    case Text::kCode:
      return "code";
    case Text::kDigits:
      return "digits";
    case Text::kCjk:
      return "cjk";
    case Text::kOneLetter:
      return "one_letter";
    case Text::kBytes:
      break;
  }
  return "bytes";
}

std::string make_text(Text text, std::size_t bytes, std::uint64_t seed) {
  Random random(seed);
  std::string result;
  result.reserve(bytes + 64);
  while (result.size() < bytes) {
    add_part(text, random, result);
  }
  return result;
}

}  // namespace benchsuite
