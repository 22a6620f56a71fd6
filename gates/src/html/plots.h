// SPDX-License-Identifier: Apache-2.0
// The plots of a page, as <figure> elements with SVG that needs no script: every one has a title
// and a description, and tells both sides apart by stroke as well as by colour.
#pragma once

#include "html/row_data.h"

#include <perfgate/report_html.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate::html_detail {

/// Definitions that the plots below share by <use>; once in a page.
[[nodiscard]] std::string shared_definitions();

/// Empirical distribution functions of both sides. "" without samples.
[[nodiscard]] std::string ecdf_figure(const ReportRow& row, const RowData& data);

/// The value of each run in order, both sides; of each sample where there is one run a side. ""
/// when there are fewer than two points.
[[nodiscard]] std::string order_figure(const ReportRow& row, const RowData& data);

/// The change in each paired round. "" without rounds.
[[nodiscard]] std::string rounds_figure(const ReportRow& row, const RowData& data,
                                        const Policy& policy);

/// Values of a row in the course of time with their intervals and change points.
[[nodiscard]] std::string trend_figure(const HtmlTrend& trend);

/// Where plots have their frame, in the units of their view box.
struct Frame {
  double width = 920, height = 380;
  double left = 100, right = 900, top = 18, bottom = 310;
};

/// `<svg ...><title>...</title><desc>...</desc>`; both texts are escaped here.
[[nodiscard]] std::string svg_open(const Frame& frame, std::string_view title,
                                   std::string_view description);

/// `<path class="NAME" d="..."/>`, or "" for an empty path.
[[nodiscard]] std::string svg_path(std::string_view name, std::string_view path);

[[nodiscard]] std::string svg_text(double x, double y, std::string_view name,
                                   std::string_view text);

/// Lines across the frame at the heights `ys`, or one line across at y, or down at x.
[[nodiscard]] std::string grid(const Frame& frame, const std::vector<double>& ys);
[[nodiscard]] std::string across(const Frame& frame, double y, std::string_view name);
[[nodiscard]] std::string down(const Frame& frame, double x, std::string_view name);

}  // namespace perfgate::html_detail
