// SPDX-License-Identifier: Apache-2.0
// Reasons to refuse a comparison as a whole: other machine, same data, nothing in common.
#pragma once

#include "policy/row_plan.h"

#include <perfgate/gate_report.h>
#include <perfgate/result_set.h>

#include <vector>

namespace perfgate {

/// Sets verdict kIncomparable or kError with exit code and headline, or leaves the report as it is.
/// Adds warnings for unknown machines and soft differences.
/// Paired sides must hold the same number of runs, at least one. Sets kError otherwise.
void check_rounds(const ResultSet& baseline, const ResultSet& current, GateReport& report);

void check_comparable(const ResultSet& baseline, const ResultSet& current,
                      const std::vector<RowPlan>& plans, GateReport& report);

}  // namespace perfgate
