// SPDX-License-Identifier: Apache-2.0
// Generated files that a loader must refuse, each with a part of the sentence that it must say. The
// groups are numbered as in the list of classes that published loader vulnerabilities belong to.
// Only for tests and fuzz seeds.
#pragma once

#include "gguf/raw_gguf.h"

#include <bitnet/runtime/result.h>

#include <cstdint>
#include <string>
#include <vector>

namespace bitnet::runtime::testing {

inline constexpr std::uint64_t kAllOnes = ~std::uint64_t{0};
inline constexpr std::uint64_t kTopBit = std::uint64_t{1} << 63;

struct MalformedCase {
  int group;
  std::string name;     // unique within the group; fit for a file name
  std::string bytes;    // the file
  std::string message;  // part of the expected message; "" = accepted, with a warning or without
};

[[nodiscard]] std::vector<MalformedCase> malformed_headers();  // groups 1 to 6
[[nodiscard]] std::vector<MalformedCase> malformed_keys();     // 7 to 16
[[nodiscard]] std::vector<MalformedCase> malformed_tensors();  // 17 to 26
[[nodiscard]] std::vector<MalformedCase> malformed_models();   // 27 to 34
[[nodiscard]] std::vector<MalformedCase> all_malformed();

/// Everything a load does before the first token: parse, configuration, and every ternary tensor
/// unpacked. The first error message, "" if there is none.
[[nodiscard]] std::string load_fault(const std::string& bytes);

}  // namespace bitnet::runtime::testing
