// SPDX-License-Identifier: Apache-2.0
// The sections of a page, one function each; "" when a section has nothing to say. Every text that
// may come from input is escaped here.
#pragma once

#include "html/forest.h"

#include <perfgate/report_html.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate::html_detail {

/// The rows of a page in the order of the table, and the scale of their forest plot.
struct PageRows {
  explicit PageRows(const GateReport& report);

  std::vector<const ReportRow*> shown;  // those that need attention first
  std::size_t left_out = 0;
  ForestScale scale;
};

/// "good", "doubt", "bad" or "plain".
[[nodiscard]] const char* tone_of(const ReportRow& row);
[[nodiscard]] const char* tone_of(SuiteVerdict verdict);
[[nodiscard]] const char* tone_of(SloStatus status);

/// The table cell of a verdict: sign and words.
[[nodiscard]] std::string verdict_html(const ReportRow& row);

/// "[+1.2, +4.9] %" of any ratio.
[[nodiscard]] std::string interval_html(const RatioInterval& ratio);

/// Probabilities with as many digits as mean something; "-" when there is none.
[[nodiscard]] std::string probability_text(const std::optional<double>& p);

/// Sizes without a sign, "1.2 %"; "-" when there is none.
[[nodiscard]] std::string size_text(const std::optional<double>& percent);

[[nodiscard]] std::string verdict_part(const GateReport& report);
[[nodiscard]] std::string forest_part(const GateReport& report, const PageRows& rows);
[[nodiscard]] std::string slo_part(const GateReport& report);
[[nodiscard]] std::string table_part(const GateReport& report, const PageRows& rows,
                                     const HtmlSources& sources);
/// Numbers and plots of one row, for its <details>.
[[nodiscard]] std::string row_detail(const GateReport& report, const ReportRow& row,
                                     const HtmlSources& sources);
/// `left_out`: trends that belong here and are not among them.
[[nodiscard]] std::string history_part(const std::vector<HtmlTrend>& trends,
                                       std::size_t left_out = 0);
[[nodiscard]] std::string method_part(const GateReport& report);
[[nodiscard]] std::string machine_part(const GateReport& report);
[[nodiscard]] std::string warnings_part(const GateReport& report);

/// Name of the anchor of a row's trend.
[[nodiscard]] std::string trend_anchor(std::string_view id, std::string_view metric);

}  // namespace perfgate::html_detail
