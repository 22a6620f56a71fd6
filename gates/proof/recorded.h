// SPDX-License-Identifier: Apache-2.0
// False alarms and power of the gate on recorded runs, beside the rules that others use.
#pragma once

#include "recorded_runs.h"
#include "table.h"

#include <vector>

namespace perfgate::proof {

/// Every evidence kind of the gate, Criterion's rule, Welch and Mann-Whitney on the same
/// comparisons, by condition of the candidate. Promised: in paired rounds no red suite, at least
/// 75 % of the slowdowns by about 12 % and 85 % of those by about 20 %; among unpaired suites no
/// evidence kind blocks more than the bound of its own claim. `step`: every step-th unpaired
/// comparison is made.
[[nodiscard]] std::vector<Finding> prove_recorded(const Recording& recording, std::size_t step);

}  // namespace perfgate::proof
