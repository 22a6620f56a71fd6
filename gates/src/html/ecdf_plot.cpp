// SPDX-License-Identifier: Apache-2.0
// Both distributions of a row as empirical distribution functions: unlike histograms they need no
// bins and hide no value. Far outliers would press the rest into a line, so the axis may end before
// them; then the caption counts them.
#include "html/axis.h"
#include "html/markup.h"
#include "html/plots.h"
#include "report/row_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace perfgate::html_detail {
namespace {

constexpr std::size_t kMostSteps = 36;
constexpr double kFarRanges = 6;  // quartile ranges from the quartiles to the end of the axis

struct ValueRange {
  double low = 0, high = 0;
  std::size_t outside = 0;
};

double sorted_at(const std::vector<double>& sorted, double share) {
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(share * last)];
}

// The middle of both sides and what lies near it.
ValueRange shown_range(const RowData& data) {
  std::vector<double> all;
  double low = 0;
  double high = 0;
  bool any = false;
  for (const SideData* side : {&data.baseline, &data.current}) {
    if (side->samples.empty()) {
      continue;
    }
    std::vector<double> sorted = side->samples;
    std::sort(sorted.begin(), sorted.end());
    const double first = sorted_at(sorted, 0.25);
    const double third = sorted_at(sorted, 0.75);
    const double reach = kFarRanges * (third - first);
    low = any ? std::min(low, first - reach) : first - reach;
    high = any ? std::max(high, third + reach) : third + reach;
    any = true;
    all.insert(all.end(), sorted.begin(), sorted.end());
  }
  const auto [least, most] = std::minmax_element(all.begin(), all.end());
  ValueRange range{std::max(low, *least), std::min(high, *most), 0};
  if (!(range.low < range.high)) {
    return {*least, *most, 0};
  }
  range.outside = static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](double v) { return v < range.low || v > range.high; }));
  return range;
}

std::string steps_path(const std::vector<double>& samples, const Axis& axis, const Frame& frame) {
  Pen pen;
  double height = frame.bottom;
  pen.move_to(frame.left, height);
  for (const EcdfStep& step : ecdf(samples, kMostSteps)) {
    const double x = axis.at(step.value, frame.left, frame.right);
    pen.line_to(x, height);
    height = frame.bottom + (frame.top - frame.bottom) * step.share;
    pen.line_to(x, height);
  }
  pen.line_to(frame.right, frame.top);
  return pen.path();
}

std::string side_words(const char* name, const ReportRow& row, const SideSummary& side) {
  return side.samples == 0 ? fmt::format("{}: no samples. ", name)
                           : fmt::format("{}: {} samples, median {}. ", name, side.samples,
                                         report_detail::value_text(side.median, row.unit));
}

std::string ecdf_side(const SideData& side, const std::optional<double>& median, const Axis& axis,
                      const Frame& frame, bool current) {
  if (side.samples.empty()) {
    return "";
  }
  const std::string line =
      median ? down(frame, axis.at(*median, frame.left, frame.right), current ? "cm" : "bm") : "";
  return line + svg_path(current ? "c" : "b", steps_path(side.samples, axis, frame));
}

}  // namespace

std::string ecdf_figure(const ReportRow& row, const RowData& data) {
  if (data.baseline.samples.empty() && data.current.samples.empty()) {
    return "";
  }
  const Frame frame;
  const ValueRange range = shown_range(data);
  const AxisUnit unit = axis_unit(std::max(std::abs(range.low), std::abs(range.high)), row.unit);
  const Axis axis = round_axis(range.low, range.high, 5, unit);
  std::string text = "<figure><figcaption>Share of the samples up to a value; thin lines: medians";
  if (range.outside > 0) {
    text += fmt::format("; {} beyond the axis", counted(range.outside, "sample"));
  }
  text += "</figcaption>" +
          svg_open(
              frame, "Distribution of both sides",
              side_words("Baseline", row, row.baseline) + side_words("Current", row, row.current)) +
          "<use href=\"#fe\"/>";
  text += "<g class=\"m\">";
  for (const double tick : axis.ticks) {
    text += svg_text(axis.at(tick, frame.left, frame.right), frame.bottom + 30, "",
                     tick_label(axis, tick, unit));
  }
  text += "</g>";
  text += svg_text(frame.right, frame.height - 8, "e",
                   unit.unit.empty() ? row.metric : row.metric + ", " + unit.unit);
  text += ecdf_side(data.baseline, row.baseline.median, axis, frame, false);
  text += ecdf_side(data.current, row.current.median, axis, frame, true);
  return text + "</svg></figure>\n";
}

}  // namespace perfgate::html_detail
