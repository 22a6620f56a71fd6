// SPDX-License-Identifier: Apache-2.0
// Escaping, anchors and paths. It knows no page and no plot.
#include "html/markup.h"

#include <perfgate/files.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace perfgate::html_detail {
namespace {

constexpr std::size_t kAnchorDigits = 12;
constexpr double kFarAway = 100000;  // coordinates beyond are as good as infinite

const char* reference_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return nullptr;
  }
}

std::string replaced(std::string_view raw, bool break_after_slash) {
  std::string out;
  out.reserve(raw.size() + 16);
  for (const char c : terminal_safe(raw)) {
    if (const char* reference = reference_of(c)) {
      out += reference;
      continue;
    }
    out += c;
    if (break_after_slash && c == '/') {
      out += "<wbr>";
    }
  }
  return out;
}

// A minus sign parts two numbers of a path as well as a space does.
std::string number_pair(long x, long y) {
  return std::to_string(x) + (y < 0 ? "" : " ") + std::to_string(y);
}

}  // namespace

std::string escaped(std::string_view raw) {
  return replaced(raw, false);
}

std::string escaped_path(std::string_view raw) {
  return replaced(raw, true);
}

std::string code_or_unknown(std::string_view raw) {
  return raw.empty() ? std::string("unknown") : "<code>" + escaped_path(raw) + "</code>";
}

std::string row_anchor(std::string_view id, std::string_view metric) {
  return "r" + sha256_hex(fmt::format("{}\n{}", id, metric)).substr(0, kAnchorDigits);
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

long pixel(double value) {
  return std::isnan(value) ? 0 : std::lround(std::clamp(value, -kFarAway, kFarAway));
}

void Pen::move_to(double x, double y) {
  const long right = pixel(x) - x_;
  const long down = pixel(y) - y_;
  x_ += right;
  y_ += down;
  const std::string there = "M" + number_pair(x_, y_);
  const std::string from_here = "m" + number_pair(right, down);
  path_ += path_.empty() || there.size() <= from_here.size() ? there : from_here;
  slanted_ = false;
}

void Pen::line_to(double x, double y) {
  const long right = pixel(x) - x_;
  const long down = pixel(y) - y_;
  x_ += right;
  y_ += down;
  if (right != 0 && down != 0) {
    // A letter counts until the next one.
    path_ += !slanted_ ? "l" : right < 0 ? "" : " ";
    path_ += number_pair(right, down);
    slanted_ = true;
  } else if (right != 0) {
    path_ += fmt::format("h{}", right);
    slanted_ = false;
  } else if (down != 0) {
    path_ += fmt::format("v{}", down);
    slanted_ = false;
  }
}

void Pen::dot(double x, double y) {
  move_to(x, y);
  path_ += "h0";
}

}  // namespace perfgate::html_detail
