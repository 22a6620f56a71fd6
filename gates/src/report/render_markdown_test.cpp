// SPDX-License-Identifier: Apache-2.0
// The Markdown report: golden files, all sections of the contract, the size limit, hostile names.
#include "report/golden.h"
#include "report/sample_reports.h"

#include <perfgate/report.h>

#include <doctest/doctest.h>

#include <sstream>

namespace perfgate {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Cells of a table line: pipes that no backslash escapes, less one.
std::size_t cells_of(const std::string& line) {
  std::size_t pipes = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    pipes += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1U : 0U;
  }
  return pipes;
}

// Every table has the same number of cells in all of its lines.
void check_tables(const std::string& text) {
  std::istringstream lines(text);
  std::size_t wanted = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('|')) {
      wanted = 0;
      continue;
    }
    wanted = wanted == 0 ? cells_of(line) : wanted;
    CAPTURE(line);
    CHECK(cells_of(line) == wanted);
    CHECK(line.ends_with('|'));
  }
}

TEST_CASE("markdown: a failing gate") {
  const std::string text = render_markdown(report_samples::failing());
  golden::check("report/failing.md", text);
  check_tables(text);
}

TEST_CASE("markdown: published figures") {
  const std::string text = render_markdown(report_samples::point());
  golden::check("report/point.md", text);
  check_tables(text);
  CHECK(contains(text, "FINALIZE \u2192 3 rows improved"));
}

TEST_CASE("markdown: every section of the contract is there") {
  const std::string text = render_markdown(report_samples::failing());
  for (const char* part :
       {"## FAIL", "### Gates", "### Performance deltas", "### Classification", "### SLOs",
        "### Statistical method", "### Hardware", "Evidence: `method: ", "; result: ", "; reason: ",
        "`review:gate:perf = fail (", "Routing: **NEXT \u2192 ", "### Follow-ups",
        "<details><summary>All 7 rows</summary>", "</details>\n"}) {
    CAPTURE(part);
    CHECK(contains(text, part));
  }
  CHECK(text.starts_with("## FAIL"));
}

TEST_CASE("markdown: deferred SLOs and blind rows are follow-ups") {
  const std::string text = render_markdown(report_samples::failing());
  const std::string tail = text.substr(text.find("### Follow-ups"));
  CHECK(contains(tail, "SLO GPU speed-up: deferred, no GPU kernels are built yet"));
  CHECK(contains(tail, "`quantize/I2S/262144` (time): blind, detects 9.5 % at best"));
}

TEST_CASE("markdown: hostile names cannot start markup, a new line or a table cell") {
  const std::string text = render_markdown(report_samples::hostile());
  golden::check("report/hostile.md", text);
  check_tables(text);
  CHECK_FALSE(contains(text, "\n## hi"));
  CHECK_FALSE(contains(text, "\x1b"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    for (std::size_t at = line.find("<script>"); at != std::string::npos;
         at = line.find("<script>", at + 1)) {
      CAPTURE(line);
      // Escaped outside, or inside a code span, whose fence is two back-ticks here.
      const bool escaped = at > 0 && line[at - 1] == '\\';
      CHECK((escaped || line.rfind("``", at) != std::string::npos));
    }
  }
}

TEST_CASE("markdown: the size limit holds for any size and cuts between rows") {
  const GateReport report = report_samples::large(2000, 40);
  const std::string whole = render_markdown(report, 10000000);
  CHECK(contains(whole, "`group/function/0`"));
  for (const std::size_t limit : {std::size_t{0}, std::size_t{50}, std::size_t{500},
                                  std::size_t{3000}, std::size_t{9000}, std::size_t{65000}}) {
    CAPTURE(limit);
    const std::string text = render_markdown(report, limit);
    CHECK(text.size() <= limit);
    check_tables(text);
    CHECK(contains(text, "<details>") == contains(text, "</details>"));
  }
  const std::string comment = render_markdown(report);
  CHECK(comment.size() > 60000);  // the limit is used, not wasted
  CHECK(contains(comment, "lines are not shown: the JSON report has all of them"));
}

TEST_CASE("markdown: an incomparable report has no deltas and no follow-ups") {
  GateReport report = report_samples::failing();
  report.verdict = SuiteVerdict::kIncomparable;
  report.headline = "INCOMPARABLE: cpus differ";
  report.slos.clear();
  const std::string text = render_markdown(report);
  CHECK(contains(text, "### Performance deltas\n\nNothing was compared.\n"));
  CHECK(contains(text, "### Follow-ups\n\nNone.\n"));
}

TEST_CASE("markdown: the same report is the same text") {
  CHECK(render_markdown(report_samples::failing()) == render_markdown(report_samples::failing()));
}

TEST_CASE("evidence and gate line") {
  CHECK(evidence_line(report_samples::failing()) ==
        "method: multi_run (5 against 5 runs), Holm over 6 rows at alpha 0.05; result: 7 rows: 1 "
        "failed, 1 regressed, 1 missing, 1 blind, 1 improved, 1 equivalent, 1 new; reason: FAIL: "
        "quantize/I2S/1024 time is 12.0 % worse, at least 10.0 % (95 %); 3 more reasons");
  CHECK(gate_line(report_samples::failing()) ==
        "review:gate:perf = fail (rows: 7; regressed: 1; improved: 1 (by 20.0 %); slo: 1 "
        "breached, 1 met, 1 deferred; evidence: multi_run)");
  CHECK(gate_line(report_samples::point()) ==
        "review:gate:perf = pass (rows: 3; regressed: 0; improved: 3 (by 22.0 % to 33.3 %); slo: "
        "not checked; evidence: point)");
  CHECK_FALSE(contains(evidence_line(report_samples::hostile()), "\n"));
}

}  // namespace
}  // namespace perfgate
