// SPDX-License-Identifier: Apache-2.0
// Escaping for XML 1.0; see xml_text.h. Writes no elements.
#include "formats/xml_text.h"

#include "base/utf8.h"

#include <perfgate/text.h>

namespace perfgate::formats_detail {
namespace {

constexpr char32_t kFirstForbidden = 0xfffe;  // and U+FFFF; terminal_safe leaves no other

void append_character(std::string& out, std::string_view bytes) {
  switch (bytes.front()) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    default:
      out += bytes;
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  const std::string safe = terminal_safe(text);
  std::string out;
  out.reserve(safe.size());
  for (std::size_t at = 0; at < safe.size();) {
    const utf8::Decoded next = utf8::decode(safe, at);
    const bool forbidden = next.code == kFirstForbidden || next.code == kFirstForbidden + 1;
    append_character(
        out, forbidden ? utf8::kReplacement : std::string_view(safe).substr(at, next.length));
    at += next.length;
  }
  return out;
}

}  // namespace perfgate::formats_detail
