// SPDX-License-Identifier: Apache-2.0
// A report as Prometheus gauges: the verdict, counts, and the figures of every row. Only data of
// the report: no clock, no host.
#include "formats/prometheus_text.h"

#include <perfgate/formats.h>

#include <array>
#include <map>
#include <optional>

namespace perfgate {
namespace {

using formats_detail::prometheus_unit;
using formats_detail::PrometheusFamily;

PrometheusFamily::Labels row_labels(const ReportRow& row) {
  return {{"row", row.id}, {"metric", row.metric}, {"unit", row.unit}};
}

std::string gate_families(const GateReport& report) {
  PrometheusFamily verdict("perfgate_verdict_info", "Verdict and evidence of the gate, always 1.");
  verdict.add({{"verdict", suite_verdict_name(report.verdict)},
               {"evidence", evidence_name(report.evidence)},
               {"commit", report.current.commit},
               {"machine", report.current.machine_key}},
              1);
  PrometheusFamily code("perfgate_exit_code", "Exit code of the gate; 0 is a pass.");
  code.add({}, static_cast<int>(report.exit_code));
  const Counts& counts = report.counts;
  PrometheusFamily rows("perfgate_rows", "Rows of the comparison by verdict.");
  const std::array<std::pair<RowVerdict, std::size_t>, 9> by_verdict = {
      {{RowVerdict::kEquivalent, counts.equivalent},
       {RowVerdict::kImproved, counts.improved},
       {RowVerdict::kInconclusive, counts.inconclusive},
       {RowVerdict::kBlind, counts.blind},
       {RowVerdict::kRegressed, counts.regressed},
       {RowVerdict::kMissing, counts.missing},
       {RowVerdict::kNew, counts.added},
       {RowVerdict::kFailed, counts.failed},
       {RowVerdict::kWaived, counts.waived}}};
  for (const auto& [row_verdict, count] : by_verdict) {
    rows.add({{"verdict", row_verdict_name(row_verdict)}}, static_cast<double>(count));
  }
  return verdict.text() + code.text() + rows.text();
}

std::string slo_families(const GateReport& report) {
  PrometheusFamily status("perfgate_slo_status_info", "Status of an objective, always 1.");
  for (const SloResult& slo : report.slos) {
    status.add({{"slo", slo.id}, {"status", slo_status_name(slo.status)}}, 1);
  }
  return status.text();
}

using RowFigure = std::optional<double> (*)(const ReportRow& row);

std::string figure_family(const GateReport& report, const char* name, const char* help,
                          RowFigure figure) {
  PrometheusFamily family(name, help);
  for (const ReportRow& row : report.rows) {
    if (const std::optional<double> value = figure(row)) {
      family.add(row_labels(row), *value);
    }
  }
  return family.text();
}

std::optional<double> fraction(std::optional<double> percent) {
  return percent ? std::optional(*percent / 100) : std::nullopt;
}

std::string row_families(const GateReport& report) {
  PrometheusFamily verdicts("perfgate_row_verdict_info", "Verdict of a row, always 1.");
  for (const ReportRow& row : report.rows) {
    PrometheusFamily::Labels labels = row_labels(row);
    labels.emplace_back("verdict", row_verdict_name(row.verdict));
    verdicts.add(labels, 1);
  }
  return verdicts.text() +
         figure_family(report, "perfgate_row_change_ratio", "Current value over baseline.",
                       [](const ReportRow& row) { return row.ratio.estimate; }) +
         figure_family(report, "perfgate_row_change_lower_ratio", "Lower end of its interval.",
                       [](const ReportRow& row) { return row.ratio.lower; }) +
         figure_family(report, "perfgate_row_change_upper_ratio", "Upper end of its interval.",
                       [](const ReportRow& row) { return row.ratio.upper; }) +
         figure_family(report, "perfgate_row_mde_ratio",
                       "Smallest change that the data would have shown, as a fraction.",
                       [](const ReportRow& row) { return fraction(row.mde_pct); }) +
         figure_family(report, "perfgate_row_limit_ratio", "Limit of the row, as a fraction.",
                       [](const ReportRow& row) { return fraction(row.limit_pct); });
}

using Side = SideSummary ReportRow::*;

// One family a unit, because a unit belongs into the name.
std::string median_families(const GateReport& report, const std::string& side_name, Side side) {
  std::map<std::string, PrometheusFamily> families;
  for (const ReportRow& row : report.rows) {
    const std::optional<double> median = (row.*side).median;
    if (!median) {
      continue;
    }
    const auto unit = prometheus_unit(row.unit);
    const std::string name = "perfgate_row_" + side_name + "_" + unit.suffix;
    families.try_emplace(name, name, "Median of the row, " + side_name + ".")
        .first->second.add(row_labels(row), *median * unit.factor);
  }
  std::string text;
  for (const auto& [name, family] : families) {
    text += family.text();
  }
  return text;
}

}  // namespace

std::string render_prometheus(const GateReport& report) {
  return gate_families(report) + slo_families(report) + row_families(report) +
         median_families(report, "baseline", &ReportRow::baseline) +
         median_families(report, "current", &ReportRow::current);
}

}  // namespace perfgate
