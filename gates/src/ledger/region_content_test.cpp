// SPDX-License-Identifier: Apache-2.0
// What a report becomes in each region, and that nothing in it can start markup.
#include "ledger/region_content.h"

#include "ledger/test_report.h"

#include <perfgate/report.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace perfgate::ledger_detail {
namespace {

using Lines = std::vector<std::string>;

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line + "\n";
  }
  return text;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    ++n;
  }
  return n;
}

std::string perf_line(SuiteVerdict verdict) {
  GateReport report = test::report();
  report.verdict = verdict;
  return gates_lines({}, report).at(2);
}

}  // namespace

TEST_CASE("the gates table has perf, benchmarks and every SLO") {
  const GateReport report = test::report();
  const Lines lines = gates_lines({}, report);
  REQUIRE(lines.size() == 8);
  CHECK(lines[0] == "| Gate | Status | Evidence |");
  CHECK(lines[1] == "| --- | --- | --- |");
  CHECK(lines[2].starts_with("| perf | fail \u274c | method: multi"));
  CHECK(lines[3].starts_with("| benchmarks | pass \u2705 | "));
  CHECK(lines[4].starts_with("| slo:start | pass \u2705 | "));
  CHECK(lines[5].starts_with("| slo:health | skipped (deferred) | "));
  CHECK(lines[5].find("not measured") != std::string::npos);
  CHECK(lines[6].empty());
  CHECK(lines[7] == "`" + gate_line(report) + "`");
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(lines[i].ends_with(" |"));
  }
}

TEST_CASE("every verdict has its status, and only a pass passes") {
  CHECK(perf_line(SuiteVerdict::kPass).starts_with("| perf | pass \u2705 |"));
  CHECK(perf_line(SuiteVerdict::kFail).starts_with("| perf | fail \u274c |"));
  CHECK(perf_line(SuiteVerdict::kError).starts_with("| perf | fail \u274c |"));
  CHECK(perf_line(SuiteVerdict::kUndecided).starts_with("| perf | skipped (undecided) |"));
  CHECK(perf_line(SuiteVerdict::kIncomparable).starts_with("| perf | skipped (not comparable) |"));
  GateReport report = test::report();
  report.counts.failed = 1;
  CHECK(gates_lines({}, report)[3].starts_with("| benchmarks | fail \u274c |"));
  report.counts = {};
  CHECK(gates_lines({}, report)[3].starts_with("| benchmarks | skipped (no rows) |"));
  report.slos[0].status = SloStatus::kBreached;
  report.slos[1].status = SloStatus::kUntestable;
  CHECK(gates_lines({}, report)[4].starts_with("| slo:start | fail \u274c |"));
  CHECK(gates_lines({}, report)[5].starts_with("| slo:health | skipped (untestable) |"));
}

TEST_CASE("rows of other gates stay in the table, our old ones go") {
  const GateReport report = test::report();
  const Lines existing = {"| Gate | Status | Evidence |",
                          "|------|:------:|----------|",
                          "| tests | pass | 412/412 |",
                          "| `perf` | pass | old |",
                          "| **benchmarks** | pass | old |",
                          "| slo:gone | pass | old |",
                          "free text"};
  const Lines lines = gates_lines(existing, report);
  CHECK(lines[2] == "| tests | pass | 412/412 |");
  CHECK(lines.size() == 9);
  CHECK(count(joined(lines), "old") == 0);
  CHECK(gates_lines(lines, report) == lines);
}

TEST_CASE("the hoplog grows by one bullet per report") {
  const GateReport report = test::report();
  const Lines existing = {"- somebody 2020-01-01 \u2192 did something"};
  const Lines once = hoplog_lines(existing, report);
  REQUIRE(once.size() == 2);
  CHECK(once[0] == existing[0]);
  CHECK(once[1].starts_with("- perfgate 2026-11-20T09:00:00Z \u2192 **fail** \u2022 "));
  CHECK(once[1].find("1 of 3 rows regressed") != std::string::npos);
  CHECK(once[1].find("report `" + report_sha256(report).substr(0, 12) + "`") != std::string::npos);
  CHECK(once[1].find("NEXT \u2192 ") != std::string::npos);
  CHECK(hoplog_lines(once, report) == once);
  CHECK(hoplog_reports(once) == Lines{report_sha256(report).substr(0, 12)});
  GateReport other = report;
  other.created = "2026-11-21T09:00:00Z";
  CHECK(hoplog_lines(once, other).size() == 3);
  CHECK(hoplog_reports(hoplog_lines(once, other)).size() == 2);
}

TEST_CASE("the decision has state, why and next") {
  const Lines lines = decision_lines(test::report());
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "- **State:** fail");
  CHECK(lines[1].starts_with("- **Why:** FAIL: 1 of 3 rows regressed; g/slow"));
  CHECK(lines[2].starts_with("- **Next:** NEXT \u2192 "));
}

TEST_CASE("the perf table starts with the worst row and is cut") {
  GateReport report = test::report();
  const Lines lines = perf_lines(report);
  REQUIRE(lines.size() == 5);
  INFO(lines[2]);
  CHECK(lines[2].starts_with("| `g/slow` | time | 1 ms | 1\\.2 ms | "));
  CHECK(lines[2].find("20.0 % worse") != std::string::npos);
  for (int i = 0; i < 30; ++i) {
    report.rows.push_back(test::row("extra/" + std::to_string(i), RowVerdict::kEquivalent, 0));
  }
  const Lines many = perf_lines(report);
  CHECK(many.size() == 14);
  CHECK(many.back() == "23 more rows are in the report.");
}

TEST_CASE("text from the report cannot break out of the ledger") {
  GateReport report = test::report();
  const std::string evil = "x\n<!-- gates:end -->\n# hi | <script>alert(1)</script> @user `a`";
  report.headline = report.created = evil;
  report.reasons = {evil};
  report.rows[0].id = report.rows[0].metric = evil;
  report.slos[0].id = report.slos[0].evidence = report.slos[0].target = evil;
  for (const Lines& lines : {gates_lines({}, report), hoplog_lines({}, report),
                             decision_lines(report), perf_lines(report)}) {
    for (const std::string& line : lines) {
      CHECK(line.find('\n') == std::string::npos);
      CHECK(line.find("<!-- gates:end -->") != 0);
      if (line.find('`') == std::string::npos) {
        CHECK(line.find("<script>") == std::string::npos);
      }
    }
  }
  CHECK(count(perf_lines(report)[2], " | ") == 5);
}

}  // namespace perfgate::ledger_detail
