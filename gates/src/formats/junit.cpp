// SPDX-License-Identifier: Apache-2.0
// JUnit XML as Jenkins and GitLab read it: testsuites, testsuite, testcase with failure, error or
// skipped. Written by hand: five elements, every text through xml_text.
#include "formats/row_outcome.h"
#include "formats/xml_text.h"
#include "report/row_text.h"

#include <perfgate/formats.h>

#include <fmt/format.h>

#include <vector>

namespace perfgate {
namespace {

using formats_detail::Outcome;
using formats_detail::outcome_of;
using formats_detail::xml_text;

struct JunitCase {
  std::string class_name, name;
  Outcome outcome = Outcome::kPassed;
  std::string type;     // of the outcome, one word
  std::string message;  // one line
  std::string output;   // system-out
};

struct JunitTotals {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(const JunitTotals& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
  }

  [[nodiscard]] std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="0")", tests,
                       failures, errors, skipped);
  }
};

JunitTotals totals_of(const std::vector<JunitCase>& cases) {
  JunitTotals totals;
  for (const JunitCase& each : cases) {
    ++totals.tests;
    totals.failures += each.outcome == Outcome::kFailed ? 1U : 0U;
    totals.errors += each.outcome == Outcome::kError ? 1U : 0U;
    totals.skipped += each.outcome == Outcome::kSkipped ? 1U : 0U;
  }
  return totals;
}

std::string outcome_element(const JunitCase& each) {
  const std::string message = xml_text(each.message);
  switch (each.outcome) {
    case Outcome::kFailed:
      return fmt::format("      <failure message=\"{0}\" type=\"{1}\">{0}</failure>\n", message,
                         xml_text(each.type));
    case Outcome::kError:
      return fmt::format("      <error message=\"{0}\" type=\"{1}\">{0}</error>\n", message,
                         xml_text(each.type));
    case Outcome::kSkipped:
      return fmt::format("      <skipped message=\"{}\"/>\n", message);
    case Outcome::kPassed:
      break;
  }
  return "";
}

std::string testcase(const JunitCase& each) {
  std::string text =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n{}",
                  xml_text(each.class_name), xml_text(each.name), outcome_element(each));
  if (!each.output.empty()) {
    text += "      <system-out>" + xml_text(each.output) + "</system-out>\n";
  }
  return text + "    </testcase>\n";
}

// The schema of Jenkins wants no zone: the time is UTC.
std::string timestamp_attribute(const GateReport& report) {
  std::string created = report.created;
  if (created.ends_with('Z')) {
    created.pop_back();
  }
  return created.empty() ? "" : " timestamp=\"" + xml_text(created) + "\"";
}

std::string testsuite(const char* name, const GateReport& report,
                      const std::vector<JunitCase>& cases) {
  std::string text = fmt::format("  <testsuite name=\"perfgate.{}\" {}{}>\n", name,
                                 totals_of(cases).attributes(), timestamp_attribute(report));
  for (const JunitCase& each : cases) {
    text += testcase(each);
  }
  return text + "  </testsuite>\n";
}

JunitCase verdict_case(const GateReport& report) {
  return {"perfgate.gate",    "verdict",
          outcome_of(report), suite_verdict_name(report.verdict),
          report.headline,    report_detail::counts_text(report.counts)};
}

JunitCase row_case(const ReportRow& row, const GateReport& report) {
  const std::string group = row.id.substr(0, row.id.find('/'));
  return {"perfgate.rows." + group,
          row.id + " (" + row.metric + ")",
          outcome_of(row, report),
          report_detail::verdict_text(row),
          formats_detail::explanation(row),
          report_detail::value_text(row.baseline.shown(), row.unit) + " -> " +
              report_detail::value_text(row.current.shown(), row.unit) + "; " +
              formats_detail::explanation(row)};
}

JunitCase slo_case(const SloResult& slo) {
  return {"perfgate.slos",
          slo.id,
          outcome_of(slo),
          slo_status_name(slo.status),
          formats_detail::explanation(slo),
          formats_detail::explanation(slo)};
}

}  // namespace

std::string render_junit(const GateReport& report) {
  const std::vector<JunitCase> gate = {verdict_case(report)};
  std::vector<JunitCase> rows;
  for (const ReportRow& row : report.rows) {
    rows.push_back(row_case(row, report));
  }
  std::vector<JunitCase> slos;
  for (const SloResult& slo : report.slos) {
    slos.push_back(slo_case(slo));
  }
  JunitTotals totals = totals_of(gate);
  totals.add(totals_of(rows));
  totals.add(totals_of(slos));
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format("<testsuites name=\"perfgate\" {}>\n", totals.attributes());
  text += testsuite("gate", report, gate);
  text += testsuite("rows", report, rows);
  if (!slos.empty()) {
    text += testsuite("slos", report, slos);
  }
  return text + "</testsuites>\n";
}

}  // namespace perfgate
