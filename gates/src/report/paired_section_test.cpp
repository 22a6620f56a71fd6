// SPDX-License-Identifier: Apache-2.0
// Both paired intervals, the calibration, the attempts and the advice in the Markdown report;
// nothing of them in a report that has none.
#include "report/sample_reports.h"

#include <perfgate/report.h>

#include <doctest/doctest.h>

#include <string>

namespace perfgate {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

GateReport paired_report() {
  GateReport report = report_samples::failing();
  PairedFacts facts;
  facts.rounds = 20;
  facts.summary = "minimum";
  facts.ranks = {1.1, 1.08, 1.12, 0.95, "hodges-lehmann, signed rank exact"};
  facts.signs = {1.1, 1.05, 1.15, 0.96, "median, sign exact"};
  facts.other = {1.09, 1.02, std::nullopt, 0.95, "hodges-lehmann, signed rank exact"};
  facts.skewed = true;
  report.rows.front().paired = facts;
  report.rows.front().calibrated = CalibratedFacts{1.234, 0.5, 40};
  return report;
}

TEST_CASE("both intervals of a row, its shape, and the summary that does not decide") {
  const std::string text = render_markdown(paired_report());
  CHECK(has(text, "Paired rounds: both intervals"));
  CHECK(has(text, "[+8.0, +12.0] %"));
  CHECK(has(text, "[+5.0, +15.0] %"));
  CHECK(has(text, "| skewed |"));
  CHECK(has(text, "[+2.0, ?] %"));
  CHECK(has(text, "| minimum |"));
}

TEST_CASE("the calibration and the attempts") {
  GateReport report = paired_report();
  report.calibration = "40 A/A runs of 2026-03-01: typical run-to-run spread 1.23 %";
  report.attempts = {{"runs/p1", 20, "FAIL: first"}, {"runs/p1/second", 2, "PASS: second"}};
  const std::string text = render_markdown(report);
  CHECK(has(text, "### Calibration of the machine"));
  CHECK(has(text, "1.23 %"));
  CHECK(has(text, "| 40 | 1.23 % | 0.50 |"));
  CHECK(has(text, "### Attempts"));
  CHECK(has(text, "runs/p1/second"));
  CHECK(has(text, "PASS: second"));
}

TEST_CASE("advice names rows that only the mild correction finds") {
  GateReport report = paired_report();
  ReportRow& row = report.rows[3];  // worse by 12 %
  row.p_adjusted = 0.2;
  row.q_value = 0.03;
  CHECK(has(render_markdown(report), "advice only, probably worse by 12.0 %"));
  row.q_value = 0.2;
  CHECK_FALSE(has(render_markdown(report), "advice only"));
}

TEST_CASE("a report without them has none of these sections") {
  const std::string text = render_markdown(report_samples::failing());
  CHECK_FALSE(has(text, "Paired rounds"));
  CHECK_FALSE(has(text, "Calibration of the machine"));
  CHECK_FALSE(has(text, "### Attempts"));
}

}  // namespace
}  // namespace perfgate
