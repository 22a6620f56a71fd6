// SPDX-License-Identifier: Apache-2.0
// Workflow commands: the grammar of a line, escapes, limits.
#include "baseline/text_part.h"
#include "report/sample_reports.h"

#include <perfgate/formats.h>

#include <doctest/doctest.h>

#include <regex>
#include <sstream>

namespace perfgate {
namespace {

using test::Part;

std::vector<std::string> command_lines(const std::string& text) {
  // ::command title=<no : , CR LF>::<no CR LF>; '%' only as one of the five escapes.
  static const std::regex kCommand(
      "::(error|warning|notice) title=([^%:,\r\n]|%(25|0D|0A|3A|2C))*::([^%\r\n]|%(25|0D|0A))*");
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    CAPTURE(line);
    CHECK(std::regex_match(line, kCommand));
    lines.push_back(line);
  }
  return lines;
}

GateReport blocked(std::size_t regressed) {
  GateReport report = report_samples::large(100, regressed);
  for (ReportRow& row : report.rows) {
    row.reached = RegressionClass::kMajor;
  }
  report.slos.clear();
  return report;
}

std::size_t starting_with(const std::vector<std::string>& lines, const std::string& start) {
  std::size_t count = 0;
  for (const std::string& line : lines) {
    count += line.starts_with(start) ? 1U : 0U;
  }
  return count;
}

TEST_CASE("github: errors for what fails, warnings for what was not tested") {
  const auto lines = command_lines(render_github(report_samples::failing()));
  CHECK(starting_with(lines, "::error ") == 4);  // failed, regressed, missing, SLO
  CHECK(starting_with(lines, "::warning title=quantize/I2S/262144::blind") == 1);
  CHECK(starting_with(lines, "::warning ") == 1);
  CHECK(lines.back() == Part("::notice title=perfgate::FAIL: quantize/I2S/1024"));
  CHECK(lines.back() == Part("12.0 %25 worse"));
}

TEST_CASE("github: titles escape colons and commas, hostile text cannot make a command") {
  GateReport report = report_samples::failing();
  report.rows.front() = report_samples::row("a:b,c%d\n::error::x", 1, 2, RowVerdict::kFailed);
  const std::string text = render_github(report);
  command_lines(text);
  CHECK(text == Part("title=a%3Ab%2Cc%25d\\x0a%3A%3Aerror%3A%3Ax::"));
  command_lines(render_github(report_samples::hostile()));
}

TEST_CASE("github: ten of a kind at most, the last one counts the others") {
  const auto lines = command_lines(render_github(blocked(30)));
  CHECK(starting_with(lines, "::error ") == 10);
  CHECK(lines[9] == Part("and 21 more"));
  CHECK(starting_with(command_lines(render_github(blocked(10))), "::error title=group") == 10);
}

TEST_CASE("github: refused and undecided gates are errors") {
  GateReport report = report_samples::failing();
  report.verdict = SuiteVerdict::kIncomparable;
  report.headline = "INCOMPARABLE: other CPU";
  const auto lines = command_lines(render_github(report));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "::error title=perfgate::INCOMPARABLE: other CPU");
  report = report_samples::large(3, 0);
  report.slos.clear();
  report.verdict = SuiteVerdict::kUndecided;
  CHECK(starting_with(command_lines(render_github(report)), "::error title=perfgate::") == 1);
  report.verdict = SuiteVerdict::kPass;
  CHECK(command_lines(render_github(report)).size() == 1);
}

}  // namespace
}  // namespace perfgate
