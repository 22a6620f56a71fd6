// SPDX-License-Identifier: Apache-2.0
// The terminal report: golden files, colour, the short and the long form, hostile names.
#include "report/golden.h"
#include "report/sample_reports.h"
#include "report/text_table.h"

#include <perfgate/report.h>
#include <perfgate/text.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>

namespace perfgate {
namespace {

std::size_t lines_with(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("text: a failing gate") {
  golden::check("report/failing.txt", render_text(report_samples::failing(), {}));
}

TEST_CASE("text: published throughput shows the change in its own direction") {
  const std::string text = render_text(report_samples::point(), {});
  golden::check("report/point.txt", text);
  CHECK(text.find("561 K/s  ->  684.32 K/s  +22.0 % better") != std::string::npos);
  CHECK(text.find("interval") == std::string::npos);
}

TEST_CASE("text: the verdict is the first line") {
  const GateReport report = report_samples::failing();
  CHECK(render_text(report, {}).starts_with(report.headline + "\n"));
}

TEST_CASE("text: colour adds nothing but escape sequences") {
  const GateReport report = report_samples::failing();
  const std::string colored = render_text(report, {true, false});
  CHECK(colored.find("\x1b[31m") != std::string::npos);
  CHECK(std::regex_replace(colored, std::regex("\x1b\\[[0-9]+m"), "") == render_text(report, {}));
}

TEST_CASE("text: hostile names stay on their line and lose their control characters") {
  const std::string text = render_text(report_samples::hostile(), {false, true});
  golden::check("report/hostile.txt", text);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(text.find("\n## hi") == std::string::npos);
}

TEST_CASE("text: a large suite shows what needs attention and counts the rest") {
  const GateReport report = report_samples::large(100, 3);
  const std::string text = render_text(report, {});
  CHECK(lines_with(text, "group/function/") == 3);
  CHECK(text.find("97 more rows with nothing to act on (--verbose lists them)") !=
        std::string::npos);
  CHECK(lines_with(render_text(report, {false, true}), "group/function/") == 100);
  const std::string calm = render_text(report_samples::large(100, 0), {});
  CHECK(calm.find("  100 rows with nothing to act on") != std::string::npos);
}

TEST_CASE("text: rows that need attention come first, worst first") {
  const std::string text = render_text(report_samples::failing(), {});
  const char* const order[] = {"quantize/TL1/1024   ", "quantize/I2S/1024   ",
                               "dequantize/TL2/4096 ", "quantize/I2S/262144 ",
                               "quantize/TL2/1024   ", "dequantize/I2S/1024 "};
  std::size_t previous = text.find("p (Holm)");
  for (const char* id : order) {
    const std::size_t at = text.find(id, previous);
    CAPTURE(id);
    CHECK(at != std::string::npos);
    previous = at;
  }
}

TEST_CASE("text: a warning that rows share is said once") {
  const std::string text = render_text(report_samples::failing(), {});
  CHECK(lines_with(text, "fewer than 10 samples") == 1);
  CHECK(text.find("2 rows, first dequantize/I2S/1024: fewer than 10 samples") != std::string::npos);
}

TEST_CASE("text: many reasons are cut in the short form only") {
  GateReport report = report_samples::failing();
  report.reasons.assign(50, "something");
  CHECK(lines_with(render_text(report, {}), "- something") == 20);
  CHECK(render_text(report, {}).find("- and 30 more (--verbose lists them)") != std::string::npos);
  CHECK(lines_with(render_text(report, {false, true}), "- something") == 50);
}

TEST_CASE("text: an incomparable report says why once and shows no rows") {
  GateReport report = report_samples::large(25, 0);
  report.verdict = SuiteVerdict::kIncomparable;
  report.exit_code = ExitCode::kIncomparable;
  report.headline = "INCOMPARABLE: cpus differ: 2 and 4";
  report.reasons = {"cpus differ: 2 and 4"};
  const std::string text = render_text(report, {});
  CHECK(lines_with(text, "cpus differ") == 1);
  CHECK(lines_with(text, "group/function/") == 0);
  CHECK(text.find("  25 rows not compared (--verbose lists them)") != std::string::npos);
  CHECK(lines_with(render_text(report, {false, true}), "group/function/") == 25);
}

TEST_CASE("text: an empty report is still a verdict and a summary") {
  GateReport report;
  report.verdict = SuiteVerdict::kError;
  report.exit_code = ExitCode::kInput;
  report.headline = "ERROR: no rows";
  CHECK(render_text(report, {}) ==
        "ERROR: no rows\n\n0 rows; evidence point; error (exit code 3).\n"
        "next: repair the input and run again\n");
}

TEST_CASE("text table: columns line up in display columns, both ends of long cells are kept") {
  report_detail::TextTable table({{"name", false}, {"n", true}, {"last", false}});
  table.add_row({"\u65e5\u672c", "1", "x"}, report_detail::Style::kPlain);
  table.add_row({"abcdefgh", "23", "y"}, report_detail::Style::kPlain);
  CHECK(table.render(false) ==
        "  name       n  last\n"
        "  \u65e5\u672c       1  x\n"
        "  abcdefgh  23  y\n");
  report_detail::TextTable wide({{"name", false}, {"", false}});
  std::string id = "begin/";
  for (int i = 0; i < 200; ++i) {
    id += "\u65e5";
  }
  wide.add_row({id + "/end", "z"}, report_detail::Style::kPlain);
  const std::string text = wide.render(false);
  CHECK(text.find("begin/") != std::string::npos);
  CHECK(text.find("...") != std::string::npos);
  CHECK(text.find("/end  z\n") != std::string::npos);
  CHECK(terminal_safe(text).find("\ufffd") == std::string::npos);
  CHECK(display_width(text.substr(text.find("begin"), text.find("  z") - text.find("begin"))) <=
        report_detail::TextTable::kMaxCell);
}

}  // namespace
}  // namespace perfgate
