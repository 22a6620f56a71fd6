// SPDX-License-Identifier: Apache-2.0
// What a report puts into the regions of a ledger, as Markdown lines. All text from the report is
// escaped. `existing` is what the region holds now.
#pragma once

#include <perfgate/gate_report.h>

#include <string>
#include <vector>

namespace perfgate::ledger_detail {

/// SHA-256 of the report's JSON: what makes two reports the same report.
[[nodiscard]] std::string report_sha256(const GateReport& report);

/// Table Gate, Status, Evidence. Rows of other gates stay, above ours.
[[nodiscard]] std::vector<std::string> gates_lines(const std::vector<std::string>& existing,
                                                   const GateReport& report);

/// The existing lines and one bullet; the existing lines alone if the report is already there.
[[nodiscard]] std::vector<std::string> hoplog_lines(const std::vector<std::string>& existing,
                                                    const GateReport& report);

/// State, Why, Next.
[[nodiscard]] std::vector<std::string> decision_lines(const GateReport& report);

/// Before and after of the rows that need attention most.
[[nodiscard]] std::vector<std::string> perf_lines(const GateReport& report);

/// Short report hashes that bullets of a hoplog name.
[[nodiscard]] std::vector<std::string> hoplog_reports(const std::vector<std::string>& lines);

}  // namespace perfgate::ledger_detail
