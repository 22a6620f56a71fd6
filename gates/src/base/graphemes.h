// SPDX-License-Identifier: Apache-2.0
// What a reader takes for one character, and the columns that it takes on a terminal.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace perfgate {

struct Grapheme {
  std::size_t begin = 0, bytes = 0;  // in the text
  std::size_t columns = 0;           // 0, 1, 2; more only for stacks of spacing marks
};

/// The extended grapheme clusters of a UTF-8 text in order; bytes that are no UTF-8 are one each, a
/// column wide. A cut between two of them never tears an accent, a flag or a joined emoji apart.
[[nodiscard]] std::vector<Grapheme> graphemes(std::string_view text);

}  // namespace perfgate
