// SPDX-License-Identifier: Apache-2.0
// Columns that text takes on a terminal: grapheme clusters and widths by utf8proc, plus what
// terminals do with emoji that consist of several characters. Ambiguous widths are narrow, because
// that is what terminals outside East Asia do.
#include "base/graphemes.h"
#include "base/utf8.h"

#include <perfgate/text.h>

#include <algorithm>
#include <numeric>
#include <utf8proc.h>

namespace perfgate {
namespace {

constexpr char32_t kJoiner = 0x200d;
constexpr char32_t kEmojiStyle = 0xfe0f;  // variation selector 16

bool in_range(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

bool is_flag_letter(char32_t c) {
  return in_range(c, 0x1f1e6, 0x1f1ff);
}

bool is_skin_tone(char32_t c) {
  return in_range(c, 0x1f3fb, 0x1f3ff);
}

// Vowels and final consonants of Hangul stand inside the square of the consonant before them.
bool is_inner_jamo(char32_t c) {
  return in_range(c, 0x1160, 0x11ff) || in_range(c, 0xd7b0, 0xd7ff);
}

// Characters younger than the library are as wide as their neighbours: emoji and ideographs.
std::size_t width_of_unassigned(char32_t c) {
  return in_range(c, 0x1f300, 0x1faff) || in_range(c, 0x20000, 0x3fffd) ? 2 : 1;
}

std::size_t width_of(char32_t c) {
  const auto code = static_cast<utf8proc_int32_t>(c);
  const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  if (control || is_inner_jamo(c)) {
    return 0;
  }
  if (is_flag_letter(c)) {
    return 1;  // two of them are one flag
  }
  if (utf8proc_category(code) == UTF8PROC_CATEGORY_CN) {
    return width_of_unassigned(c);
  }
  return static_cast<std::size_t>(std::max(utf8proc_charwidth(code), 0));
}

/// Adds `c`, which does not begin a cluster, to one that ended with `previous`.
void extend(Grapheme& cluster, char32_t previous, char32_t c) {
  if (c == kEmojiStyle) {
    cluster.columns = cluster.columns == 1 ? 2 : cluster.columns;
  } else if (previous != kJoiner && !is_skin_tone(c)) {
    cluster.columns += width_of(c);
  }
}

}  // namespace

std::vector<Grapheme> graphemes(std::string_view text) {
  std::vector<Grapheme> clusters;
  utf8proc_int32_t state = 0;
  char32_t previous = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::Decoded next = utf8::decode(text, at);
    const bool begins =
        clusters.empty() ||
        utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(previous),
                                         static_cast<utf8proc_int32_t>(next.code), &state) != 0;
    if (begins) {
      clusters.push_back({at, 0, width_of(next.code)});
    } else {
      extend(clusters.back(), previous, next.code);
    }
    clusters.back().bytes += next.length;
    previous = next.code;
    at += next.length;
  }
  return clusters;
}

std::size_t display_width(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7f;
  });
  if (plain) {
    return text.size();
  }
  const std::vector<Grapheme> clusters = graphemes(text);
  return std::accumulate(
      clusters.begin(), clusters.end(), std::size_t{0},
      [](std::size_t sum, const Grapheme& cluster) { return sum + cluster.columns; });
}

}  // namespace perfgate
