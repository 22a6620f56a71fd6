// SPDX-License-Identifier: Apache-2.0
// Making foreign text safe for terminals, Markdown and file names, and comparing names. Numbers are
// in format.cpp. HTML and XML are escaped where they are written.
#include "base/utf8.h"

#include <perfgate/files.h>
#include <perfgate/text.h>

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace perfgate {
namespace {

constexpr std::size_t kMaxComponentBytes = 64;
constexpr std::size_t kHashDigits = 8;
constexpr std::size_t kMaxComparedBytes = 256;  // of a name, so that edit distance stays cheap

/// Characters that reorder, hide or break lines although they are not control characters.
bool is_deceptive(char32_t c) {
  return c == 0x061c || c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029 ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

void append_safe(std::string& out, std::string_view text, const utf8::Decoded& next,
                 std::size_t at) {
  if (!next.valid) {
    out += utf8::kReplacement;
  } else if (next.code < 0x20 || (next.code >= 0x7f && next.code < 0xa0)) {
    out += fmt::format("\\x{:02x}", static_cast<unsigned>(next.code));
  } else if (is_deceptive(next.code)) {
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(next.code));
  } else {
    out += text.substr(at, next.length);
  }
}

/// terminal_safe, but line ends and tabs become spaces.
std::string one_line(std::string_view text) {
  std::string flat(text);
  for (std::size_t at = flat.find("\r\n"); at != std::string::npos; at = flat.find("\r\n", at)) {
    flat.erase(at, 1);
  }
  std::replace_if(
      flat.begin(), flat.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return terminal_safe(flat);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_alnum(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Where a line start could become a list or a heading underline: offset of the character to
/// escape, npos if none.
std::size_t block_marker(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+') || text.starts_with('=')) {
    return 0;
  }
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    ++digits;
  }
  const bool numbered =
      digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')');
  return numbered ? digits : std::string_view::npos;
}

bool ends_like_a_hash(std::string_view name) {
  if (name.size() <= kHashDigits || name[name.size() - kHashDigits - 1] != '-') {
    return false;
  }
  const std::string_view tail = name.substr(name.size() - kHashDigits);
  return tail.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string terminal_safe(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const utf8::Decoded next = utf8::decode(text, at);
    append_safe(out, text, next, at);
    at += next.length;
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string safe = one_line(text);
  std::string inner;
  std::size_t run = 0, longest = 0;
  for (const char c : safe) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    inner += c == '|' ? std::string("\\|") : std::string(1, c);
  }
  // CommonMark removes one space on both sides unless there is nothing but spaces.
  const bool blank = inner.find_first_not_of(' ') == std::string::npos;
  const bool pad = !blank && (inner.front() == '`' || inner.back() == '`' ||
                              (inner.front() == ' ' && inner.back() == ' '));
  const std::string fence(longest + 1, '`');
  const std::string_view space = pad || inner.empty() ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, space, inner, inner.empty() ? "" : space, fence);
}

std::string markdown_text(std::string_view text) {
  static constexpr std::string_view kSpecial = "\\`*_[]<>|#!@&~";
  const std::string safe = one_line(text);
  const std::size_t marker = block_marker(safe);
  std::string out;
  for (std::size_t at = 0; at < safe.size(); ++at) {
    const char c = safe[at];
    if (kSpecial.find(c) != std::string_view::npos || at == marker) {
      out += '\\';
    }
    out += c;
    // GitHub looks for @user and #123 after the escapes are gone; a zero-width space stops it.
    if ((c == '@' || c == '#') && at + 1 < safe.size() && is_alnum(safe[at + 1])) {
      out += "&#8203;";
    }
  }
  return out;
}

std::string path_component(std::string_view name) {
  std::string kept(name);
  std::replace_if(
      kept.begin(), kept.end(),
      [](char c) { return !is_alnum(c) && c != '.' && c != '_' && c != '-'; }, '_');
  const bool reserved = kept.find_first_not_of('.') == std::string::npos;  // "", ".", ".."
  if (kept == name && !reserved && kept.size() <= kMaxComponentBytes && !ends_like_a_hash(kept)) {
    return kept;
  }
  if (reserved) {
    kept = "_";
  }
  kept.resize(std::min(kept.size(), kMaxComponentBytes - kHashDigits - 1));
  return fmt::format("{}-{}", kept, sha256_hex(name).substr(0, kHashDigits));
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (std::max(a.size(), b.size()) > kMaxComparedBytes) {
    return a == b ? 0 : std::max(a.size(), b.size());
  }
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace perfgate
