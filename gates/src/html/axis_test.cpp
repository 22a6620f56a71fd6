// SPDX-License-Identifier: Apache-2.0
// Axes: round ticks inside the range, labels that differ, units, values that have no range. And the
// scale of the forest plot.
#include "html/axis.h"

#include "html/forest.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace perfgate::html_detail {
namespace {

std::vector<std::string> labels_of(const Axis& axis, const AxisUnit& unit) {
  std::vector<std::string> labels;
  for (const double tick : axis.ticks) {
    labels.push_back(tick_label(axis, tick, unit));
  }
  return labels;
}

TEST_CASE("round_axis: ticks are round, inside, and few") {
  const AxisUnit unit = axis_unit(2.1e-3, "s");
  const Axis axis = round_axis(1.01e-3, 2.1e-3, 5, unit);
  CHECK(unit.unit == "ms");
  CHECK(labels_of(axis, unit) == std::vector<std::string>{"1.0", "1.5", "2.0"});
  CHECK(axis.low < 1.01e-3);
  CHECK(axis.high > 2.1e-3);
}

TEST_CASE("round_axis: labels of a narrow range far from zero differ") {
  const AxisUnit unit = axis_unit(1.2345e-3, "s");
  const Axis axis = round_axis(1.23450e-3, 1.23453e-3, 4, unit);
  const std::vector<std::string> labels = labels_of(axis, unit);
  CHECK(labels.size() >= 3);
  CHECK(std::set<std::string>(labels.begin(), labels.end()).size() == labels.size());
}

TEST_CASE("round_axis: bytes have round labels in their unit") {
  const AxisUnit unit = axis_unit(5e6, "B");
  CHECK(unit.unit == "MiB");
  const std::vector<std::string> labels =
      labels_of(round_axis(1048576, 5 * 1048576.0, 4, unit), unit);
  CHECK(labels == std::vector<std::string>{"1", "2", "3", "4", "5"});
}

TEST_CASE("round_axis: one value, no value, values without a range") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{{3, 3},
                                                                        {0, 0},
                                                                        {nan, 1},
                                                                        {-inf, inf},
                                                                        {2, 1},
                                                                        {1e308, 1.7e308},
                                                                        {-1.7e308, 1.7e308},
                                                                        {1, 1 + 1e-15},
                                                                        {5e-324, 5e-324}}) {
    CAPTURE(low);
    CAPTURE(high);
    const Axis axis = round_axis(low, high, 4);
    CHECK(axis.low < axis.high);
    CHECK(axis.ticks.size() <= 50);
    const double place = axis.at(low, 0, 100);
    CHECK((std::isnan(low) || (place >= 0 && place <= 100)));
  }
}

TEST_CASE("axis_unit: rates, counts, foreign units") {
  CHECK(axis_unit(5.1e6, "1/s").unit == "M/s");
  CHECK(axis_unit(5.1e9, "B/s").unit == "GB/s");
  CHECK(axis_unit(99.5, "%").unit == "%");
  CHECK(axis_unit(12, "1").unit.empty());
  CHECK(axis_unit(0, "s").unit == "ns");
}

ReportRow forest_row(double ratio, Direction direction = Direction::kLowerIsBetter) {
  ReportRow row;
  row.direction = direction;
  row.ratio = {ratio, ratio - 0.01, ratio + 0.01, 0.95, "test"};
  row.limit_pct = 5;
  return row;
}

TEST_CASE("forest: worse is right, whichever way the metric counts") {
  const ReportRow slower = forest_row(1.25);
  const ReportRow less = forest_row(0.8, Direction::kHigherIsBetter);
  CHECK(std::abs(*log_worse(slower, 1.25) - *log_worse(less, 0.8)) <= 1e-12);
  const ForestScale scale({&slower, &less}, {});
  CHECK(scale.place(*log_worse(less, 0.8)) > 50);
  CHECK(scale.place(0) == 50);
  CHECK(*log_limit(less) > 0);
  const std::string line = forest_line(less, scale);
  // The interval of the turned ratio runs from left to right.
  const std::size_t mark = line.find("class=\"iv\" x=\"");
  REQUIRE(mark != std::string::npos);
  const double from = std::stod(line.substr(mark + 14));
  CHECK(std::stod(line.substr(line.find("width=\"", mark) + 7)) > 0);
  CHECK(std::abs(from - scale.place(*log_worse(less, 0.81))) <= 0.06);
}

TEST_CASE("forest: ratios that are none have no place and no line") {
  const ReportRow row = forest_row(1);
  CHECK_FALSE(log_worse(row, std::nullopt));
  CHECK_FALSE(log_worse(row, 0.0));
  CHECK_FALSE(log_worse(row, -1.0));
  CHECK_FALSE(log_worse(row, std::numeric_limits<double>::quiet_NaN()));
  ReportRow absent;
  CHECK(forest_line(absent, ForestScale({&row}, {})).empty());
}

TEST_CASE("forest: the scale covers limits, ignores a far outlier, labels without collisions") {
  std::vector<ReportRow> rows(40, forest_row(1.01));
  rows.push_back(forest_row(1000));
  std::vector<const ReportRow*> pointers;
  for (const ReportRow& row : rows) {
    pointers.push_back(&row);
  }
  const ForestScale scale(pointers, {});
  CHECK_FALSE(scale.beyond(std::log(1.05)));
  CHECK(scale.beyond(std::log(1000)));
  CHECK(forest_line(rows.back(), scale).find("\u25b8") != std::string::npos);
  CHECK(forest_line(rows.front(), scale).find("\u25b8") == std::string::npos);
  CHECK(scale.ticks().size() >= 3);
  for (std::size_t i = 1; i < scale.ticks().size(); ++i) {
    const double gap = scale.place(std::log1p(scale.ticks()[i] / 100)) -
                       scale.place(std::log1p(scale.ticks()[i - 1] / 100));
    CHECK(gap >= 9.99);
  }
}

TEST_CASE("forest: an open interval reaches the end of the axis and has an arrow") {
  ReportRow row = forest_row(1.02);
  row.ratio.upper = std::nullopt;
  const ForestScale scale({&row}, {});
  const std::string line = forest_line(row, scale);
  const std::size_t mark = line.find("class=\"iv\" x=\"");
  REQUIRE(mark != std::string::npos);
  const double from = std::stod(line.substr(mark + 14));
  const double width = std::stod(line.substr(line.find("width=\"", mark) + 7));
  CHECK(std::abs(from + width - 100) <= 0.11);
  CHECK(line.find("\u25b8") != std::string::npos);
}

TEST_CASE("forest: an empty suite has a scale all the same") {
  const ForestScale scale({}, {});
  CHECK(scale.extent() > 0);
  CHECK(scale.ticks().size() >= 3);
}

}  // namespace
}  // namespace perfgate::html_detail
