// SPDX-License-Identifier: Apache-2.0
// What a row or an SLO is to a CI system that knows four outcomes. All formats agree on it.
#pragma once

#include <perfgate/gate_report.h>

#include <cstdint>
#include <string>

namespace perfgate::formats_detail {

enum class Outcome : std::uint8_t { kPassed, kFailed, kError, kSkipped };

/// A row fails when it fails the gate: a regression that blocks, or one that is missing where the
/// policy forbids that. A row that failed to run is an error. A row that passed is equivalent or
/// improved. All others are skipped: nothing was shown.
[[nodiscard]] Outcome outcome_of(const ReportRow& row, const GateReport& report);

/// Breached SLOs fail, met ones pass, the others are skipped.
[[nodiscard]] Outcome outcome_of(const SloResult& slo);

/// The gate as a whole. Refused comparisons and broken input are errors, never passes; an undecided
/// gate fails when the policy says that it must not pass.
[[nodiscard]] Outcome outcome_of(const GateReport& report);

/// One line: the change with its interval if there is one, and why the verdict is what it is.
[[nodiscard]] std::string explanation(const ReportRow& row);

/// "id", or "id (metric)" when the metric is not time.
[[nodiscard]] std::string row_name(const ReportRow& row);

/// "title: actual, wanted target (evidence)".
[[nodiscard]] std::string explanation(const SloResult& slo);

}  // namespace perfgate::formats_detail
