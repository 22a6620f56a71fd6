// SPDX-License-Identifier: Apache-2.0
// The sections of the Markdown report around the row tables: summary, SLOs, method, sources,
// hardware, evidence and gate line, follow-ups, warnings.
#include "report/markdown_parts.h"
#include "report/row_text.h"

#include <perfgate/report.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <map>

namespace perfgate::report_detail {
namespace {

std::string bullet(const std::string& escaped) {
  return "- " + escaped + "\n";
}

std::string evidence_meaning(const GateReport& report) {
  switch (report.evidence) {
    case Evidence::kPoint:
      return "published figures without samples: classified by size, never significant";
    case Evidence::kSingleRun:
      return "samples of single processes: run-to-run drift is not visible in them, so only "
             "critical regressions are called";
    case Evidence::kMultiRun:
      return fmt::format("one {} per run and row: the interval contains the variance between runs",
                         report.policy.run_summary);
    case Evidence::kPaired:
      return "interleaved rounds of both builds: drift of the machine cancels";
  }
  return "";
}

const char* slo_mark(SloStatus status) {
  switch (status) {
    case SloStatus::kMet:
      return "\u2705 met";
    case SloStatus::kBreached:
      return "\u274c breached";
    case SloStatus::kDeferred:
      return "\u23f8\ufe0f deferred";
    case SloStatus::kUntestable:
      break;
  }
  return "\u26a0\ufe0f untestable";
}

std::string tests_used(const GateReport& report) {
  std::map<std::string, std::size_t> methods;
  for (const ReportRow& row : report.rows) {
    if (!row.ratio.method.empty()) {
      ++methods[row.ratio.method];
    }
  }
  std::string text;
  for (const auto& [method, rows] : methods) {
    text += fmt::format("{}{} ({} {})", text.empty() ? "" : "; ", method, rows,
                        rows == 1 ? "row" : "rows");
  }
  return text.empty() ? "none" : text;
}

std::string source_line(const char* side, const SideInfo& info) {
  const auto known = [](const std::string& text) {
    return text.empty() ? std::string("unknown") : markdown_code(text);
  };
  return table_line({side, known(info.path), markdown_text(info.kind), fmt::format("{}", info.runs),
                     known(info.created), known(info.commit), known(info.machine_key)});
}

std::string row_follow_up(const ReportRow& row) {
  std::string text = markdown_code(row.id) + " (" + markdown_text(row.metric) + "): ";
  if (row.verdict == RowVerdict::kBlind && row.mde_pct) {
    text += fmt::format("blind, detects {:.1f} % at best against a limit of {:g} %", *row.mde_pct,
                        row.limit_pct);
  } else {
    text += row_verdict_name(row.verdict);
    if (!row.reason.empty()) {
      text += ", " + markdown_text(row.reason);
    }
  }
  return text;
}

// Worse by the mild correction and beyond the noise band, but not significant for the whole suite.
bool advised(const ReportRow& row, const Policy& policy) {
  return row.q_value && *row.q_value < policy.alpha && row.p_adjusted &&
         *row.p_adjusted >= policy.alpha && row.worse_pct &&
         *row.worse_pct > 100 * policy.noise_band;
}

}  // namespace

Section summary_section(const GateReport& report) {
  Section section;
  section.head = "## " + markdown_text(report.headline) + "\n";
  const std::vector<std::string> reasons = reasons_beside_headline(report);
  if (!reasons.empty()) {
    section.head += "\n";
  }
  for (const std::string& reason : reasons) {
    section.lines.push_back(bullet(markdown_text(reason)));
  }
  section.tail = "\n" + markdown_text(counts_text(report.counts)) + ".\n";
  return section;
}

Section slo_section(const GateReport& report) {
  Section section;
  if (report.slos.empty()) {
    return section;
  }
  section.head =
      "\n### SLOs\n\n" + table_head({"SLO", "Target", "Actual", "Status", "Evidence"}, {});
  for (const SloResult& slo : report.slos) {
    section.lines.push_back(table_line(
        {markdown_text(slo.title.empty() ? slo.id : slo.title), markdown_text(slo.target),
         figure_cell(slo_actual_text(slo)), slo_mark(slo.status), markdown_text(slo.evidence)}));
  }
  return section;
}

Section method_section(const GateReport& report) {
  const Policy& policy = report.policy;
  Section section;
  section.head = "\n### Statistical method\n\n";
  section.lines.push_back(
      bullet(fmt::format("Evidence: {}, {}.", markdown_text(evidence_name(report.evidence)),
                         evidence_meaning(report))));
  section.lines.push_back(bullet("Tests: " + markdown_text(tests_used(report)) + "."));
  section.lines.push_back(bullet(fmt::format(
      "Alpha {:g} for the whole suite, Holm over {} rows; power {:g} for the smallest detectable "
      "effect.",
      policy.alpha, report.family, policy.power)));
  section.lines.push_back(
      bullet(fmt::format("Equivalent means the whole interval within \u00b1{:g} %; blocking class: "
                         "{}.",
                         policy.noise_band * 100, class_name(policy.blocking))));
  if (report.bootstrap_resamples > 0) {
    section.lines.push_back(bullet(
        fmt::format("Bootstrap of mean and median: {} resamples.", report.bootstrap_resamples)));
  }
  section.lines.push_back(
      bullet(fmt::format("Seed {}: the same data give the same report.", policy.seed)));
  return section;
}

Section sources_section(const GateReport& report) {
  Section section;
  section.head = "\n### Sources\n\n" +
                 table_head({"Side", "Path", "Kind", "Runs", "Created", "Commit", "Machine"},
                            {false, false, false, true});
  section.lines = {source_line("baseline", report.baseline),
                   source_line("current", report.current)};
  return section;
}

Section hardware_section(const GateReport& report) {
  Section section;
  section.head = "\n### Hardware\n\n";
  if (report.hardware.empty()) {
    section.head += "The source of the current results does not say which machine it comes from.\n";
    return section;
  }
  section.head += table_head({"Field", "Value"}, {});
  for (const auto& [field, value] : report.hardware) {
    section.lines.push_back(table_line({markdown_text(field), markdown_code(value)}));
  }
  return section;
}

Section lines_section(const GateReport& report) {
  Section section;
  section.head = "\n### Evidence and routing\n\n";
  section.lines = {bullet("Evidence: " + markdown_code(evidence_line(report))),
                   bullet("Gate: " + markdown_code(gate_line(report))),
                   bullet("Routing: **" + markdown_text(routing_line(report)) + "**")};
  return section;
}

Section follow_up_section(const GateReport& report) {
  Section section;
  for (const SloResult& slo : report.slos) {
    if (slo.status == SloStatus::kDeferred || slo.status == SloStatus::kUntestable) {
      section.lines.push_back(
          bullet("SLO " + markdown_text(slo.title.empty() ? slo.id : slo.title) + ": " +
                 slo_status_name(slo.status) + ", " + markdown_text(slo.evidence)));
    }
  }
  for (const ReportRow* row : rows_by_attention(report)) {
    const bool open = row->verdict == RowVerdict::kBlind || row->verdict == RowVerdict::kWaived ||
                      (row->verdict == RowVerdict::kInconclusive && !row->within_limit);
    if (open && !nothing_compared(report)) {
      section.lines.push_back(bullet(row_follow_up(*row)));
    }
    if (!nothing_compared(report) && advised(*row, report.policy)) {
      section.lines.push_back(bullet(fmt::format(
          "{} ({}): advice only, probably worse by {:.1f} % (Benjamini-Hochberg q = {:.2g})",
          markdown_code(row->id), markdown_text(row->metric), *row->worse_pct, *row->q_value)));
    }
  }
  section.head = section.lines.empty() ? "\n### Follow-ups\n\nNone.\n" : "\n### Follow-ups\n\n";
  return section;
}

Section warnings_section(const GateReport& report) {
  Section section;
  for (const std::string& warning : all_warnings(report)) {
    section.lines.push_back(bullet(markdown_text(warning)));
  }
  if (!section.lines.empty()) {
    section.head = "\n### Warnings\n\n";
  }
  return section;
}

}  // namespace perfgate::report_detail
