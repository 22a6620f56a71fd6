// SPDX-License-Identifier: Apache-2.0
// The three sources of a service-level objective. Each fills actual, interval, status and evidence
// of one result; deferred when no row matches.
#pragma once

#include "policy/row_pattern.h"

#include <perfgate/config.h>
#include <perfgate/gate_report.h>
#include <perfgate/result_set.h>

namespace perfgate {

/// Metric "worse_pct": every compared row that matches, judged on the bad end of its interval.
/// Breached only by rows that the comparison calls regressed; blind rows are untestable; waived
/// rows are left out.
void judge_changes(const Slo& slo, const RowPattern& rows, const GateReport& report,
                   SloResult& result);

/// A metric of current: every matching row must meet it, judged on the bad end of the interval of
/// its run medians (two runs or more), else on its median.
void judge_values(const Slo& slo, const RowPattern& rows, const ResultSet& current,
                  const Policy& policy, SloResult& result);

/// Ratio rows / over of medians: one row on each side, or rows paired by the first group of both
/// patterns.
void judge_ratios(const Slo& slo, const RowPattern& rows, const RowPattern& over,
                  const ResultSet& current, const Policy& policy, SloResult& result);

}  // namespace perfgate
