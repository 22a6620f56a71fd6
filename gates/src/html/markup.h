// SPDX-License-Identifier: Apache-2.0
// The few things from which the pages are put together: text made safe for HTML and SVG, anchors,
// paths of whole numbers. Everything that may come from input goes through escaped().
#pragma once

#include <perfgate/gate_report.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace perfgate::html_detail {

/// For text and for attribute values in quotes: & < > " ' as references; control characters,
/// characters that reorder or hide text, and bytes that are not UTF-8 become visible.
[[nodiscard]] std::string escaped(std::string_view raw);

/// escaped(), and a line may break after every slash. Not for attributes.
[[nodiscard]] std::string escaped_path(std::string_view raw);

/// "<code>...</code>", or "unknown" when there is nothing to show.
[[nodiscard]] std::string code_or_unknown(std::string_view raw);

/// Names the row in links: "r" and twelve hex digits that depend on id and metric alone, so that a
/// link finds the row in the next report too.
[[nodiscard]] std::string row_anchor(std::string_view id, std::string_view metric);

/// "1 row", "2 rows".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

/// Length in the coordinates of a plot; what is not a number is 0.
[[nodiscard]] long pixel(double value);

/// The value of a path's `d` on whole coordinates, in the shorter of both forms and without the
/// steps that move nowhere.
class Pen {
 public:
  void move_to(double x, double y);
  void line_to(double x, double y);
  /// A line of length zero: with round caps it is a dot.
  void dot(double x, double y);

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  long x_ = 0, y_ = 0;
  bool slanted_ = false;  // the last command is "l"
};

}  // namespace perfgate::html_detail
