// SPDX-License-Identifier: Apache-2.0
// Text inside XML 1.0 documents.
#pragma once

#include <string>
#include <string_view>

namespace perfgate::formats_detail {

/// For element content and attribute values in either kind of quotes: markup is escaped, control
/// characters are visible as in terminal_safe, and what XML 1.0 forbids (U+FFFE, U+FFFF, bad UTF-8)
/// becomes U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace perfgate::formats_detail
