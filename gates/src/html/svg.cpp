// SPDX-License-Identifier: Apache-2.0
// What all plots are drawn with: the frame, lines, texts, and definitions that they share.
#include "html/markup.h"
#include "html/plots.h"

#include <fmt/format.h>

#include <vector>

namespace perfgate::html_detail {

std::string svg_open(const Frame& frame, std::string_view title, std::string_view description) {
  return fmt::format(
      "<svg class=\"pl\" viewBox=\"0 0 {} {}\" role=\"img\"><title>{}</title><desc>{}</desc>",
      pixel(frame.width), pixel(frame.height), escaped(title), escaped(description));
}

std::string svg_path(std::string_view name, std::string_view path) {
  return path.empty() ? std::string() : fmt::format("<path class=\"{}\" d=\"{}\"/>", name, path);
}

std::string svg_text(double x, double y, std::string_view name, std::string_view text) {
  const std::string attribute = name.empty() ? "" : fmt::format(" class=\"{}\"", name);
  return fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>", pixel(x), pixel(y), attribute,
                     escaped(text));
}

std::string across(const Frame& frame, double y, std::string_view name) {
  return svg_path(name, fmt::format("M{} {}H{}", pixel(frame.left), pixel(y), pixel(frame.right)));
}

std::string grid(const Frame& frame, const std::vector<double>& ys) {
  std::string path;
  for (const double y : ys) {
    path += fmt::format("M{} {}H{}", pixel(frame.left), pixel(y), pixel(frame.right));
  }
  return svg_path("g", path);
}

std::string down(const Frame& frame, double x, std::string_view name) {
  return svg_path(name, fmt::format("M{} {}V{}", pixel(x), pixel(frame.top), pixel(frame.bottom)));
}

std::string shared_definitions() {
  const Frame frame;
  const double middle = (frame.top + frame.bottom) / 2;
  std::string text =
      "<svg class=\"none\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs><g id=\"fe\" "
      "class=\"fr\">";
  text += grid(frame, {frame.top, middle}) + across(frame, frame.bottom, "a");
  text += svg_text(frame.left - 10, frame.top + 9, "e", "100 %") +
          svg_text(frame.left - 10, middle + 9, "e", "50 %") +
          svg_text(frame.left - 10, frame.bottom + 9, "e", "0");
  return text + "</g></defs></svg>\n";
}

}  // namespace perfgate::html_detail
