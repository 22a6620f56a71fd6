// SPDX-License-Identifier: Apache-2.0
// Sections for evidence beyond two sets of runs: both intervals of paired rounds, what A/A runs of
// the machine have shown, and the measurements of a second stage.
#include "report/markdown_parts.h"
#include "report/row_text.h"

#include <perfgate/text.h>

#include <fmt/format.h>

namespace perfgate::report_detail {
namespace {

// The interval of a ratio in the words that the tables use for a row's own.
std::string ratio_interval(const RatioInterval& ratio) {
  ReportRow row;
  row.ratio = ratio;
  return interval_text(row);
}

std::string shape_text(const PairedFacts& facts) {
  if (!facts.skewed && !facts.two_modes) {
    return "even";
  }
  return facts.skewed && facts.two_modes ? "skewed, two modes"
         : facts.skewed                  ? "skewed"
                                         : "two modes";
}

}  // namespace

Section paired_section(const GateReport& report) {
  Section section;
  for (const ReportRow* row : rows_by_attention(report)) {
    if (!row->paired) {
      continue;
    }
    const PairedFacts& facts = *row->paired;
    section.lines.push_back(
        table_line({markdown_code(row->id), fmt::format("{}", facts.rounds),
                    markdown_text(facts.summary), ratio_interval(facts.ranks),
                    ratio_interval(facts.signs), shape_text(facts), ratio_interval(facts.other)}));
  }
  if (!section.lines.empty()) {
    section.head =
        "\n<details>\n<summary>Paired rounds: both intervals</summary>\n\nIn a suite of ten rows "
        "and more a trimmed mean whose spread the rows share decides, and these exact intervals "
        "stand beside it. Otherwise the signed ranks decide, and where the ratios are skewed or "
        "have two modes the wider of both. The other summary of a round never decides.\n\n" +
        table_head({"Row", "Rounds", "Summary", "Signed rank", "Sign", "Shape", "Other summary"},
                   {false, true});
    section.tail = "\n</details>\n";
  }
  return section;
}

Section calibration_section(const GateReport& report) {
  Section section;
  if (report.calibration.empty()) {
    return section;
  }
  section.head = "\n### Calibration of the machine\n\n" + markdown_text(report.calibration) +
                 ".\n\n<details>\n<summary>Spread of every row</summary>\n\n" +
                 table_head({"Row", "A/A runs", "Run to run", "Lag 1"}, {false, true, true, true});
  for (const ReportRow& row : report.rows) {
    if (row.calibrated) {
      section.lines.push_back(
          table_line({markdown_code(row.id), fmt::format("{}", row.calibrated->runs),
                      fmt::format("{:.2f} %", row.calibrated->run_sd_pct),
                      fmt::format("{:.2f}", row.calibrated->lag1)}));
    }
  }
  section.tail = "\n</details>\n";
  return section;
}

Section attempts_section(const GateReport& report) {
  Section section;
  for (std::size_t i = 0; i < report.attempts.size(); ++i) {
    const Attempt& attempt = report.attempts[i];
    section.lines.push_back(
        table_line({fmt::format("{}", i + 1), markdown_code(attempt.path),
                    fmt::format("{}", attempt.rows), markdown_text(attempt.outcome)}));
  }
  if (!section.lines.empty()) {
    section.head =
        "\n### Attempts\n\nThe rows of the second stage are decided by it alone; there "
        "is no third.\n\n" +
        table_head({"Stage", "Measured", "Rows", "Outcome"}, {true, false, true});
  }
  return section;
}

}  // namespace perfgate::report_detail
