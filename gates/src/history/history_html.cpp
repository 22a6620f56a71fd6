// SPDX-License-Identifier: Apache-2.0
// Trends as the plots of a page want them. Draws nothing.
#include "stats/distributions.h"

#include <perfgate/history_report.h>

#include <cmath>

namespace perfgate {
namespace {

constexpr double kPlotConfidence = 0.95;

HtmlTrendPoint plotted(const TrendPoint& point) {
  const HistoryValue& value = point.value;
  HtmlTrendPoint result{point.about.created, value.median, std::nullopt, std::nullopt,
                        point.about.commit};
  if (value.between_sd && value.runs >= 2) {
    const auto runs = static_cast<double>(value.runs);
    const double reach = stats::student_quantile((1 + kPlotConfidence) / 2, runs - 1) *
                         *value.between_sd / std::sqrt(runs);
    result.lower = value.median - reach;
    result.upper = value.median + reach;
  }
  return result;
}

HtmlChangePoint plotted(const TrendChange& change) {
  const stats::ChangePoint& point = change.point;
  return {change.index, 100 * std::expm1(point.change), 100 * std::expm1(point.interval.lower),
          100 * std::expm1(point.interval.upper)};
}

}  // namespace

std::vector<HtmlTrend> html_trends(const std::vector<Trend>& trends,
                                   const std::vector<TrendChanges>& changes) {
  std::vector<HtmlTrend> plots;
  for (std::size_t i = 0; i < trends.size(); ++i) {
    const Trend& trend = trends[i];
    HtmlTrend plot{trend.id, trend.metric, trend.unit, trend.direction, {}, {}, changes[i].note};
    for (const TrendPoint& point : trend.points) {
      plot.points.push_back(plotted(point));
    }
    for (const TrendChange& change : changes[i].changes) {
      plot.changes.push_back(plotted(change));
    }
    plots.push_back(std::move(plot));
  }
  return plots;
}

}  // namespace perfgate
