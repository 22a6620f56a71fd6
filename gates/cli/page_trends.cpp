// SPDX-License-Identifier: Apache-2.0
// Asking the history for the rows of a page; see page_trends.h. No verdict depends on the answer.
#include "page_trends.h"

#include "history_actions.h"

#include <perfgate/history_report.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <system_error>

namespace perfgate::cli {
namespace {

// A search takes longer the more rows are searched together, and longest where a row did change:
// the others are for perfgate history changepoints, which may take its time.
constexpr std::size_t kSearchedRows = 12;

std::vector<TrendChanges> first_changes(const std::vector<Trend>& trends, const Config& config) {
  const std::size_t searched = std::min(trends.size(), kSearchedRows);
  const auto end = trends.begin() + static_cast<std::ptrdiff_t>(searched);
  std::vector<TrendChanges> changes = search_trends({trends.begin(), end}, change_rules(config));
  changes.resize(trends.size());
  for (std::size_t i = searched; i < trends.size(); ++i) {
    changes[i].note = fmt::format("only the first {} rows of a page are", kSearchedRows);
  }
  return changes;
}

RowsQuery query_of(const GateReport& report) {
  RowsQuery query;
  query.machine = report.current.machine_key;
  query.until = report.current.created;
  for (const ReportRow* row : html_trend_rows(report)) {
    query.rows.push_back({row->id, row->metric, row->unit, row->direction});
  }
  return query;
}

Result<std::vector<HtmlTrend>> trends_of(const Context& context, const RowsQuery& query) {
  const Result<Config> config = config_of(context);
  if (!config) {
    return tl::unexpected(config.error());
  }
  const std::string path = history_path(*config);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return std::vector<HtmlTrend>{};
  }
  Result<History> history = History::open(path, HistoryAccess::kRead);
  if (!history) {
    return tl::unexpected(history.error());
  }
  const Result<std::vector<Trend>> trends = history->trends_of(query);
  if (!trends) {
    return tl::unexpected(trends.error());
  }
  return html_trends(*trends, first_changes(*trends, *config));
}

}  // namespace

std::vector<HtmlTrend> page_trends(Context& context, const GateReport& report) {
  const RowsQuery query = query_of(report);
  if (query.rows.empty()) {
    return {};
  }
  Result<std::vector<HtmlTrend>> trends = trends_of(context, query);
  if (!trends) {
    warn(context, "the page has no history: " + trends.error().message);
    return {};
  }
  return std::move(*trends);
}

}  // namespace perfgate::cli
