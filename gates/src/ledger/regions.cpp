// SPDX-License-Identifier: Apache-2.0
// Finds and replaces regions. What goes into them is decided in
// region_content.cpp. Line ends of the text (LF or CRLF) are kept.
#include "ledger/regions.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace perfgate::ledger_detail {
namespace {

struct Marker {
  std::string name;
  bool is_start = false;
};

[[nodiscard]] std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return {};
  }
  return line.substr(begin, line.find_last_not_of(" \t\r\n") - begin + 1);
}

[[nodiscard]] std::optional<Marker> marker_of(std::string_view line,
                                              const std::vector<std::string>& names) {
  line = trimmed(line);
  constexpr std::string_view kOpen = "<!--", kClose = "-->";
  if (line.size() < kOpen.size() + kClose.size() || !line.starts_with(kOpen) ||
      !line.ends_with(kClose)) {
    return std::nullopt;
  }
  line.remove_prefix(kOpen.size());
  line.remove_suffix(kClose.size());
  line = trimmed(line);
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view name = line.substr(0, colon), edge = line.substr(colon + 1);
  if (std::find(names.begin(), names.end(), name) == names.end() ||
      (edge != "start" && edge != "end")) {
    return std::nullopt;
  }
  return Marker{std::string(name), edge == "start"};
}

/// The next line with its line end, taken off the front of `rest`.
[[nodiscard]] std::string_view take_line(std::string_view& rest) {
  const std::size_t newline = rest.find('\n');
  const std::string_view line =
      rest.substr(0, newline == std::string_view::npos ? rest.size() : newline + 1);
  rest.remove_prefix(line.size());
  return line;
}

[[nodiscard]] tl::unexpected<Error> marker_error(std::size_t line, const Marker& marker,
                                                 const std::string& what) {
  return input_error(fmt::format("line {}: marker {}:{} {}", line, marker.name,
                                 marker.is_start ? "start" : "end", what));
}

}  // namespace

Result<MarkedText> MarkedText::parse(const std::string& text,
                                     const std::vector<std::string>& names) {
  MarkedText result;
  result.parts_.emplace_back();
  std::optional<Marker> open;
  std::size_t open_line = 0, line_number = 0;
  std::string_view rest = text;
  if (const std::size_t newline = rest.find('\n');
      newline != std::string_view::npos && newline > 0 && rest[newline - 1] == '\r') {
    result.line_end_ = "\r\n";
  }
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    ++line_number;
    const auto marker = marker_of(line, names);
    if (!marker) {
      result.parts_.back() += line;
      continue;
    }
    if (marker->is_start) {
      if (open) {
        return marker_error(line_number, *marker,
                            fmt::format("inside region {} of line {}", open->name, open_line));
      }
      if (result.has(marker->name)) {
        return marker_error(line_number, *marker, "opens this region a second time");
      }
      open = marker;
      open_line = line_number;
      result.parts_.back() += line;
      result.region_of_[marker->name] = result.parts_.size();
    } else {
      if (!open || open->name != marker->name) {
        return marker_error(line_number, *marker, "closes a region that is not open");
      }
      open.reset();
    }
    result.parts_.emplace_back(marker->is_start ? std::string() : std::string(line));
  }
  if (open) {
    return marker_error(open_line, *open, "is never closed");
  }
  return result;
}

std::vector<std::string> MarkedText::lines(const std::string& name) const {
  std::vector<std::string> lines;
  const auto found = region_of_.find(name);
  if (found == region_of_.end()) {
    return lines;
  }
  std::string_view rest = parts_[found->second];
  while (!rest.empty()) {
    std::string_view line = take_line(rest);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
      line.remove_suffix(1);
    }
    lines.emplace_back(line);
  }
  return lines;
}

void MarkedText::set(const std::string& name, const std::vector<std::string>& lines) {
  std::string content;
  for (const std::string& line : lines) {
    content += line + line_end_;
  }
  if (const auto found = region_of_.find(name); found != region_of_.end()) {
    parts_[found->second] = std::move(content);
    return;
  }
  std::string& last = parts_.back();
  if (const bool first = parts_.size() == 1 && last.empty(); !first) {
    last += last.ends_with('\n') ? line_end_ : line_end_ + line_end_;
  }
  last += fmt::format("<!-- {}:start -->{}", name, line_end_);
  region_of_[name] = parts_.size();
  parts_.push_back(std::move(content));
  parts_.push_back(fmt::format("<!-- {}:end -->{}", name, line_end_));
}

std::string MarkedText::text() const {
  std::string text;
  for (const std::string& part : parts_) {
    text += part;
  }
  return text;
}

}  // namespace perfgate::ledger_detail
