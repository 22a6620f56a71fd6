// SPDX-License-Identifier: Apache-2.0
// Statistics of planned rows: summaries, intervals, p-values, detectable effects.
#pragma once

#include "policy/row_plan.h"

#include <perfgate/config.h>
#include <perfgate/gate_report.h>

#include <cstddef>
#include <vector>

namespace perfgate {

/// Resamples per row so that all rows together draw about 5e7 numbers: 100 to 10,000; 0 if no row
/// is bootstrapped.
[[nodiscard]] std::size_t bootstrap_resamples(const std::vector<RowPlan>& plans);

/// Everything of the row except verdict, adjusted p-values and reason.
[[nodiscard]] ReportRow measure_row(const RowPlan& plan, const Policy& policy, std::size_t family,
                                    std::size_t resamples);

/// Holm and Benjamini-Hochberg over the rows with a p-value.
void adjust_p_values(std::vector<ReportRow>& rows);

}  // namespace perfgate
