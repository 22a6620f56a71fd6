// SPDX-License-Identifier: Apache-2.0
// What the rows of an unpaired comparison know of each other.
#pragma once

#include "policy/row_plan.h"

#include <perfgate/stats.h>

#include <vector>

namespace perfgate {

/// stats::shared_run_spread of the rows that are compared run by run. Five rounds often miss the
/// slow shifts of a machine: a row that happened to show none is not believed to be as quiet as it
/// looks.
[[nodiscard]] stats::SpreadPrior run_spread_of(const std::vector<RowPlan>& plans);

}  // namespace perfgate
