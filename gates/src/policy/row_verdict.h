// SPDX-License-Identifier: Apache-2.0
// The verdict of one measured row, with its reason.
#pragma once

#include "policy/row_plan.h"

#include <perfgate/config.h>
#include <perfgate/gate_report.h>

namespace perfgate {

/// Sets verdict, reason and warnings of `row`, which measure_row and adjust_p_values have filled.
void decide_row(const RowPlan& plan, const Policy& policy, ReportRow& row);

}  // namespace perfgate
