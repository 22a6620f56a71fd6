// SPDX-License-Identifier: Apache-2.0
// Statistics of planned rows: summaries, intervals, p-values, detectable effects.
#pragma once

#include "policy/families.h"
#include "policy/row_paired.h"
#include "policy/row_plan.h"

#include <perfgate/config.h>
#include <perfgate/gate_report.h>
#include <perfgate/stats.h>

#include <cstddef>
#include <vector>

namespace perfgate {

/// Resamples per row so that all rows together draw about 5e7 numbers: 100 to 10,000; 0 if no row
/// is bootstrapped.
[[nodiscard]] std::size_t bootstrap_resamples(const std::vector<RowPlan>& plans);

/// What all rows of a comparison share.
struct Measuring {
  const Policy& policy;
  const Families& families;
  std::size_t resamples = 0;
  stats::SpreadPrior shared;  // of runs
  double drift_sd = 0;        // of ln ratio: what the age of the baseline adds to unpaired rows
  PairedMeasuring paired;
};

/// Everything of the row except verdict, adjusted p-values and reason.
[[nodiscard]] ReportRow measure_row(const RowPlan& plan, Measuring& measuring);

/// Holm within each family, at its share of alpha, and Benjamini-Hochberg over all rows with a
/// p-value. Paired rows have one-sided p-values, so each direction is a family of its own: a block
/// is a claim in one direction. `plans` in the order of `rows`.
void adjust_p_values(std::vector<ReportRow>& rows, const std::vector<RowPlan>& plans,
                     const Families& families, double alpha);

}  // namespace perfgate
