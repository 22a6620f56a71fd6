// SPDX-License-Identifier: Apache-2.0
// Waivers: known regressions that somebody owns, up to a ceiling and a date.
#pragma once

#include <perfgate/config.h>
#include <perfgate/gate_report.h>

#include <string>
#include <vector>

namespace perfgate {

/// Turns regressed rows, and inconclusive rows that would count against the gate, into waived ones
/// where a waiver covers their point estimate on the day `now` (RFC 3339). Expired waivers cover
/// nothing. Expired, exceeded and unused waivers become warnings of the report; one that expired
/// more than Policy::waiver_grace_days ago becomes one of its stale_waivers, which fail the gate:
/// that is also how an unused one ends. Blind, missing and failed rows cannot be waived: nothing
/// says how bad they are.
void apply_waivers(GateReport& report, const std::vector<Waiver>& waivers, const std::string& now);

/// True for the warning that a waiver has no row to cover: wrong in a second stage, which measures
/// some rows only.
[[nodiscard]] bool says_unused_waiver(const std::string& warning);

}  // namespace perfgate
