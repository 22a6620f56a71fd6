// SPDX-License-Identifier: Apache-2.0
// Words and figures of one row: values, changes in the metric's own direction, verdicts, next
// steps.
#include "report/row_text.h"

#include "report/sample_reports.h"

#include <doctest/doctest.h>

namespace perfgate::report_detail {
namespace {

using report_samples::row;

TEST_CASE("values: rates have decimal prefixes, the rest its unit's form") {
  CHECK(value_text(561e3, "1/s") == "561 K/s");
  CHECK(value_text(684.32e3, "1/s") == "684.32 K/s");
  CHECK(value_text(3.14e11, "1/s") == "314 G/s");
  CHECK(value_text(999.0, "1/s") == "999 /s");
  CHECK(value_text(1.25e9, "B/s") == "1.25 GB/s");
  CHECK(value_text(1e30, "1/s") == "1e+18 T/s");
  CHECK(value_text(std::nullopt, "s") == "-");
  CHECK(value_text(1.62e-3, "s") == "1.62 ms");
}

TEST_CASE("change: the sign is the metric's, the word is the verdict's") {
  ReportRow time = row("a", 1.0, 1.1, RowVerdict::kRegressed);
  CHECK(change_text(time) == "+10.0 % worse");
  time.direction = Direction::kHigherIsBetter;
  CHECK(change_text(time) == "+10.0 % better");
  CHECK(change_text(row("a", 1.0, 0.9, RowVerdict::kImproved)) == "-10.0 % better");
  CHECK(change_text(row("a", 1.0, 1.0, RowVerdict::kEquivalent)) == "0.0 %");
  time.ratio.estimate.reset();
  CHECK(change_text(time) == "n/a");
}

TEST_CASE("interval: an end that does not exist is a question mark") {
  ReportRow sample = row("a", 1.0, 1.1, RowVerdict::kRegressed);
  CHECK(interval_text(sample) == "[+8.0, +12.0] %");
  sample.ratio.lower = 0.9999;
  CHECK(interval_text(sample) == "[0.0, +12.0] %");
  sample.ratio.lower = 1.08;
  sample.ratio.upper.reset();
  CHECK(interval_text(sample) == "[+8.0, ?] %");
  sample.ratio.lower.reset();
  CHECK(interval_text(sample) == "n/a");
}

TEST_CASE("verdict: regressions name the class that was reached, doubts the suspected one") {
  ReportRow sample = row("a", 1.0, 1.2, RowVerdict::kRegressed);
  sample.reached = RegressionClass::kMajor;
  sample.suspected = RegressionClass::kCritical;
  CHECK(verdict_text(sample) == "regressed (major)");
  sample.reached = RegressionClass::kNone;
  CHECK(verdict_text(sample) == "regressed (critical)");
  sample.verdict = RowVerdict::kInconclusive;
  CHECK(verdict_text(sample) == "inconclusive (critical suspected)");
  sample.suspected = RegressionClass::kAcceptable;
  CHECK(verdict_text(sample) == "inconclusive");
}

TEST_CASE("attention: what can fail the gate stands before what cannot") {
  GateReport report = report_samples::failing();
  std::string order;
  for (const ReportRow* each : rows_by_attention(report)) {
    order += std::string(row_verdict_name(each->verdict)) + " ";
  }
  CHECK(order == "failed regressed missing blind improved equivalent new ");
}

TEST_CASE("next step: one for every verdict that does not pass") {
  GateReport report = report_samples::failing();
  CHECK(next_step(report) ==
        "1 failed row to repair, 1 missing row to bring back or to drop from the baseline, 1 "
        "regressed row to fix or waive, 1 breached SLO to meet; investigate 1 beyond 10 %");
  report.rows[3].worse_pct = 25;
  CHECK(next_step(report).ends_with("; escalate 1 beyond 20 %"));
  report.verdict = SuiteVerdict::kUndecided;
  CHECK(next_step(report) ==
        "collect more runs: perfgate run --rounds 10; stronger, because drift of the machine "
        "cancels: perfgate paired");
  report.evidence = Evidence::kSingleRun;
  CHECK(next_step(report) ==
        "collect five runs of both sides: perfgate run --rounds 5; stronger, because drift of the "
        "machine cancels: perfgate paired");
  report.evidence = Evidence::kPoint;
  CHECK(next_step(report).starts_with("measure both sides"));
  report.verdict = SuiteVerdict::kIncomparable;
  CHECK(routing_line(report).starts_with("NEXT \u2192 compare against other data"));
  report.verdict = SuiteVerdict::kPass;
  report.counts.improved = 0;
  CHECK(next_step(report).empty());
  CHECK(routing_line(report) == "FINALIZE \u2192 the performance gate has nothing left to ask for");
}

}  // namespace
}  // namespace perfgate::report_detail
