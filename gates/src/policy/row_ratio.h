// SPDX-License-Identifier: Apache-2.0
// The ratio of a row and what follows from it alone: percent worse, class, whether the limit is
// kept. No test and no verdict.
#pragma once

#include <perfgate/config.h>
#include <perfgate/gate_report.h>
#include <perfgate/stats.h>

#include <optional>

namespace perfgate {

/// Nothing for a value that JSON could not hold.
[[nodiscard]] std::optional<double> finite_value(double value);

/// Percent, the sign turned so that positive is worse.
[[nodiscard]] double worse_of(double ratio, Direction direction);

/// The end of an interval of ratios that is worse, in percent; nothing if it is open.
[[nodiscard]] std::optional<double> worse_end(const stats::Interval& ratios, Direction direction);

/// Fills ratio, worse_*, reached, suspected and within_limit; direction and limit_pct are set.
void set_ratio(ReportRow& row, const stats::RatioTest& test, const Policy& policy);

}  // namespace perfgate
