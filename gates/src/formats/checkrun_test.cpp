// SPDX-License-Identifier: Apache-2.0
// The body of a check run: members and limits of the public REST description.
#include "baseline/text_part.h"
#include "report/sample_reports.h"

#include <perfgate/formats.h>
#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <set>

namespace perfgate {
namespace {

Json checkrun(const GateReport& report, const CheckrunOptions& options = {}) {
  const Result<Json> json = parse_json(render_checkrun(report, options), "body");
  REQUIRE(json.has_value());
  return *json;
}

void check_annotation(const Json& annotation) {
  const std::set<std::string> levels = {"notice", "warning", "failure"};
  CHECK(annotation.at("path") == "perfgate.toml");
  CHECK(annotation.at("start_line") == 1);
  CHECK(annotation.at("end_line") == 1);
  CHECK(levels.contains(annotation.at("annotation_level").get<std::string>()));
  CHECK(annotation.at("title").get<std::string>().size() <= 255);
  CHECK(annotation.at("message").get<std::string>().size() <= 65535);
}

TEST_CASE("checkrun: conclusion of every verdict") {
  GateReport report = report_samples::failing();
  CHECK(checkrun(report).at("conclusion") == "failure");
  report.verdict = SuiteVerdict::kPass;
  CHECK(checkrun(report).at("conclusion") == "success");
  report.verdict = SuiteVerdict::kIncomparable;
  CHECK(checkrun(report).at("conclusion") == "action_required");
  CHECK(checkrun(report).at("output").at("annotations").empty());
  report.verdict = SuiteVerdict::kError;
  CHECK(checkrun(report).at("conclusion") == "failure");
  report.verdict = SuiteVerdict::kUndecided;
  report.exit_code = ExitCode::kUndecided;
  CHECK(checkrun(report).at("conclusion") == "action_required");
  report.exit_code = ExitCode::kPass;
  CHECK(checkrun(report).at("conclusion") == "neutral");
}

TEST_CASE("checkrun: members") {
  const std::string sha(40, 'a');
  const Json body = checkrun(report_samples::failing(), {sha, "perfgate.toml"});
  CHECK(body.at("name") == "perfgate");
  CHECK(body.at("status") == "completed");
  CHECK(body.at("completed_at") == "2025-10-04T00:00:00Z");
  CHECK(body.at("head_sha") == sha);
  CHECK(body.at("output").at("title").get<std::string>().starts_with("FAIL: "));
  CHECK(body.at("output").at("summary").get<std::string>().starts_with("## FAIL"));
  const Json& annotations = body.at("output").at("annotations");
  CHECK(annotations.size() == 5);  // failed, regressed, missing, blind, improved
  for (const Json& annotation : annotations) {
    check_annotation(annotation);
  }
  CHECK(annotations[0].at("annotation_level") == "failure");
  CHECK(annotations[4].at("annotation_level") == "notice");
}

TEST_CASE("checkrun: the commit of the report, or none at all") {
  GateReport report = report_samples::failing();
  report.current.commit = std::string(40, 'b');
  CHECK(checkrun(report).at("head_sha") == report.current.commit);
  CHECK(checkrun(report, {std::string(40, 'c'), "x"}).at("head_sha") == std::string(40, 'c'));
  report.current.commit = "fdf0361";
  CHECK_FALSE(checkrun(report).contains("head_sha"));
}

TEST_CASE("checkrun: limits hold for a huge and hostile report") {
  GateReport report = report_samples::large(3000, 200);
  report.headline = "FAIL: " + std::string(300, 'x') + "\xc3\xa9";
  report.rows.back().id = std::string(400, '/');
  const Json body = checkrun(report);
  CHECK(body.at("output").at("annotations").size() == 50);
  CHECK(body.at("output").at("summary").get<std::string>().size() <= 65535);
  CHECK(body.at("output").at("title").get<std::string>().size() == 255);
  for (const Json& annotation : body.at("output").at("annotations")) {
    check_annotation(annotation);
  }
  CHECK(checkrun(report_samples::hostile())
            .at("output")
            .at("title")
            .get<std::string>()
            .find('\x1b') == std::string::npos);
}

}  // namespace
}  // namespace perfgate
