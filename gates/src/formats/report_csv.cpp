// SPDX-License-Identifier: Apache-2.0
// The rows of a report as CSV. The verdict of the gate and the SLOs are not in it: a table has one
// kind of record.
#include "formats/csv_text.h"

#include <perfgate/formats.h>

#include <fmt/format.h>

namespace perfgate {
namespace {

using formats_detail::csv_number;
using formats_detail::csv_record;
using formats_detail::csv_text;

std::string warnings_of(const ReportRow& row) {
  std::string text;
  for (const std::string& warning : row.warnings) {
    text += (text.empty() ? "" : "; ") + warning;
  }
  return text;
}

void add_side(std::vector<std::string>& fields, const SideSummary& side) {
  fields.push_back(fmt::format("{}", side.runs));
  fields.push_back(fmt::format("{}", side.samples));
  fields.push_back(csv_number(side.median));
  fields.push_back(csv_number(side.cv));
}

std::string row_record(const ReportRow& row) {
  std::vector<std::string> fields = {csv_text(row.id),
                                     csv_text(row.metric),
                                     csv_text(row.unit),
                                     direction_name(row.direction),
                                     row_verdict_name(row.verdict),
                                     class_name(row.reached),
                                     class_name(row.suspected)};
  add_side(fields, row.baseline);
  add_side(fields, row.current);
  for (const std::optional<double>& value :
       {row.ratio.estimate, row.ratio.lower, row.ratio.upper, std::optional(row.ratio.confidence),
        row.worse_pct, row.worse_lower_pct, row.worse_upper_pct, row.p_value, row.p_adjusted,
        row.q_value, row.mde_pct, std::optional(row.limit_pct)}) {
    fields.push_back(csv_number(value));
  }
  fields.emplace_back(row.within_limit ? "true" : "false");
  fields.push_back(csv_text(row.ratio.method));
  fields.push_back(csv_text(row.reason));
  fields.push_back(csv_text(warnings_of(row)));
  return csv_record(fields);
}

}  // namespace

std::string render_csv(const GateReport& report) {
  std::string text = csv_record({"id",
                                 "metric",
                                 "unit",
                                 "direction",
                                 "verdict",
                                 "class",
                                 "suspected_class",
                                 "baseline_runs",
                                 "baseline_samples",
                                 "baseline_median",
                                 "baseline_cv",
                                 "current_runs",
                                 "current_samples",
                                 "current_median",
                                 "current_cv",
                                 "ratio",
                                 "ratio_lower",
                                 "ratio_upper",
                                 "confidence",
                                 "worse_pct",
                                 "worse_lower_pct",
                                 "worse_upper_pct",
                                 "p_value",
                                 "p_adjusted",
                                 "q_value",
                                 "mde_pct",
                                 "limit_pct",
                                 "within_limit",
                                 "method",
                                 "reason",
                                 "warnings"});
  for (const ReportRow& row : report.rows) {
    text += row_record(row);
  }
  return text;
}

}  // namespace perfgate
