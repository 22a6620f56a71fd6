// SPDX-License-Identifier: Apache-2.0
// The sections of the Markdown report, one function each. Every text that may come from input is
// escaped here.
#pragma once

#include "report/section.h"

#include <perfgate/gate_report.h>

#include <string>
#include <vector>

namespace perfgate::report_detail {

[[nodiscard]] Section summary_section(const GateReport& report);
[[nodiscard]] Section gates_section(const GateReport& report);
[[nodiscard]] Section deltas_section(const GateReport& report);
[[nodiscard]] Section classes_section(const GateReport& report);
[[nodiscard]] Section slo_section(const GateReport& report);
[[nodiscard]] Section method_section(const GateReport& report);
[[nodiscard]] Section paired_section(const GateReport& report);
[[nodiscard]] Section calibration_section(const GateReport& report);
[[nodiscard]] Section attempts_section(const GateReport& report);
[[nodiscard]] Section sources_section(const GateReport& report);
[[nodiscard]] Section hardware_section(const GateReport& report);
[[nodiscard]] Section lines_section(const GateReport& report);
[[nodiscard]] Section follow_up_section(const GateReport& report);
[[nodiscard]] Section warnings_section(const GateReport& report);
[[nodiscard]] Section full_table_section(const GateReport& report);

/// "| a | b |\n"; cells must be escaped.
[[nodiscard]] std::string table_line(const std::vector<std::string>& cells);

/// A figure with its unit inside a table cell: as it is when nothing in it can be markup, so that
/// "1.12 ms" stays readable in the source; escaped otherwise.
[[nodiscard]] std::string figure_cell(const std::string& text);

/// Header line and rule; `right` columns are aligned to the right.
[[nodiscard]] std::string table_head(const std::vector<std::string>& titles,
                                     const std::vector<bool>& right);

/// "\u2705 pass" and the like.
[[nodiscard]] std::string status_cell(SuiteVerdict verdict);

}  // namespace perfgate::report_detail
