// SPDX-License-Identifier: Apache-2.0
// The measurements behind a row of the report, found in the result sets and held against the
// report's own figures: what does not agree is not drawn.
#pragma once

#include <perfgate/report_html.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate::html_detail {

struct SideData {
  std::vector<double> samples;      // of all runs, in the order taken
  std::vector<double> run_medians;  // one per run that has the row, in run order
};

struct RowData {
  SideData baseline, current;      // empty on a side that lacks the row
  std::vector<double> log_ratios;  // of the rounds of paired evidence, in order; else empty
  std::string why_empty;           // a sentence for the reader when both sides are empty; or ""
};

[[nodiscard]] RowData row_data(const ReportRow& row, const HtmlSources& sources);

/// A step of the empirical distribution function: `share` of the values are <= `value`.
struct EcdfStep {
  double value = 0, share = 0;
};

/// At most `most` (>= 2) steps of it; the smallest and the largest value stay. Requires values not
/// empty.
[[nodiscard]] std::vector<EcdfStep> ecdf(std::vector<double> values, std::size_t most);

/// At most `most` (>= 1) values in order: medians of neighbours. `width` of them are one value.
struct Thinned {
  std::vector<double> values;
  std::size_t width = 1;
};

[[nodiscard]] Thinned thinned(const std::vector<double>& values, std::size_t most);

}  // namespace perfgate::html_detail
