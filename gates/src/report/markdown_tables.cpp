// SPDX-License-Identifier: Apache-2.0
// The tables of the Markdown report about rows: gates, deltas, classes, all rows. The sections
// about how it was measured are in markdown_facts.cpp.
#include "report/markdown_parts.h"
#include "report/row_text.h"

#include <perfgate/report.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>

namespace perfgate::report_detail {
namespace {

const char* verdict_mark(RowVerdict verdict) {
  switch (verdict) {
    case RowVerdict::kEquivalent:
    case RowVerdict::kImproved:
      return "\u2705";
    case RowVerdict::kRegressed:
    case RowVerdict::kMissing:
    case RowVerdict::kFailed:
      return "\u274c";
    case RowVerdict::kBlind:
    case RowVerdict::kInconclusive:
    case RowVerdict::kWaived:
      return "\u26a0\ufe0f";
    case RowVerdict::kNew:
      break;
  }
  return "\u2795";
}

std::string verdict_cell(const ReportRow& row) {
  return std::string(verdict_mark(row.verdict)) + " " + verdict_text(row);
}

std::string optional_percent(std::optional<double> percent) {
  return percent ? format_percent(percent) : std::string("-");
}

// Without a sign: sizes, not changes.
std::string size_percent(double percent) {
  return fmt::format("{:.3g} %", percent);
}

std::string short_line(const ReportRow& row) {
  return table_line({markdown_code(row.id), markdown_text(row.metric),
                     figure_cell(value_text(row.baseline.shown(), row.unit)),
                     figure_cell(value_text(row.current.shown(), row.unit)), change_text(row),
                     interval_text(row), size_percent(row.limit_pct), verdict_cell(row),
                     markdown_text(row.reason)});
}

std::string probability(std::optional<double> p) {
  return p ? fmt::format("{:.3g}", *p) : std::string("-");
}

std::string full_line(const ReportRow& row) {
  return table_line({markdown_code(row.id), markdown_text(row.metric),
                     figure_cell(value_text(row.baseline.shown(), row.unit)),
                     figure_cell(value_text(row.current.shown(), row.unit)),
                     fmt::format("{}/{}", row.baseline.samples, row.current.samples),
                     change_text(row), interval_text(row), optional_percent(row.worse_pct),
                     probability(row.p_value), probability(row.p_adjusted),
                     row.mde_pct ? size_percent(*row.mde_pct) : std::string("-"),
                     class_name(row.reached), class_name(row.suspected), verdict_cell(row)});
}

std::size_t slos_with(const GateReport& report, SloStatus status) {
  return static_cast<std::size_t>(
      std::count_if(report.slos.begin(), report.slos.end(),
                    [&](const SloResult& slo) { return slo.status == status; }));
}

std::string slo_gate_line(const GateReport& report) {
  std::string status = "\u2705 pass";
  if (slos_with(report, SloStatus::kBreached) > 0) {
    status = "\u274c fail";
  } else if (slos_with(report, SloStatus::kUntestable) > 0) {
    status = "\u26a0\ufe0f untestable";
  } else if (slos_with(report, SloStatus::kMet) == 0) {
    status = "\u23f8\ufe0f deferred";
  }
  return table_line({"slo", status, slo_counts_text(report.slos)});
}

std::string coverage_line(const GateReport& report) {
  const Counts& counts = report.counts;
  const bool complete = counts.failed == 0 && counts.missing == 0;
  return table_line({"benchmarks", complete ? "\u2705 pass" : "\u274c fail",
                     fmt::format("{} rows; {} failed, {} missing, {} new", counts.rows,
                                 counts.failed, counts.missing, counts.added)});
}

std::size_t reached(const GateReport& report, RegressionClass which) {
  return static_cast<std::size_t>(
      std::count_if(report.rows.begin(), report.rows.end(), [&](const ReportRow& row) {
        return row.verdict == RowVerdict::kRegressed && row.reached == which;
      }));
}

std::size_t suspected(const GateReport& report, const char* name) {
  const auto found = report.classes.find(name);
  return found == report.classes.end() ? 0 : found->second;
}

}  // namespace

Section gates_section(const GateReport& report) {
  Section section;
  section.head = "\n### Gates\n\n" + table_head({"Gate", "Status", "Evidence"}, {});
  section.lines.push_back(
      table_line({"perf", status_cell(report.verdict), markdown_text(counts_text(report.counts))}));
  section.lines.push_back(coverage_line(report));
  if (!report.slos.empty()) {
    section.lines.push_back(slo_gate_line(report));
  }
  return section;
}

Section deltas_section(const GateReport& report) {
  Section section;
  section.head = "\n### Performance deltas\n\n";
  if (nothing_compared(report)) {
    section.head += "Nothing was compared.\n";
    return section;
  }
  const std::vector<const ReportRow*> rows = short_table(report);
  if (rows.empty()) {
    section.head += fmt::format("No row needs attention: {}; the full table is at the end.\n",
                                counts_text(report.counts));
    return section;
  }
  section.head += table_head({"Row", "Metric", "Baseline", "Current", "Change", "95 % interval",
                              "Limit", "Verdict", "Reason"},
                             {false, false, true, true, true, true, true});
  for (const ReportRow* row : rows) {
    section.lines.push_back(short_line(*row));
  }
  return section;
}

Section classes_section(const GateReport& report) {
  const Policy& policy = report.policy;
  Section section;
  section.head = "\n### Classification\n\n" +
                 table_head({"Class", "Worse by", "Rows by estimate", "Rows by whole interval"},
                            {false, false, true, true});
  const auto add = [&](RegressionClass which, const std::string& range) {
    section.lines.push_back(table_line(
        {class_name(which), range, fmt::format("{}", suspected(report, class_name(which))),
         which >= RegressionClass::kMinor ? fmt::format("{}", reached(report, which))
                                          : std::string("-")}));
  };
  add(RegressionClass::kCritical, fmt::format("over {:g} %", policy.critical_pct));
  add(RegressionClass::kMajor, fmt::format("over {:g} %", policy.major_pct));
  add(RegressionClass::kMinor, fmt::format("over {:g} %", policy.minor_pct));
  add(RegressionClass::kAcceptable, fmt::format("up to {:g} %", policy.minor_pct));
  add(RegressionClass::kNone, "not worse");
  section.lines.push_back(
      table_line({"improved", fmt::format("better than {:g} %", policy.noise_band * 100),
                  fmt::format("{}", suspected(report, "improved")),
                  fmt::format("{}", report.counts.improved)}));
  return section;
}

Section full_table_section(const GateReport& report) {
  Section section;
  if (report.rows.empty()) {
    return section;
  }
  section.head = fmt::format("\n<details><summary>All {} rows</summary>\n\n", report.rows.size()) +
                 table_head({"Row", "Metric", "Baseline", "Current", "n", "Change", "95 % interval",
                             "Worse", "p", "p (Holm)", "MDE", "Class", "Suspected", "Verdict"},
                            {false, false, true, true, true, true, true, true, true, true, true});
  for (const ReportRow* row : rows_by_attention(report)) {
    section.lines.push_back(full_line(*row));
  }
  section.tail = "\n</details>\n";
  return section;
}

std::string figure_cell(const std::string& text) {
  const bool harmless =
      text.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,%/+-()") ==
      std::string::npos;
  return harmless ? text : markdown_text(text);
}

std::string table_line(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    line += " " + cell + " |";
  }
  return line + "\n";
}

std::string table_head(const std::vector<std::string>& titles, const std::vector<bool>& right) {
  std::string rule = "|";
  for (std::size_t i = 0; i < titles.size(); ++i) {
    rule += i < right.size() && right[i] ? "---:|" : "---|";
  }
  return table_line(titles) + rule + "\n";
}

std::string status_cell(SuiteVerdict verdict) {
  switch (verdict) {
    case SuiteVerdict::kPass:
      return "\u2705 pass";
    case SuiteVerdict::kFail:
      return "\u274c fail";
    case SuiteVerdict::kUndecided:
      return "\u26a0\ufe0f undecided";
    case SuiteVerdict::kIncomparable:
      return "\u26a0\ufe0f incomparable";
    case SuiteVerdict::kError:
      break;
  }
  return "\u274c error";
}

}  // namespace perfgate::report_detail
