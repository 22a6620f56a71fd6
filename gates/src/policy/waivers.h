// SPDX-License-Identifier: Apache-2.0
// Waivers: known regressions that somebody owns, up to a ceiling and a date.
#pragma once

#include <perfgate/config.h>
#include <perfgate/gate_report.h>

#include <string>
#include <vector>

namespace perfgate {

/// Turns regressed rows, and inconclusive rows that would count against the gate, into waived ones
/// where a waiver covers their point estimate on the day `now` (RFC 3339). Expired, exceeded and
/// unused waivers become warnings of the report. Blind, missing and failed rows cannot be waived:
/// nothing says how bad they are.
void apply_waivers(GateReport& report, const std::vector<Waiver>& waivers, const std::string& now);

}  // namespace perfgate
