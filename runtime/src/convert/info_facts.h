// SPDX-License-Identifier: Apache-2.0
// What both forms of file_info say, computed once.
#pragma once

#include <bitnet/runtime/gguf.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bitnet::runtime {

struct TypeTotals {
  std::uint64_t tensors = 0;
  std::uint64_t elements = 0;
  std::uint64_t bytes = 0;
};

[[nodiscard]] std::map<std::string, TypeTotals> totals_by_type(const GgufFile& file);

/// The value as text: numbers, true/false, strings as they are, arrays as "u32[5]".
[[nodiscard]] std::string value_text(const GgufValue& value);

/// "2560 x 6912"
[[nodiscard]] std::string dims_text(const std::vector<std::uint64_t>& dims);

}  // namespace bitnet::runtime
