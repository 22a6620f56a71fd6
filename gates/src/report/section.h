// SPDX-License-Identifier: Apache-2.0
// A document made of sections that must not grow beyond a size: lists and tables are cut between
// two lines, never inside one, and say how many lines are missing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate::report_detail {

struct Section {
  std::string head;                // up to and including the line before the first of `lines`
  std::vector<std::string> lines;  // each ends with '\n'
  std::string tail;                // after the last line, e.g. "</details>\n"
};

/// The sections one after the other in at most `max_chars` bytes (UTF-8 bytes are never fewer than
/// characters). Earlier sections get space first, but the heads and tails of later ones are kept
/// free for them; a section whose head does not fit ends the document with a note.
[[nodiscard]] std::string assemble(const std::vector<Section>& sections, std::size_t max_chars);

}  // namespace perfgate::report_detail
