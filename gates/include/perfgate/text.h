// SPDX-License-Identifier: Apache-2.0
// Text from outside made safe for the place it is printed, and numbers for people.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace perfgate {

/// For a terminal: ESC, C0, C1, DEL, bidi controls and invalid UTF-8 become visible escapes (\x1b,
/// U+FFFD).
[[nodiscard]] std::string terminal_safe(std::string_view text);

/// For Markdown, also inside table cells: a code span whose fence is longer than any run of
/// back-ticks inside; newlines become spaces, '|' becomes '\|', control characters as in
/// terminal_safe. Nothing inside can start markup, mentions or HTML.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// For Markdown running text: escapes \ ` * _ [ ] < > | # ! @ & ~ and newlines.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// One path component from any name: [A-Za-z0-9._-] kept, others '_', never "", "." or ".."; when
/// anything changed or the name is longer than 64 bytes, a short hash is appended so that different
/// names stay different.
[[nodiscard]] std::string path_component(std::string_view name);

/// "1.234 ms", "56.7 ns", "12.3 GiB"; four significant digits. unit: "s", "B", "%", "1" or any
/// other (printed as is).
[[nodiscard]] std::string format_value(double value, std::string_view unit);

/// "+3.1 %", "-0.4 %"; nullopt -> "n/a".
[[nodiscard]] std::string format_percent(std::optional<double> percent, int decimals = 1);

/// Columns of a terminal that a UTF-8 text takes (East Asian wide = 2, combining = 0).
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The candidate nearest to `word` in edit distance (at most 3, and less than half its length), for
/// "did you mean".
template <typename Range>
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view word,
                                                      const Range& candidates);

[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

template <typename Range>
std::optional<std::string> nearest_name(std::string_view word, const Range& candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = word.size() / 2 + 1 < 4 ? word.size() / 2 + 1 : 4;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, std::string_view(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = std::string(candidate);
    }
  }
  return best;
}

}  // namespace perfgate
