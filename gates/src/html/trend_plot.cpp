// SPDX-License-Identifier: Apache-2.0
// A row in the course of time: one point a measurement at even distances, because commits, not
// hours, change a program. Finds no change points itself: it draws those that it is given.
#include "html/axis.h"
#include "html/markup.h"
#include "html/plots.h"
#include "report/row_text.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace perfgate::html_detail {
namespace {

constexpr Frame kTrendFrame{1840, 440, 110, 1820, 40, 360};
constexpr std::size_t kMostTrendPoints = 400;
constexpr std::size_t kMostMarks = 40;  // change points that are drawn
constexpr std::size_t kDates = 5;
constexpr double kLeastRoom = 0.05;  // for intervals beyond the values, as a share of the largest

// Neighbours put together: the median of their values, the widest of their intervals.
struct TrendPoint {
  double value = 0, lower = 0, upper = 0;
};

TrendPoint merged(const HtmlTrend& trend, std::size_t from, std::size_t to) {
  std::vector<double> values;
  TrendPoint point;
  for (std::size_t i = from; i < to; ++i) {
    const HtmlTrendPoint& each = trend.points[i];
    const double lower = each.lower.value_or(each.value);
    const double upper = each.upper.value_or(each.value);
    point.lower = values.empty() ? lower : std::min(point.lower, lower);
    point.upper = values.empty() ? upper : std::max(point.upper, upper);
    values.push_back(each.value);
  }
  point.value = median_of(values);
  return point;
}

struct TrendPlot {
  std::vector<TrendPoint> points;
  std::size_t width = 1;  // measurements in a point
  Axis axis;
  AxisUnit unit;
  bool cut = false;  // intervals reach beyond the axis

  [[nodiscard]] double x(double index) const {
    const auto last = static_cast<double>(std::max<std::size_t>(points.size(), 2) - 1);
    return kTrendFrame.left + (kTrendFrame.right - kTrendFrame.left) * index / last;
  }

  [[nodiscard]] double y(double value) const {
    return axis.at(value, kTrendFrame.bottom, kTrendFrame.top);
  }
};

TrendPlot plot_of(const HtmlTrend& trend) {
  TrendPlot plot;
  plot.width = (trend.points.size() + kMostTrendPoints - 1) / kMostTrendPoints;
  for (std::size_t from = 0; from < trend.points.size(); from += plot.width) {
    plot.points.push_back(merged(trend, from, std::min(from + plot.width, trend.points.size())));
  }
  const auto [least, most] = std::minmax_element(
      plot.points.begin(), plot.points.end(),
      [](const TrendPoint& a, const TrendPoint& b) { return a.value < b.value; });
  // One run of few rounds can have an interval that would flatten all others: it is cut.
  const double room = std::max(most->value - least->value, kLeastRoom * std::abs(most->value));
  double low = least->value;
  double high = most->value;
  for (const TrendPoint& point : plot.points) {
    low = std::min(low, point.lower);
    high = std::max(high, point.upper);
  }
  plot.cut = low < least->value - room || high > most->value + room;
  low = std::max(low, least->value - room);
  high = std::min(high, most->value + room);
  plot.unit = axis_unit(std::max(std::abs(low), std::abs(high)), trend.unit);
  plot.axis = round_axis(low, high, 5, plot.unit);
  return plot;
}

std::string interval_area(const TrendPlot& plot) {
  Pen pen;
  pen.move_to(plot.x(0), plot.y(plot.points.front().upper));
  for (std::size_t i = 1; i < plot.points.size(); ++i) {
    pen.line_to(plot.x(static_cast<double>(i)), plot.y(plot.points[i].upper));
  }
  for (std::size_t i = plot.points.size(); i > 0; --i) {
    pen.line_to(plot.x(static_cast<double>(i - 1)), plot.y(plot.points[i - 1].lower));
  }
  return svg_path("iv", pen.path() + "z");
}

std::string value_line(const TrendPlot& plot) {
  Pen line;
  Pen dots;
  for (std::size_t i = 0; i < plot.points.size(); ++i) {
    const double x = plot.x(static_cast<double>(i));
    const double y = plot.y(plot.points[i].value);
    if (i == 0) {
      line.move_to(x, y);
    } else {
      line.line_to(x, y);
    }
    dots.dot(x, y);
  }
  return svg_path("cm ln", line.path()) + svg_path("sp", dots.path());
}

// The day; within one day the minute too.
std::string time_label(const HtmlTrend& trend, std::size_t point) {
  const auto day = [&](std::size_t i) { return trend.points[i].time.substr(0, 10); };
  const std::string& time = trend.points[point].time;
  const bool one_day = day(0) == day(trend.points.size() - 1) && time.size() > 16;
  return one_day ? day(point) + " " + time.substr(11, 5) : day(point);
}

std::string trend_axes(const HtmlTrend& trend, const TrendPlot& plot) {
  std::string text;
  std::vector<double> heights;
  for (const double tick : plot.axis.ticks) {
    heights.push_back(plot.y(tick));
    text += svg_text(kTrendFrame.left - 10, heights.back() + 9, "e",
                     tick_label(plot.axis, tick, plot.unit));
  }
  text = grid(kTrendFrame, heights) + text;
  const std::size_t count = trend.points.size();
  const std::size_t labels = std::min(count, kDates);
  for (std::size_t i = 0; i < labels; ++i) {
    const std::size_t at = labels == 1 ? 0 : i * (count - 1) / (labels - 1);
    const double x = plot.x(static_cast<double>(at) / static_cast<double>(plot.width));
    const char* anchor = i == 0 ? "" : i + 1 == labels ? "e" : "m";
    text += svg_text(x, kTrendFrame.bottom + 32, anchor, time_label(trend, at));
  }
  return text + across(kTrendFrame, kTrendFrame.bottom, "a") +
         svg_text(kTrendFrame.left, 26, "",
                  plot.unit.unit.empty() ? trend.metric : trend.metric + ", " + plot.unit.unit);
}

std::string change_words(const HtmlTrend& trend, const HtmlChangePoint& change) {
  const HtmlTrendPoint& point = trend.points[change.index];
  std::string text =
      fmt::format("{} from {}", format_percent(change.change_pct), point.time.substr(0, 10));
  if (!point.commit.empty()) {
    text += " (" + point.commit.substr(0, 12) + ")";
  }
  if (change.lower_pct && change.upper_pct) {
    text += fmt::format(", between {} and {}", format_percent(change.lower_pct),
                        format_percent(change.upper_pct));
  }
  const bool worse = (change.change_pct > 0) == (trend.direction == Direction::kLowerIsBetter);
  return text + (worse ? ": worse" : ": better");
}

std::string change_marks(const HtmlTrend& trend, const TrendPlot& plot) {
  std::string text;
  std::size_t drawn = 0;
  for (const HtmlChangePoint& change : trend.changes) {
    if (change.index >= trend.points.size() || drawn++ >= kMostMarks) {
      continue;
    }
    // Between the last point of the old level and the first of the new one.
    const double at = (static_cast<double>(change.index) - 0.5) / static_cast<double>(plot.width);
    const double x = plot.x(std::max(at, 0.0));
    const bool right_half = x > (kTrendFrame.left + kTrendFrame.right) / 2;
    text += "<g><title>" + escaped(change_words(trend, change)) + "</title>" +
            down(kTrendFrame, x, "ch") +
            svg_text(x + (right_half ? -8 : 8), kTrendFrame.top + 20, right_half ? "cht e" : "cht",
                     format_percent(change.change_pct)) +
            "</g>";
  }
  return text;
}

std::string change_list(const HtmlTrend& trend) {
  std::string text;
  for (const HtmlChangePoint& change : trend.changes) {
    if (change.index < trend.points.size()) {
      text += "<li>" + escaped(change_words(trend, change)) + "</li>";
    }
  }
  return text.empty() ? "" : "<ul class=\"muted\">" + text + "</ul>";
}

std::string trend_caption(const HtmlTrend& trend, const TrendPlot& plot) {
  std::string text = "<figcaption><code>" + escaped_path(trend.id) + "</code> " +
                     escaped(trend.metric) + ", " + counted(trend.points.size(), "measurement");
  if (plot.width > 1) {
    text += fmt::format("; a point is the median of up to {}", plot.width);
  }
  if (plot.cut) {
    text += "; wide intervals are cut";
  }
  text += trend.direction == Direction::kLowerIsBetter ? ", lower is better" : ", higher is better";
  if (!trend.unsearched.empty()) {
    text += "; not searched for change points: " + escaped(trend.unsearched);
  }
  return text + "</figcaption>";
}

}  // namespace

std::string trend_figure(const HtmlTrend& trend) {
  if (trend.points.empty()) {
    return "<figure><figcaption><code>" + escaped_path(trend.id) + "</code> " +
           escaped(trend.metric) + ": no measurements yet</figcaption></figure>\n";
  }
  const TrendPlot plot = plot_of(trend);
  const std::string words = fmt::format(
      "From {} to {}: last value {}, {}.", trend.points.front().time, trend.points.back().time,
      report_detail::value_text(trend.points.back().value, trend.unit),
      counted(trend.changes.size(), "change point"));
  return "<figure class=\"wide\">" + trend_caption(trend, plot) +
         svg_open(kTrendFrame, trend.id + " " + trend.metric + " in the course of time", words) +
         trend_axes(trend, plot) + interval_area(plot) + value_line(plot) +
         change_marks(trend, plot) + "</svg>" + change_list(trend) + "</figure>\n";
}

}  // namespace perfgate::html_detail
