// SPDX-License-Identifier: Apache-2.0
// JSON lines: put together again they are the JSON report.
#include "report/sample_reports.h"

#include <perfgate/formats.h>
#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <sstream>

namespace perfgate {
namespace {

std::vector<Json> json_lines(const std::string& text) {
  std::vector<Json> values;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const Result<Json> json = parse_json(line, "line");
    REQUIRE(json.has_value());
    values.push_back(*json);
  }
  return values;
}

TEST_CASE("jsonl: verdict, rows, SLOs; nothing is lost") {
  for (const GateReport& report : {report_samples::failing(), report_samples::hostile()}) {
    const std::vector<Json> lines = json_lines(render_jsonl(report));
    REQUIRE(lines.size() == 1 + report.rows.size() + report.slos.size());
    Json whole = lines.front();
    CHECK(whole.at("type") == "verdict");
    CHECK_FALSE(whole.contains("rows"));
    whole.erase("type");
    whole["rows"] = Json::array();
    whole["slos"] = Json::array();
    for (std::size_t i = 1; i < lines.size(); ++i) {
      Json record = lines[i];
      const std::string list = record.at("type") == "row" ? "rows" : "slos";
      record.erase("type");
      whole[list].push_back(record);
    }
    CHECK(dump_json(whole) == dump_json(report_to_json(report)));
  }
}

TEST_CASE("jsonl: a comparison has no SLOs") {
  const std::vector<Json> lines = json_lines(render_jsonl(report_samples::point()));
  CHECK(lines.size() == 4);
  CHECK(lines.back().at("type") == "row");
}

}  // namespace
}  // namespace perfgate
