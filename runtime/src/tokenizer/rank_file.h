// SPDX-License-Identifier: Apache-2.0
// tiktoken's rank file: one line per token, "base64 rank".
#pragma once

#include <bitnet/runtime/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// Bytes of the tokens by rank. Errors as tiktoken_tokenizer(), but doubled tokens are not looked
/// for. `where` begins every message.
Result<std::vector<std::string>> parse_rank_file(std::string_view text, std::string_view where);

}  // namespace bitnet::runtime
