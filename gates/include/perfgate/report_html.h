// SPDX-License-Identifier: Apache-2.0
// A report as one HTML file that needs nothing else: no network, no script to be read, a policy
// that lets nothing but its own style and script in. Byte-identical for the same input.
#pragma once

#include <perfgate/gate_report.h>
#include <perfgate/result_set.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace perfgate {

/// One measurement of a row in the course of time. Values in the row's base unit.
struct HtmlTrendPoint {
  std::string time;  // RFC 3339
  double value = 0;
  std::optional<double> lower, upper;
  std::string commit;  // or ""
};

/// From point `index` on the level is another one.
struct HtmlChangePoint {
  std::size_t index = 0;  // of the first point of the new level
  double change_pct = 0;  // of the raw metric
  std::optional<double> lower_pct, upper_pct;
};

struct HtmlTrend {
  std::string id, metric, unit;
  Direction direction = Direction::kLowerIsBetter;
  std::vector<HtmlTrendPoint> points;  // oldest first
  std::vector<HtmlChangePoint> changes;
  std::string unsearched;  // why nobody looked for change points; "" = somebody did
};

/// What a page can show beyond the report. Every pointer may be null, and none is kept. Results
/// whose figures are not those of the report's row are not drawn: the row says so instead.
struct HtmlSources {
  const ResultSet* baseline = nullptr;
  const ResultSet* current = nullptr;
  // Of a second stage, which decided the rows that it measured again; null baseline = the first
  // one.
  const ResultSet* second_baseline = nullptr;
  const ResultSet* second_current = nullptr;
  std::vector<HtmlTrend> trends;  // most important first
};

/// Rows of a page, those that need attention first; the page says how many are left out. Rows
/// beyond kHtmlDetails are in the table without plots of their own.
inline constexpr std::size_t kHtmlRows = 5000;
inline constexpr std::size_t kHtmlDetails = 1000;

/// Trends give way, last ones first, until a page with a report is not larger than this or only
/// kLeastHtmlTrends are left. The page says how many are left out.
inline constexpr std::size_t kHtmlBytes = 2'000'000;
inline constexpr std::size_t kLeastHtmlTrends = 3;

/// The rows whose history a page asks for: those with current results, at most 100, those that need
/// attention first. Valid as long as the report.
[[nodiscard]] std::vector<const ReportRow*> html_trend_rows(const GateReport& report);

/// Verdict, reasons, forest plot, SLOs, table with the distributions of every row, history, method,
/// sources, hardware, warnings.
[[nodiscard]] std::string render_html(const GateReport& report, const HtmlSources& sources = {});

/// A page of trends alone, under `title`.
[[nodiscard]] std::string render_trends_html(const std::string& title,
                                             const std::vector<HtmlTrend>& trends);

}  // namespace perfgate
