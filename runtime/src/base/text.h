// SPDX-License-Identifier: Apache-2.0
// Foreign text inside messages: quoted, escaped, cut. For nothing else.
#pragma once

#include <string>
#include <string_view>

namespace bitnet::runtime {

/// 'text' with control characters, quotes, backslashes and bytes above 126 as \xNN, cut after
/// `max_bytes` bytes of input with "..." behind the quote.
[[nodiscard]] std::string in_quotes(std::string_view text, std::size_t max_bytes = 80);

/// "1 tensor", "2 tensors".
[[nodiscard]] std::string counted_noun(std::size_t count, std::string_view noun);

}  // namespace bitnet::runtime
