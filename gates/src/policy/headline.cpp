// SPDX-License-Identifier: Apache-2.0
// The verdict in words. Never "no regression": a pass states how large a change could have hidden.
#include "policy/classify.h"
#include "policy/suite_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace perfgate {
namespace {

std::string suite_text(const GateReport& report, std::size_t rows) {
  return fmt::format("{:g} %, whole suite of {}; {}", 100 * (1 - report.policy.alpha),
                     count_text(rows, "row"), evidence_name(report.evidence));
}

std::size_t compared_rows(const GateReport& report) {
  return static_cast<std::size_t>(std::count_if(report.rows.begin(), report.rows.end(), compared));
}

// What a reader must not overlook behind a pass or an undecided verdict.
std::string remarks(const GateReport& report, const Findings& findings) {
  std::string text;
  const auto add = [&](std::size_t count, const char* noun, const char* what) {
    if (count > 0) {
      text += fmt::format("; {} {}", count_text(count, noun), what);
    }
  };
  const auto blind = static_cast<std::size_t>(
      std::count_if(findings.undecided.begin(), findings.undecided.end(),
                    [](const ReportRow* row) { return row->verdict == RowVerdict::kBlind; }));
  add(blind, "row", "could not be tested at this budget");
  add(findings.undecided.size() - blind, "row", "undecided");
  add(findings.untestable.size(), "SLO", "untestable");
  add(report.counts.improved, "row", "improved");
  add(report.counts.waived, "row", "waived");
  add(report.counts.missing, "row", "missing");
  return text;
}

// Largest worsening that the decided rows may still hide, at the confidence of the whole suite.
std::string pass_text(const GateReport& report, const Findings& findings) {
  const std::size_t rows = compared_rows(report);
  std::optional<double> bound;
  std::size_t covered = 0;
  for (const ReportRow& row : report.rows) {
    const bool left_out =
        !compared(row) || row.verdict == RowVerdict::kWaived || undecided(row, report.policy);
    if (!left_out && row.suite_upper_pct) {
      ++covered;
      bound = std::max(bound.value_or(*row.suite_upper_pct), *row.suite_upper_pct);
    }
  }
  if (!bound) {
    const bool point = report.evidence == Evidence::kPoint;
    return point && findings.undecided.empty()
               ? fmt::format(
                     "no figure is worse than its limit ({}; point: published figures, "
                     "nothing was tested)",
                     count_text(rows, "row"))
               : fmt::format("by policy only: none of {} could be bounded ({})",
                             count_text(rows, "row"), evidence_name(report.evidence));
  }
  const std::string text =
      *bound < 0 ? fmt::format("every change is an improvement of at least {:.1f} % ({})", -*bound,
                               suite_text(report, rows))
                 : fmt::format("no change larger than {:.1f} % ({})", std::abs(*bound),  // -0 is 0
                               suite_text(report, rows));
  return covered == rows ? text : fmt::format("{} in {}", text, count_text(covered, "row"));
}

std::string fail_text(const GateReport& report, const Findings& findings) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  if (!findings.blocking.empty()) {
    const ReportRow& worst = *findings.blocking.front();
    add(fmt::format("{} is {}", worst.id, change_text(worst, report.policy)));
    if (findings.blocking.size() > 1) {
      add(fmt::format("{} regressed in all", count_text(findings.blocking.size(), "row")));
    }
  }
  if (!findings.failed.empty()) {
    add(fmt::format("{} failed, first {} ({})", count_text(findings.failed.size(), "row"),
                    findings.failed.front()->id, findings.failed.front()->reason));
  }
  if (!findings.missing.empty()) {
    add(fmt::format("{} of the baseline missing, first {}",
                    count_text(findings.missing.size(), "row"), findings.missing.front()->id));
  }
  if (!findings.breached.empty()) {
    add(fmt::format("{} breached, first {}", count_text(findings.breached.size(), "SLO"),
                    findings.breached.front()->id));
  }
  if (!report.stale_waivers.empty()) {
    add(fmt::format("{} expired too long ago", count_text(report.stale_waivers.size(), "waiver")));
  }
  return text;
}

std::string undecided_text(const GateReport& report, const Findings& findings) {
  std::string text = fmt::format("{} of {} cannot be judged", findings.undecided.size(),
                                 count_text(compared_rows(report), "row"));
  if (!findings.undecided.empty()) {
    const ReportRow& worst = *findings.undecided.front();
    text += fmt::format(", first {} ({})", worst.id, worst.reason);
  }
  text += remarks(report, findings);
  if (report.evidence == Evidence::kSingleRun) {
    text += "; collect five runs: perfgate run --rounds 5";
  }
  return text;
}

}  // namespace

std::string headline_of(const GateReport& report, const Findings& findings) {
  switch (report.verdict) {
    case SuiteVerdict::kFail:
      return "FAIL: " + fail_text(report, findings);
    case SuiteVerdict::kUndecided:
      return "UNDECIDED: " + undecided_text(report, findings);
    default:
      return "PASS: " + pass_text(report, findings) + remarks(report, findings);
  }
}

}  // namespace perfgate
