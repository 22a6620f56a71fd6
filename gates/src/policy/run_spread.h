// SPDX-License-Identifier: Apache-2.0
// What the rows of an unpaired comparison know of each other.
#pragma once

#include "policy/row_plan.h"

#include <perfgate/stats.h>

#include <vector>

namespace perfgate {

/// What rows compared run by run know of each other: the median of their standard deviations of
/// ln(run summary) from run to run. No degrees of freedom with fewer than 10 such rows. Five rounds
/// often miss the slow shifts of a machine: a row that happened to show none is not believed to be
/// as quiet as it looks. Inflated where neighbouring runs of the suite resemble each other: too
/// little of a machine's slow spells is then seen within one side.
[[nodiscard]] stats::SpreadPrior shared_run_spread(const std::vector<RowPlan>& plans);

}  // namespace perfgate
