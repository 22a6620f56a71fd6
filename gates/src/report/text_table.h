// SPDX-License-Identifier: Apache-2.0
// A table for a terminal: columns as wide as their widest cell, counted in display columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate::report_detail {

enum class Style { kPlain, kGood, kBad, kDoubt, kStrong };

/// `text` in the ANSI style, or as it is without colour. `text` must be terminal-safe already.
[[nodiscard]] std::string styled(std::string_view text, Style style, bool color);

class TextTable {
 public:
  struct Column {
    std::string title;
    bool right = false;  // align to the right: figures
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// One cell per column. Cells come from anywhere: they are made terminal-safe, and longer ones
  /// than kMaxCell columns lose their middle (except in the last column, where nothing follows).
  void add_row(const std::vector<std::string>& cells, Style style);

  /// A free line below the last row, indented; wraps nowhere.
  void add_note(std::string_view text);

  /// Header and rows, each line indented by two columns, without trailing blanks. The style of a
  /// row is put on its first and last cell only.
  [[nodiscard]] std::string render(bool color) const;

  static constexpr std::size_t kMaxCell = 72;

 private:
  struct Line {
    std::vector<std::string> cells;  // empty: a note
    std::string note;
    Style style = Style::kPlain;
  };

  [[nodiscard]] std::string render_line(const Line& line, const std::vector<std::size_t>& widths,
                                        bool color) const;

  std::vector<Column> columns_;
  std::vector<Line> lines_;
};

}  // namespace perfgate::report_detail
