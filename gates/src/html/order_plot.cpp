// SPDX-License-Identifier: Apache-2.0
// Values in the order they were measured: drift, warm-up and steps that no distribution shows. And
// the change of each paired round.
#include "html/axis.h"
#include "html/markup.h"
#include "html/plots.h"
#include "report/row_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace perfgate::html_detail {
namespace {

constexpr std::size_t kMostPoints = 40;   // of runs and rounds
constexpr std::size_t kMostSamples = 20;  // a single run shows its course, not every sample
constexpr double kDash = 14;  // half of one: a baseline value is a dash, a current one a dot

struct OrderSeries {
  Thinned baseline, current;
  bool of_samples = false;
};

OrderSeries order_series(const RowData& data) {
  OrderSeries series;
  series.of_samples = data.baseline.run_medians.size() <= 1 && data.current.run_medians.size() <= 1;
  const auto of = [&](const SideData& side) {
    return series.of_samples ? thinned(side.samples, kMostSamples)
                             : thinned(side.run_medians, kMostPoints);
  };
  series.baseline = of(data.baseline);
  series.current = of(data.current);
  return series;
}

double place_of(std::size_t index, std::size_t count, const Frame& frame) {
  return frame.left + (frame.right - frame.left) * (static_cast<double>(index) + 0.5) /
                          static_cast<double>(std::max<std::size_t>(count, 1));
}

std::string dashes(const std::vector<double>& values, std::size_t count, const Axis& axis,
                   const Frame& frame) {
  Pen pen;
  const double room = (frame.right - frame.left) / static_cast<double>(count);
  const double half = std::min(kDash, room * 0.4);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = place_of(i, count, frame);
    const double y = axis.at(values[i], frame.bottom, frame.top);
    pen.move_to(x - half, y);
    pen.line_to(x + half, y);
  }
  return pen.path();
}

std::string dots(const std::vector<double>& values, std::size_t count, const Axis& axis,
                 const Frame& frame) {
  Pen pen;
  for (std::size_t i = 0; i < values.size(); ++i) {
    pen.dot(place_of(i, count, frame), axis.at(values[i], frame.bottom, frame.top));
  }
  return pen.path();
}

std::string y_axis(const Axis& axis, const Frame& frame, const AxisUnit& unit) {
  std::string labels;
  std::vector<double> heights;
  for (const double tick : axis.ticks) {
    heights.push_back(axis.at(tick, frame.bottom, frame.top));
    labels += svg_text(frame.left - 10, heights.back() + 9, "", tick_label(axis, tick, unit));
  }
  return grid(frame, heights) + "<g class=\"e\">" + labels + "</g>";
}

std::string x_axis(const Frame& frame, std::string_view noun, std::size_t count) {
  return across(frame, frame.bottom, "a") +
         svg_text(frame.left, frame.bottom + 30, "", fmt::format("{} 1", noun)) +
         svg_text(frame.right, frame.bottom + 30, "e", fmt::format("{} {}", noun, count));
}

std::string order_caption(const OrderSeries& series) {
  const std::size_t width = std::max(series.baseline.width, series.current.width);
  std::string text =
      series.of_samples ? "Samples in the order taken" : "Median of each run in order";
  if (width > 1) {
    text += fmt::format("; a point is the median of up to {}", width);
  }
  return text;
}

double ratio_limit(const ReportRow& row) {
  return row.direction == Direction::kLowerIsBetter ? row.limit_pct : -row.limit_pct;
}

}  // namespace

std::string order_figure(const ReportRow& row, const RowData& data) {
  const OrderSeries series = order_series(data);
  std::vector<double> all = series.baseline.values;
  all.insert(all.end(), series.current.values.begin(), series.current.values.end());
  const std::size_t count = std::max(series.baseline.values.size(), series.current.values.size());
  if (count < 2) {
    return "";
  }
  const Frame frame;
  const auto [low, high] = std::minmax_element(all.begin(), all.end());
  const AxisUnit unit = axis_unit(std::max(std::abs(*low), std::abs(*high)), row.unit);
  const Axis axis = round_axis(*low, *high, 4, unit);
  const char* noun = series.of_samples ? "sample" : "run";
  const std::size_t measured =
      series.of_samples
          ? std::max(data.baseline.samples.size(), data.current.samples.size())
          : std::max(data.baseline.run_medians.size(), data.current.run_medians.size());
  return "<figure><figcaption>" + order_caption(series) + "</figcaption>" +
         svg_open(frame, "Values in order",
                  fmt::format("Between {} and {}.", report_detail::value_text(*low, row.unit),
                              report_detail::value_text(*high, row.unit))) +
         y_axis(axis, frame, unit) + x_axis(frame, noun, measured) +
         svg_text((frame.left + frame.right) / 2, frame.height - 8, "m",
                  unit.unit.empty() ? row.metric : row.metric + ", " + unit.unit) +
         svg_path("bp", dashes(series.baseline.values, count, axis, frame)) +
         svg_path("cp", dots(series.current.values, count, axis, frame)) + "</svg></figure>\n";
}

std::string rounds_figure(const ReportRow& row, const RowData& data, const Policy& policy) {
  if (data.log_ratios.empty()) {
    return "";
  }
  Thinned changes = thinned(data.log_ratios, kMostPoints);
  std::transform(changes.values.begin(), changes.values.end(), changes.values.begin(),
                 [](double ratio) { return std::expm1(ratio) * 100; });
  const Frame frame;
  const double band = policy.noise_band * 100;
  const double limit = ratio_limit(row);
  const auto [low, high] = std::minmax_element(changes.values.begin(), changes.values.end());
  const Axis axis = round_axis(std::min({*low, -band, limit}), std::max({*high, band, limit}), 4);
  const double band_top = axis.at(band, frame.bottom, frame.top);
  const double band_bottom = axis.at(-band, frame.bottom, frame.top);
  const std::string thin =
      changes.width > 1 ? fmt::format("; a point is the median of up to {}", changes.width) : "";
  return fmt::format(
             "<figure><figcaption>Change of the {} in each round, %{}; dashed: limit</figcaption>",
             escaped(row.paired->summary), thin) +
         svg_open(frame, "Change in each round",
                  fmt::format("{} rounds between {:+.1f} % and {:+.1f} %.", data.log_ratios.size(),
                              *low, *high)) +
         fmt::format("<rect class=\"band\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                     pixel(frame.left), pixel(band_top), pixel(frame.right - frame.left),
                     std::max(pixel(band_bottom - band_top), 1L)) +
         y_axis(axis, frame, {}) + x_axis(frame, "round", data.log_ratios.size()) +
         across(frame, axis.at(0, frame.bottom, frame.top), "a") +
         across(frame, axis.at(limit, frame.bottom, frame.top), "lim") +
         svg_path("cp", dots(changes.values, changes.values.size(), axis, frame)) +
         "</svg></figure>\n";
}

}  // namespace perfgate::html_detail
