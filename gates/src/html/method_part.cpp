// SPDX-License-Identifier: Apache-2.0
// How it was judged and where it was measured: policy, statistics, classes, attempts, sources,
// hardware.
#include "html/markup.h"
#include "html/page_parts.h"
#include "report/row_text.h"

#include <fmt/format.h>

#include <map>

namespace perfgate::html_detail {
namespace {

std::string line(std::string_view label, const std::string& safe) {
  return fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", label, safe);
}

std::string meaning_of(const GateReport& report) {
  switch (report.evidence) {
    case Evidence::kPoint:
      return "published figures without samples: classified by size, never significant";
    case Evidence::kSingleRun:
      return "samples of single processes: they cannot show how runs differ";
    case Evidence::kMultiRun:
      return fmt::format("one {} per run and row: the interval contains the variance between runs",
                         report.policy.run_summary);
    case Evidence::kPaired:
      return "interleaved rounds of both builds: drift of the machine cancels";
  }
  return "";
}

std::string methods_used(const GateReport& report) {
  std::map<std::string, std::size_t> methods;
  for (const ReportRow& row : report.rows) {
    if (!row.ratio.method.empty()) {
      ++methods[row.ratio.method];
    }
  }
  std::string text;
  for (const auto& [method, rows] : methods) {
    text +=
        fmt::format("{}{} ({})", text.empty() ? "" : "<br>", escaped(method), counted(rows, "row"));
  }
  return text.empty() ? "none" : text;
}

std::string policy_table(const GateReport& report) {
  const Policy& policy = report.policy;
  std::string text =
      "<table><tbody>\n" +
      line("Evidence", fmt::format("{}<br><small>{}</small>", evidence_name(report.evidence),
                                   meaning_of(report))) +
      line("Tests", methods_used(report)) +
      line("Errors", fmt::format("alpha {:g} for the whole suite, Holm over {}", policy.alpha,
                                 counted(report.family, "row"))) +
      line("Power", fmt::format("{:g} % for the change that a row detects", policy.power * 100)) +
      line("Equivalent",
           fmt::format("whole interval within \u00b1{:g} %", policy.noise_band * 100)) +
      line("Blocks", fmt::format("{} or worse", class_name(policy.blocking)));
  if (report.bootstrap_resamples > 0) {
    text += line("Bootstrap", counted(report.bootstrap_resamples, "resample"));
  }
  if (!report.calibration.empty()) {
    text += line("Calibration", escaped(report.calibration));
  }
  return text + line("Seed", fmt::format("{}: the same data give the same report", policy.seed)) +
         "</tbody></table>\n";
}

std::string class_table(const GateReport& report) {
  const Policy& policy = report.policy;
  const auto count = [&](const char* name) {
    const auto found = report.classes.find(name);
    return found == report.classes.end() ? std::size_t{0} : found->second;
  };
  const auto entry = [&](const char* name, const std::string& range) {
    return fmt::format("<tr><th>{}</th><td>{}</td><td class=\"n\">{}</td></tr>\n", name, range,
                       count(name));
  };
  return "<table><thead><tr><th>Class</th><th>Worse by</th><th class=\"n\">Rows by "
         "estimate</th></tr></thead><tbody>\n" +
         entry("critical", fmt::format("over {:g} %", policy.critical_pct)) +
         entry("major", fmt::format("over {:g} %", policy.major_pct)) +
         entry("minor", fmt::format("over {:g} %", policy.minor_pct)) +
         entry("acceptable", fmt::format("up to {:g} %", policy.minor_pct)) +
         entry("none", "not worse") +
         entry("improved", fmt::format("better than {:g} %", policy.noise_band * 100)) +
         "</tbody></table>\n";
}

std::string attempts_table(const GateReport& report) {
  if (report.attempts.empty()) {
    return "";
  }
  std::string text =
      "<h3>Attempts</h3>\n<p class=\"muted\">The rows of the second stage are decided by it alone; "
      "there is no third.</p>\n<div class=\"wrap\"><table><thead><tr><th class=\"n\">Stage</th>"
      "<th>Measured</th><th class=\"n\">Rows</th><th>Outcome</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < report.attempts.size(); ++i) {
    const Attempt& attempt = report.attempts[i];
    text += fmt::format(
        "<tr><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td><td "
        "class=\"w\">{}</td></tr>\n",
        i + 1, code_or_unknown(attempt.path), attempt.rows, escaped(attempt.outcome));
  }
  return text + "</tbody></table></div>\n";
}

std::string side_column(const char* title, const SideInfo& info) {
  return fmt::format("<div><h3>{}</h3>\n<table><tbody>\n", title) +
         line("Path", code_or_unknown(info.path)) +
         line("Kind", info.kind.empty() ? std::string("unknown") : escaped(info.kind)) +
         line("Runs", fmt::format("{}", info.runs)) +
         line("Created", info.created.empty() ? std::string("unknown") : escaped(info.created)) +
         line("Commit", code_or_unknown(info.commit)) +
         line("Machine", code_or_unknown(info.machine_key)) + "</tbody></table></div>\n";
}

}  // namespace

std::string method_part(const GateReport& report) {
  return "<section id=\"method\"><h2>Method</h2>\n<div class=\"facts\"><div>" +
         policy_table(report) + "</div><div>" + class_table(report) + "</div></div>\n" +
         attempts_table(report) + "</section>\n";
}

std::string machine_part(const GateReport& report) {
  std::string text = "<section id=\"machine\"><h2>Sources and machine</h2>\n<div class=\"facts\">" +
                     side_column("Baseline", report.baseline) +
                     side_column("Current", report.current) + "</div>\n<h3>Hardware</h3>\n";
  if (report.hardware.empty()) {
    return text +
           "<p>The source of the current results does not say which machine it comes "
           "from.</p></section>\n";
  }
  text += "<div class=\"facts hw\"><table><tbody>\n";
  for (const auto& [field, value] : report.hardware) {
    text += line(escaped(field), escaped(value));
  }
  return text + "</tbody></table></div></section>\n";
}

}  // namespace perfgate::html_detail
