// SPDX-License-Identifier: Apache-2.0
// A table for a terminal. Knows widths and ANSI styles; does not know what the cells mean, and
// never asks how wide the terminal is: the same report is the same text everywhere.
#include "report/text_table.h"

#include "base/graphemes.h"

#include <perfgate/text.h>

#include <algorithm>

namespace perfgate::report_detail {
namespace {

const char* ansi(Style style) {
  switch (style) {
    case Style::kGood:
      return "\x1b[32m";
    case Style::kBad:
      return "\x1b[31m";
    case Style::kDoubt:
      return "\x1b[33m";
    case Style::kStrong:
      return "\x1b[1m";
    case Style::kPlain:
      break;
  }
  return "";
}

// Keeps both ends: ids share their beginning and differ in their end. Cuts between clusters.
std::string shortened(std::string text) {
  if (text.size() <= TextTable::kMaxCell || display_width(text) <= TextTable::kMaxCell) {
    return text;
  }
  constexpr std::size_t kHalf = (TextTable::kMaxCell - 3) / 2;
  const std::vector<Grapheme> clusters = graphemes(text);
  std::size_t head = 0;  // bytes
  std::size_t columns = 0;
  for (const Grapheme& cluster : clusters) {
    columns += cluster.columns;
    if (columns > kHalf) {
      break;
    }
    head += cluster.bytes;
  }
  std::size_t tail = text.size();
  columns = 0;
  for (auto cluster = clusters.rbegin(); cluster != clusters.rend(); ++cluster) {
    columns += cluster->columns;
    if (columns > kHalf) {
      break;
    }
    tail = cluster->begin;
  }
  return text.substr(0, head) + "..." + text.substr(tail);
}

}  // namespace

std::string styled(std::string_view text, Style style, bool color) {
  if (!color || style == Style::kPlain || text.empty()) {
    return std::string(text);
  }
  return ansi(style) + std::string(text) + "\x1b[0m";
}

void TextTable::add_row(const std::vector<std::string>& cells, Style style) {
  Line line;
  line.style = style;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool last = i + 1 == columns_.size();
    line.cells.push_back(last ? terminal_safe(cells[i]) : shortened(terminal_safe(cells[i])));
  }
  line.cells.resize(columns_.size());
  lines_.push_back(std::move(line));
}

void TextTable::add_note(std::string_view text) {
  Line line;
  line.note = "      " + terminal_safe(text);
  lines_.push_back(std::move(line));
}

std::string TextTable::render_line(const Line& line, const std::vector<std::size_t>& widths,
                                   bool color) const {
  if (line.cells.empty()) {
    return line.note + "\n";
  }
  std::string text = "  ";
  std::size_t pending = 0;  // blanks before the next cell that is not empty
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    const std::size_t width = display_width(line.cells[i]);
    const std::size_t padding = widths[i] - std::min(widths[i], width);
    const bool marked = line.style == Style::kStrong || i == 0 || i + 1 == line.cells.size();
    pending += columns_[i].right ? padding : 0;
    if (!line.cells[i].empty()) {
      text += std::string(pending, ' ') +
              styled(line.cells[i], marked ? line.style : Style::kPlain, color);
      pending = 0;
    }
    pending += (columns_[i].right ? 0 : padding) + 2;
  }
  return text + "\n";
}

std::string TextTable::render(bool color) const {
  Line header;
  header.style = Style::kStrong;
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) {
    header.cells.push_back(column.title);
    widths.push_back(display_width(column.title));
  }
  for (const Line& line : lines_) {
    for (std::size_t i = 0; i < line.cells.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(line.cells[i]));
    }
  }
  std::string text = render_line(header, widths, color);
  for (const Line& line : lines_) {
    text += render_line(line, widths, color);
  }
  return text;
}

}  // namespace perfgate::report_detail
