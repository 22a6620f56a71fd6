// SPDX-License-Identifier: Apache-2.0
// One-line summaries of a report: counts, evidence line, gate line, routing, next step. Plain text
// on one line; whoever prints it escapes it for the place.
#include "report/row_text.h"

#include <perfgate/report.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace perfgate {
namespace report_detail {
namespace {

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : std::string(separator)) + part;
  }
  return text;
}

void add_count(std::vector<std::string>& parts, std::size_t count, const char* word) {
  if (count > 0) {
    parts.push_back(fmt::format("{} {}", count, word));
  }
}

std::size_t slos_with(const std::vector<SloResult>& slos, SloStatus status) {
  return static_cast<std::size_t>(std::count_if(
      slos.begin(), slos.end(), [&](const SloResult& slo) { return slo.status == status; }));
}

// Rows whose estimate is worse than `limit_pct`: the thresholds at which people are called in.
std::size_t rows_worse_than(const GateReport& report, double limit_pct) {
  return static_cast<std::size_t>(
      std::count_if(report.rows.begin(), report.rows.end(), [&](const ReportRow& row) {
        return row.verdict != RowVerdict::kImproved && row.worse_pct && *row.worse_pct > limit_pct;
      }));
}

void add_task(std::vector<std::string>& parts, std::size_t count, const char* what,
              const char* task) {
  if (count > 0) {
    parts.push_back(fmt::format("{} {}{} {}", count, what, count == 1 ? "" : "s", task));
  }
}

std::string failed_step(const GateReport& report) {
  std::vector<std::string> parts;
  const Counts& counts = report.counts;
  add_task(parts, counts.failed, "failed row", "to repair");
  add_task(parts, counts.missing, "missing row", "to bring back or to drop from the baseline");
  add_task(parts, counts.regressed, "regressed row", "to fix or waive");
  add_task(parts, slos_with(report.slos, SloStatus::kBreached), "breached SLO", "to meet");
  std::string text = parts.empty() ? "see the reasons above" : join(parts, ", ");
  const std::size_t escalate = rows_worse_than(report, report.policy.escalate_pct);
  const std::size_t investigate = rows_worse_than(report, report.policy.investigate_pct);
  if (escalate > 0) {
    text += fmt::format("; escalate {} beyond {:g} %", escalate, report.policy.escalate_pct);
  } else if (investigate > 0) {
    text +=
        fmt::format("; investigate {} beyond {:g} %", investigate, report.policy.investigate_pct);
  }
  return text;
}

std::string undecided_step(const GateReport& report) {
  switch (report.evidence) {
    case Evidence::kPoint:
      return "measure both sides: published figures without samples cannot be tested (perfgate "
             "run, "
             "perfgate baseline save)";
    case Evidence::kSingleRun:
      return "collect five runs of both sides: perfgate run --rounds 5; stronger, because drift of "
             "the machine cancels: perfgate paired";
    case Evidence::kPaired:
      return fmt::format("pair more rounds: perfgate paired --rounds {}",
                         std::max<std::size_t>(report.current.runs, 10) * 2);
    case Evidence::kMultiRun:
      break;
  }
  const std::size_t rounds = std::max<std::size_t>(report.current.runs, 5) * 2;
  return fmt::format(
      "collect more runs: perfgate run --rounds {}; stronger, because drift of the machine "
      "cancels: "
      "perfgate paired",
      rounds);
}

}  // namespace

std::string counts_text(const Counts& counts) {
  std::vector<std::string> parts;
  add_count(parts, counts.failed, "failed");
  add_count(parts, counts.regressed, "regressed");
  add_count(parts, counts.missing, "missing");
  add_count(parts, counts.blind, "blind");
  add_count(parts, counts.inconclusive, "inconclusive");
  add_count(parts, counts.waived, "waived");
  add_count(parts, counts.improved, "improved");
  add_count(parts, counts.equivalent, "equivalent");
  add_count(parts, counts.added, "new");
  const std::string total = fmt::format("{} {}", counts.rows, counts.rows == 1 ? "row" : "rows");
  return parts.empty() ? total : total + ": " + join(parts, ", ");
}

std::string slo_counts_text(const std::vector<SloResult>& slos) {
  std::vector<std::string> parts;
  add_count(parts, slos_with(slos, SloStatus::kBreached), "breached");
  add_count(parts, slos_with(slos, SloStatus::kUntestable), "untestable");
  add_count(parts, slos_with(slos, SloStatus::kMet), "met");
  add_count(parts, slos_with(slos, SloStatus::kDeferred), "deferred");
  return parts.empty() ? "not checked" : join(parts, ", ");
}

std::string next_step(const GateReport& report) {
  switch (report.verdict) {
    case SuiteVerdict::kPass:
      return report.counts.improved > 0
                 ? fmt::format("{} {} improved: save a new baseline so that the gain is kept",
                               report.counts.improved, report.counts.improved == 1 ? "row" : "rows")
                 : std::string();
    case SuiteVerdict::kFail:
      return failed_step(report);
    case SuiteVerdict::kUndecided:
      return undecided_step(report);
    case SuiteVerdict::kIncomparable:
      return "compare against other data of the same machine: perfgate run --rounds 5, then "
             "perfgate baseline save";
    case SuiteVerdict::kError:
      return "repair the input and run again";
  }
  return "";
}

std::string routing_line(const GateReport& report) {
  const std::string step = next_step(report);
  if (report.verdict == SuiteVerdict::kPass) {
    return "FINALIZE \u2192 " +
           (step.empty() ? "the performance gate has nothing left to ask for" : step);
  }
  return "NEXT \u2192 " + step;
}

}  // namespace report_detail

namespace {

// " (by 7.6 % to 33.5 %)": sizes of the improvements; without sign, because faster may mean less
// time in one row and more throughput in the next.
std::string improvement_range(const GateReport& report) {
  double low = 0;
  double high = 0;
  bool any = false;
  for (const ReportRow& row : report.rows) {
    if (row.verdict != RowVerdict::kImproved || !row.ratio.estimate) {
      continue;
    }
    const double percent = std::abs(*row.ratio.estimate - 1) * 100;
    low = any ? std::min(low, percent) : percent;
    high = any ? std::max(high, percent) : percent;
    any = true;
  }
  if (!any) {
    return "";
  }
  const std::string least = fmt::format("{:.1f} %", low);
  const std::string most = fmt::format("{:.1f} %", high);
  return least == most ? " (by " + most + ")" : " (by " + least + " to " + most + ")";
}

std::string method_text(const GateReport& report) {
  std::string text = evidence_name(report.evidence);
  if (report.evidence == Evidence::kPoint) {
    return text + " (published figures, no test)";
  }
  return text + fmt::format(" ({} against {} runs), Holm over {} rows at alpha {:g}",
                            report.current.runs, report.baseline.runs, report.family,
                            report.policy.alpha);
}

}  // namespace

std::string evidence_line(const GateReport& report) {
  return terminal_safe(fmt::format("method: {}; result: {}; reason: {}", method_text(report),
                                   report_detail::counts_text(report.counts), report.headline));
}

std::string gate_line(const GateReport& report) {
  return terminal_safe(fmt::format(
      "review:gate:perf = {} (rows: {}; regressed: {}; improved: {}{}; slo: {}; evidence: {})",
      suite_verdict_name(report.verdict), report.counts.rows, report.counts.regressed,
      report.counts.improved, improvement_range(report),
      report_detail::slo_counts_text(report.slos), evidence_name(report.evidence)));
}

}  // namespace perfgate
