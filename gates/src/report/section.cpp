// SPDX-License-Identifier: Apache-2.0
// Fits sections into a size limit. Knows nothing of Markdown but the form of its two notes.
#include "report/section.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfgate::report_detail {
namespace {

constexpr std::size_t kNoteBytes = 120;  // longest note, with a count of 20 digits

std::string missing_note(std::size_t lines) {
  return fmt::format("\n_{} more {} not shown: the JSON report has all of them._\n", lines,
                     lines == 1 ? "line is" : "lines are");
}

std::size_t fixed_bytes(const Section& section) {
  return section.head.size() + section.tail.size() + kNoteBytes;
}

void append(std::string& text, const Section& section, std::size_t budget) {
  text += section.head;
  std::size_t used = fixed_bytes(section);
  std::size_t shown = 0;
  while (shown < section.lines.size() && used + section.lines[shown].size() <= budget) {
    used += section.lines[shown].size();
    text += section.lines[shown];
    ++shown;
  }
  if (shown < section.lines.size()) {
    text += missing_note(section.lines.size() - shown);
  }
  text += section.tail;
}

}  // namespace

std::string assemble(const std::vector<Section>& sections, std::size_t max_chars) {
  static const std::string kEnd = "\n_The rest is not shown: the JSON report has all of it._\n";
  std::size_t later = kNoteBytes;  // for kEnd
  for (const Section& section : sections) {
    later += fixed_bytes(section);
  }
  std::string text;
  for (const Section& section : sections) {
    const std::size_t left = max_chars - std::min(max_chars, text.size());
    const std::size_t fixed = fixed_bytes(section);
    if (fixed + kNoteBytes > left) {
      return kEnd.size() <= left ? text + kEnd : text;
    }
    later -= fixed;
    // When the later heads cannot all fit anyway, this section may use what is there.
    const std::size_t kept_free = fixed + later <= left ? later : kNoteBytes;
    append(text, section, left - kept_free);
  }
  return text;
}

}  // namespace perfgate::report_detail
