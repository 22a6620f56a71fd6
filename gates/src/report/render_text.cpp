// SPDX-License-Identifier: Apache-2.0
// The report for a terminal: verdict first, then why, then the tables, then one sentence that sums
// up and the next step. Decides nothing: every word of judgement is already in the report.
#include "report/row_text.h"
#include "report/text_table.h"

#include <perfgate/report.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <cstddef>

namespace perfgate {
namespace {

using report_detail::Style;
using report_detail::styled;
using report_detail::TextTable;

constexpr std::size_t kShownLines = 20;  // reasons and warnings in the short form

Style verdict_style(SuiteVerdict verdict) {
  switch (verdict) {
    case SuiteVerdict::kPass:
      return Style::kGood;
    case SuiteVerdict::kFail:
    case SuiteVerdict::kError:
      return Style::kBad;
    case SuiteVerdict::kUndecided:
    case SuiteVerdict::kIncomparable:
      break;
  }
  return Style::kDoubt;
}

Style row_style(const ReportRow& row) {
  switch (row.verdict) {
    case RowVerdict::kImproved:
    case RowVerdict::kEquivalent:
      return Style::kGood;
    case RowVerdict::kRegressed:
    case RowVerdict::kMissing:
    case RowVerdict::kFailed:
      return Style::kBad;
    case RowVerdict::kInconclusive:
      return row.within_limit ? Style::kPlain : Style::kDoubt;
    case RowVerdict::kBlind:
    case RowVerdict::kWaived:
      return Style::kDoubt;
    case RowVerdict::kNew:
      break;
  }
  return Style::kPlain;
}

Style slo_style(SloStatus status) {
  switch (status) {
    case SloStatus::kMet:
      return Style::kGood;
    case SloStatus::kBreached:
      return Style::kBad;
    case SloStatus::kUntestable:
      return Style::kDoubt;
    case SloStatus::kDeferred:
      break;
  }
  return Style::kPlain;
}

std::string list(const char* title, const std::vector<std::string>& lines,
                 const TextOptions& options) {
  if (lines.empty()) {
    return "";
  }
  std::string text = "\n" + styled(title, Style::kStrong, options.color) + "\n";
  const std::size_t shown = options.all_rows ? lines.size() : std::min(lines.size(), kShownLines);
  for (std::size_t i = 0; i < shown; ++i) {
    text += "  - " + terminal_safe(lines[i]) + "\n";
  }
  if (shown < lines.size()) {
    text += fmt::format("  - and {} more (--verbose lists them)\n", lines.size() - shown);
  }
  return text;
}

std::string p_text(const ReportRow& row) {
  if (!row.p_adjusted) {
    return "-";
  }
  return *row.p_adjusted < 0.001 ? std::string("<0.001") : fmt::format("{:.3f}", *row.p_adjusted);
}

std::vector<std::string> row_cells(const ReportRow& row, bool tested) {
  std::vector<std::string> cells = {report_detail::verdict_sign(row.verdict),
                                    row.id,
                                    row.metric,
                                    report_detail::value_text(row.baseline.shown(), row.unit),
                                    "->",
                                    report_detail::value_text(row.current.shown(), row.unit),
                                    report_detail::change_text(row)};
  if (tested) {
    cells.push_back(report_detail::interval_text(row));
    cells.push_back(p_text(row));
  }
  cells.push_back(report_detail::verdict_text(row));
  return cells;
}

TextTable row_table(const std::vector<const ReportRow*>& rows, bool tested) {
  std::vector<TextTable::Column> columns = {{"", false},        {"row", false}, {"metric", false},
                                            {"baseline", true}, {"", false},    {"current", true},
                                            {"change", true}};
  if (tested) {
    columns.push_back({"95 % interval", true});
    columns.push_back({"p (Holm)", true});
  }
  columns.push_back({"verdict", false});
  TextTable table(std::move(columns));
  for (const ReportRow* row : rows) {
    table.add_row(row_cells(*row, tested), row_style(*row));
    if (!report_detail::explains_itself(*row) && !row->reason.empty()) {
      table.add_note(row->reason);
    }
  }
  return table;
}

std::string row_section(const GateReport& report, const TextOptions& options) {
  const std::vector<const ReportRow*> rows = options.all_rows
                                                 ? report_detail::rows_by_attention(report)
                                                 : report_detail::short_table(report);
  const std::size_t hidden = report.rows.size() - rows.size();
  std::string text;
  if (!rows.empty()) {
    text += "\n" + row_table(rows, report.evidence != Evidence::kPoint).render(options.color);
  }
  if (hidden > 0) {
    const bool idle = report_detail::nothing_compared(report);
    text +=
        fmt::format("\n  {}{} {} {} (--verbose lists {})\n", hidden, rows.empty() ? "" : " more",
                    hidden == 1 ? "row" : "rows", idle ? "not compared" : "with nothing to act on",
                    hidden == 1 ? "it" : "them");
  }
  return text;
}

std::string slo_section(const GateReport& report, const TextOptions& options) {
  if (report.slos.empty()) {
    return "";
  }
  TextTable table({{"", false},
                   {"SLO", false},
                   {"target", false},
                   {"actual", false},
                   {"status", false},
                   {"evidence", false}});
  for (const SloResult& slo : report.slos) {
    table.add_row(
        {report_detail::slo_sign(slo.status), slo.title.empty() ? slo.id : slo.title, slo.target,
         report_detail::slo_actual_text(slo), slo_status_name(slo.status), slo.evidence},
        slo_style(slo.status));
  }
  return "\n" + table.render(options.color);
}

// Published figures have no test: what they are classified as is all that there is to say.
std::string classes_line(const GateReport& report) {
  std::string text = fmt::format("classes: {} regressed", report.counts.regressed);
  for (const char* name : {"critical", "major", "minor", "acceptable", "improved"}) {
    const auto found = report.classes.find(name);
    text += fmt::format(", {} {}", found == report.classes.end() ? 0 : found->second, name);
  }
  return text + "\n";
}

std::string summary_section(const GateReport& report) {
  std::string text = "\n";
  if (report.evidence == Evidence::kPoint && !report.classes.empty()) {
    text += classes_line(report);
  }
  text += report_detail::counts_text(report.counts);
  if (!report.slos.empty()) {
    text += "; SLOs: " + report_detail::slo_counts_text(report.slos);
  }
  text += fmt::format("; evidence {}; {} (exit code {}).\n", evidence_name(report.evidence),
                      suite_verdict_name(report.verdict), static_cast<int>(report.exit_code));
  const std::string next = report_detail::next_step(report);
  return next.empty() ? text : text + "next: " + terminal_safe(next) + "\n";
}

}  // namespace

std::string render_text(const GateReport& report, const TextOptions& options) {
  std::string text =
      styled(terminal_safe(report.headline), verdict_style(report.verdict), options.color) + "\n";
  text += list("why", report_detail::reasons_beside_headline(report), options);
  text += row_section(report, options);
  text += slo_section(report, options);
  text += list("warnings", report_detail::all_warnings(report), options);
  return text + summary_section(report);
}

}  // namespace perfgate
