// SPDX-License-Identifier: Apache-2.0
// GPT-2's spelling of bytes as printable characters, which vocabulary files use: bytes 21..7E,
// A1..AC and AE..FF (hexadecimal) are the characters of that number, the 68 others follow from
// U+0100 on.
#pragma once

#include <string>
#include <string_view>

namespace bitnet::runtime {

/// Appends the spelling of `bytes` to `text`.
void append_spelling(std::string_view bytes, std::string& text);

/// Appends the bytes that `spelling` stands for to `bytes`; false (and anything appended) at the
/// first character that is not of the alphabet.
[[nodiscard]] bool append_spelled_bytes(std::string_view spelling, std::string& bytes);

}  // namespace bitnet::runtime
