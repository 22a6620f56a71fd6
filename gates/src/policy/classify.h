// SPDX-License-Identifier: Apache-2.0
// Percentages to classes, limits of rows, and what a row means for the suite. Derived from a
// ReportRow and the policy alone, so a stored report can be decided again.
#pragma once

#include <perfgate/config.h>
#include <perfgate/gate_report.h>

#include <map>
#include <string>

namespace perfgate {

/// Class of a change that is `worse` percent worse.
[[nodiscard]] RegressionClass class_of(double worse, const Policy& policy);

/// Tolerance of the feature that the labels name ("feature"), else of "cpu".
[[nodiscard]] double limit_of(const std::map<std::string, std::string>& labels,
                              const Policy& policy);

/// Percentage above which a regression blocks: the lower limit of the blocking class or the row's
/// own limit, whichever is larger; a row whose limit is tighter than the minor class blocks at its
/// limit when minor regressions block.
[[nodiscard]] double block_threshold(double limit, const Policy& policy);

/// A regression whose whole interval lies beyond the threshold. Point estimates never block.
[[nodiscard]] bool blocks(const ReportRow& row, const Policy& policy);

/// The data cannot say whether the row is acceptable: blind; inconclusive and possibly beyond its
/// limit; regressed and possibly beyond the threshold; a published figure beyond its limit.
[[nodiscard]] bool undecided(const ReportRow& row, const Policy& policy);

/// Both sides have the row and neither failed it.
[[nodiscard]] bool compared(const ReportRow& row);

}  // namespace perfgate
