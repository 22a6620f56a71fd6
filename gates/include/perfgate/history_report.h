// SPDX-License-Identifier: Apache-2.0
// What is known of the history as text, JSON and CSV. Byte-identical for the same input. JSON:
// schemas/history.schema.json, trend.schema.json, changepoints.schema.json.
#pragma once

#include <perfgate/history.h>
#include <perfgate/report_html.h>

#include <string>
#include <vector>

namespace perfgate {

/// A table of runs, newest first.
[[nodiscard]] std::string runs_text(const std::vector<StoredRun>& runs, bool color);
[[nodiscard]] Json runs_to_json(const std::vector<StoredRun>& runs, const std::string& path);

/// One line a trend; of a single trend, or of all when `details`, every point as well.
[[nodiscard]] std::string trends_text(const std::vector<Trend>& trends, bool details, bool color);
[[nodiscard]] Json trends_to_json(const std::vector<Trend>& trends, const std::string& path);
/// RFC 4180, one line a point. Text that a spreadsheet would take for a formula begins with an
/// apostrophe.
[[nodiscard]] std::string trends_csv(const std::vector<Trend>& trends);

/// For the plots of a page: medians with the 95 % interval of the mean of the runs' medians, where
/// there are two runs; `changes` as search_trends gave them.
[[nodiscard]] std::vector<HtmlTrend> html_trends(const std::vector<Trend>& trends,
                                                 const std::vector<TrendChanges>& changes);

/// `changes` as search_trends gave them for `trends`. Trends without a change are counted, with
/// `details` named.
[[nodiscard]] std::string changes_text(const std::vector<Trend>& trends,
                                       const std::vector<TrendChanges>& changes,
                                       const stats::ChangeRules& rules, bool details);
[[nodiscard]] Json changes_to_json(const std::vector<Trend>& trends,
                                   const std::vector<TrendChanges>& changes,
                                   const stats::ChangeRules& rules, const std::string& path);

}  // namespace perfgate
