// SPDX-License-Identifier: Apache-2.0
#include "policy/suite_spread.h"

#include <vector>

namespace perfgate {

stats::SpreadPrior run_spread_of(const std::vector<RowPlan>& plans) {
  std::vector<stats::RunSides> rows;
  for (const RowPlan& plan : plans) {
    const bool of_runs =
        plan.method == RowMethod::kStudentOfRuns || plan.method == RowMethod::kRankOfRuns;
    if (plan.kind == RowKind::kTested && of_runs) {
      rows.push_back({plan.before.summaries, plan.after.summaries});
    }
  }
  return stats::shared_run_spread(rows);
}

}  // namespace perfgate
