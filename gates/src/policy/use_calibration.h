// SPDX-License-Identifier: Apache-2.0
// Applying the A/A runs of a machine to a comparison.
#pragma once

#include "policy/row_plan.h"

#include <perfgate/calibration.h>
#include <perfgate/gate_report.h>

#include <string>
#include <vector>

namespace perfgate {

/// Gives every plan the spread of its row, if `calibration` is of the baseline's machine, and says
/// in the report what is used. Warns about rows without a spread and about old baselines.
void use_calibration(std::vector<RowPlan>& plans, const Calibration& calibration,
                     const ResultSet& baseline, const std::string& now, GateReport& report);

}  // namespace perfgate
