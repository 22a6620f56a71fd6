// SPDX-License-Identifier: Apache-2.0
// Renders the four regions. Deterministic: no clock, the report's own time stamps it. It decides
// nothing; every status is the report's.
#include "ledger/region_content.h"

#include "report/row_text.h"

#include <perfgate/files.h>
#include <perfgate/json.h>
#include <perfgate/report.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace perfgate::ledger_detail {
namespace {

constexpr const char* kPass = "pass \u2705";
constexpr const char* kFail = "fail \u274c";
constexpr std::size_t kShortHash = 12;
constexpr std::size_t kMaxPerfRows = 10;
constexpr std::string_view kReportTag = "report `";

[[nodiscard]] std::string skipped(const std::string& reason) {
  return fmt::format("skipped ({})", reason);
}

[[nodiscard]] std::string perf_status(const GateReport& report) {
  switch (report.verdict) {
    case SuiteVerdict::kPass:
      return kPass;
    case SuiteVerdict::kUndecided:
      return skipped("undecided");
    case SuiteVerdict::kIncomparable:
      return skipped("not comparable");
    case SuiteVerdict::kFail:
    case SuiteVerdict::kError:
      break;
  }
  return kFail;
}

[[nodiscard]] std::string slo_status(const SloResult& slo) {
  switch (slo.status) {
    case SloStatus::kMet:
      return kPass;
    case SloStatus::kBreached:
      return kFail;
    case SloStatus::kDeferred:
      return skipped("deferred");
    case SloStatus::kUntestable:
      break;
  }
  return skipped("untestable");
}

[[nodiscard]] std::string table_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) {
    row += " " + cell + " |";
  }
  return row;
}

[[nodiscard]] std::string benchmarks_row(const GateReport& report) {
  const Counts& counts = report.counts;
  std::string status = counts.failed == 0 && counts.missing == 0 ? kPass : kFail;
  if (counts.rows == 0) {
    status = skipped("no rows");
  }
  return table_row({"benchmarks", status,
                    markdown_text(fmt::format(
                        "method: {}; result: {} rows, {} failed, {} missing, {} new; reason: {} "
                        "runs against {} runs",
                        evidence_name(report.evidence), counts.rows, counts.failed, counts.missing,
                        counts.added, report.current.runs, report.baseline.runs))});
}

[[nodiscard]] std::string slo_row(const SloResult& slo) {
  const std::string actual = slo.actual ? report_detail::slo_actual_text(slo) : "not measured";
  return table_row({markdown_text("slo:" + slo.id), slo_status(slo),
                    markdown_text(fmt::format("method: slo; result: {} (target {}); reason: {}",
                                              actual, slo.target, slo.evidence))});
}

/// The first cell of a table row; "" if the line is none.
[[nodiscard]] std::string first_cell(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line[begin] != '|') {
    return "";
  }
  line.remove_prefix(begin + 1);
  std::string cell(line.substr(0, line.find('|')));
  cell.erase(0, cell.find_first_not_of(" \t`*"));
  cell.erase(cell.find_last_not_of(" \t`*") + 1);
  return cell;
}

[[nodiscard]] bool is_row_of_another_gate(const std::string& line) {
  const std::string gate = first_cell(line);
  return !gate.empty() && gate != "Gate" && gate.find_first_not_of(":-") != std::string::npos &&
         gate != "perf" && gate != "benchmarks" && !gate.starts_with("slo:");
}

[[nodiscard]] std::string short_hash_tag(const GateReport& report) {
  return fmt::format("{}{}`", kReportTag, report_sha256(report).substr(0, kShortHash));
}

}  // namespace

std::string report_sha256(const GateReport& report) {
  return sha256_hex(dump_json(report_to_json(report)));
}

std::vector<std::string> gates_lines(const std::vector<std::string>& existing,
                                     const GateReport& report) {
  std::vector<std::string> lines = {table_row({"Gate", "Status", "Evidence"}),
                                    table_row({"---", "---", "---"})};
  std::copy_if(existing.begin(), existing.end(), std::back_inserter(lines), is_row_of_another_gate);
  lines.push_back(table_row({"perf", perf_status(report), markdown_text(evidence_line(report))}));
  lines.push_back(benchmarks_row(report));
  for (const SloResult& slo : report.slos) {
    lines.push_back(slo_row(slo));
  }
  lines.push_back("");
  lines.push_back(markdown_code(gate_line(report)));
  return lines;
}

std::vector<std::string> hoplog_lines(const std::vector<std::string>& existing,
                                      const GateReport& report) {
  std::vector<std::string> lines = existing;
  const std::string tag = short_hash_tag(report);
  const bool there = std::any_of(lines.begin(), lines.end(), [&tag](const std::string& line) {
    return line.find(tag) != std::string::npos;
  });
  if (!there) {
    lines.push_back(fmt::format(
        "- perfgate {} \u2192 **{}** \u2022 {} \u2022 {} \u2022 {} \u2022 {}",
        markdown_text(report.created), suite_verdict_name(report.verdict),
        markdown_text(report.headline), markdown_text(report_detail::counts_text(report.counts)),
        tag, markdown_text(report_detail::routing_line(report))));
  }
  return lines;
}

std::vector<std::string> decision_lines(const GateReport& report) {
  std::string why = report.headline;
  for (const std::string& reason : report.reasons) {
    why += "; " + reason;
  }
  return {fmt::format("- **State:** {}", suite_verdict_name(report.verdict)),
          fmt::format("- **Why:** {}", markdown_text(why)),
          fmt::format("- **Next:** {}", markdown_text(report_detail::routing_line(report)))};
}

std::vector<std::string> perf_lines(const GateReport& report) {
  std::vector<std::string> lines = {
      table_row({"Row", "Metric", "Before", "After", "Change", "Verdict"}),
      table_row({"---", "---", "---:", "---:", "---:", "---"})};
  const auto rows = report_detail::rows_by_attention(report);
  const std::size_t shown = std::min(rows.size(), kMaxPerfRows);
  for (std::size_t i = 0; i < shown; ++i) {
    const ReportRow& row = *rows[i];
    lines.push_back(
        table_row({markdown_code(row.id), markdown_text(row.metric),
                   markdown_text(report_detail::value_text(row.baseline.shown(), row.unit)),
                   markdown_text(report_detail::value_text(row.current.shown(), row.unit)),
                   markdown_text(report_detail::change_text(row)),
                   markdown_text(report_detail::verdict_text(row))}));
  }
  if (rows.size() > shown) {
    lines.push_back("");
    lines.push_back(fmt::format("{} more rows are in the report.", rows.size() - shown));
  }
  return lines;
}

std::vector<std::string> hoplog_reports(const std::vector<std::string>& lines) {
  std::vector<std::string> hashes;
  for (const std::string& line : lines) {
    const std::size_t at = line.find(kReportTag);
    if (!line.starts_with("- perfgate ") || at == std::string::npos) {
      continue;
    }
    const std::string hash = line.substr(at + kReportTag.size(), kShortHash);
    if (hash.size() == kShortHash &&
        hash.find_first_not_of("0123456789abcdef") == std::string::npos) {
      hashes.push_back(hash);
    }
  }
  return hashes;
}

}  // namespace perfgate::ledger_detail
