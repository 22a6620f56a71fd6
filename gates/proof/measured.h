// SPDX-License-Identifier: Apache-2.0
// What comparisons on a real machine found, from the reports that scripts/prove-gate.sh --real
// collects: folders "<evidence>_<condition>_aa" and "<evidence>_<condition>_p<percent>".
#pragma once

#include "table.h"

#include <perfgate/result.h>

#include <string>
#include <vector>

namespace perfgate::proof {

/// Red suites of unchanged code, and how many slowed rows were found by size, beside the printed
/// smallest detectable change. Promised: unchanged code is never red (60 comparisons bound the rate
/// at 4.9 %), 5 % is found in 95 % of paired comparisons of an idle machine, and rows whose true
/// slowdown is within a tenth of their printed smallest detectable change are found in 70 to 90 %.
/// Errors (kInput): no report, or one that cannot be read.
[[nodiscard]] Result<std::vector<Finding>> prove_measured(const std::string& folder);

}  // namespace perfgate::proof
