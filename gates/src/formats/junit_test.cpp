// SPDX-License-Identifier: Apache-2.0
// JUnit: which row is what, totals, hostile names. Validity: see external_test.cpp.
#include "baseline/text_part.h"
#include "report/sample_reports.h"

#include <perfgate/formats.h>

#include <doctest/doctest.h>

namespace perfgate {
namespace {

using test::Part;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("junit: failures, errors, skipped rows and their totals") {
  const std::string xml = render_junit(report_samples::failing());
  CHECK(xml ==
        Part(R"(<testsuites name="perfgate" tests="11" failures="4" errors="1" skipped="3")"));
  CHECK(xml == Part(R"(<testsuite name="perfgate.rows" tests="7" failures="2" errors="1" )"
                    R"(skipped="2" time="0" timestamp="2025-10-04T00:00:00">)"));
  CHECK(xml == Part("<testcase classname=\"perfgate.rows.quantize\" "
                    "name=\"quantize/I2S/1024 (time)\" time=\"0\">\n      <failure message=\""));
  CHECK(xml == Part("type=\"regressed (minor)\">regressed (minor): +12.0 % worse [+10.0, +14.0] %; "
                    "whole interval above 5 %</failure>"));
  CHECK(xml == Part("<error message=\"failed: SIGSEGV in round-02\" type=\"failed\">"));
  CHECK(xml == Part("<skipped message=\"blind: +2.4 % worse"));
  CHECK(xml == Part("<skipped message=\"new: in current only\"/>"));
  CHECK(xml == Part("<failure message=\"Quantisation accuracy: 98.5 % [98.4 %, 98.6 %], wanted "
                    "&gt;= 99 %"));
  CHECK(count_of(xml, "<failure ") == 4);
  CHECK(count_of(xml, "<error ") == 1);
  CHECK(count_of(xml, "<skipped ") == 3);
  CHECK(count_of(xml, "<testcase ") == 11);
}

TEST_CASE("junit: a report without rows is never green") {
  GateReport report;
  report.created = "2025-10-04T00:00:00Z";
  report.headline = "ERROR: a.json: No such file";
  report.verdict = SuiteVerdict::kError;
  CHECK(render_junit(report) == Part("tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""));
  report.verdict = SuiteVerdict::kIncomparable;
  CHECK(render_junit(report) == Part("<error message=\"ERROR: a.json: No such file\" "
                                     "type=\"incomparable\">"));
  report.verdict = SuiteVerdict::kUndecided;
  CHECK(render_junit(report) == Part("type=\"undecided\""));
  report.verdict = SuiteVerdict::kPass;
  CHECK(render_junit(report) == Part("tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\""));
}

TEST_CASE("junit: missing rows and mild regressions follow the policy") {
  GateReport report = report_samples::failing();
  report.policy.missing = "warn";
  report.policy.blocking = RegressionClass::kCritical;
  const std::string xml = render_junit(report);
  CHECK(xml == Part("<skipped message=\"missing: in the baseline only\"/>"));
  CHECK(xml == Part("<skipped message=\"regressed (minor)"));
}

TEST_CASE("junit: hostile names stay text") {
  GateReport report = report_samples::hostile();
  report.rows.front().id = std::string("a\0b\xff\xef\xbf\xbf\xed\xa0\x80]]>", 13);
  const std::string xml = render_junit(report);
  CHECK(xml.find("<script>") == std::string::npos);
  CHECK(xml.find('\x1b') == std::string::npos);
  CHECK(xml.find('\0') == std::string::npos);
  CHECK(xml.find("\xef\xbf\xbf") == std::string::npos);
  CHECK(xml == Part("&lt;script&gt;alert(1)&lt;/script&gt;|x\\x0a## hi"));
  CHECK(xml == Part("a\\x00b\xef\xbf\xbd\xef\xbf\xbd"));
}

}  // namespace
}  // namespace perfgate
