// SPDX-License-Identifier: Apache-2.0
// What a proof found: shares with their exact bounds, as rows of one table.
#pragma once

#include <perfgate/json.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate::proof {

struct Finding {
  std::string part;     // "coverage", "false blocks", "power"
  std::string subject;  // what was tried: interval or evidence kind
  std::string noise;
  std::string design;  // sizes, e.g. "n = 10"
  std::size_t hits = 0, trials = 0;
  std::string wanted;  // in words
  bool met = false;
  bool promised = true;  // false: shown for comparison, the gate promises nothing here
};

[[nodiscard]] Json findings_json(const std::vector<Finding>& findings);
/// One Markdown table a part.
[[nodiscard]] std::string findings_markdown(const std::vector<Finding>& findings);

}  // namespace perfgate::proof
