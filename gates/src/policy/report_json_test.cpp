// SPDX-License-Identifier: Apache-2.0
// JSON of a report: valid against its schema, lossless, stable, and refused when damaged.
#include "policy/test_results.h"

#include <perfgate/files.h>
#include <perfgate/gate_report.h>
#include <perfgate/json.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace perfgate {
namespace {

using test::noisy_set;
using test::row_of;

// A report with every verdict that the comparison can give.
GateReport rich_report() {
  using test::kQuiet;
  ResultSet before = noisy_set(11, 6, kQuiet);
  ResultSet after = noisy_set(12, 6, kQuiet, {1.2, 0.8, 1.0, 1.12});
  before.rows[4].runs = noisy_set(13, 1, {5, 20, 0.1, 0.15}).rows[0].runs;
  before.rows.push_back(row_of("only/before", {{1, 2}}));
  after.rows.push_back(row_of("only/after", {{1, 2}}));
  after.rows[5].failure = "exit code 3";
  before.rows.push_back(row_of("single", {{1.0e-3, 1.01e-3, 1.02e-3}}));
  after.rows.push_back(row_of("single", {{1.0e-3, 1.015e-3, 1.03e-3}}));
  before.rows.push_back(row_of("zero", {{0, 0, 1}}));
  after.rows.push_back(row_of("zero", {{0, 1, 1}}));
  Config config;
  config.waivers = {{"bench/003", "time", 20, "2027-01-01", "ann", "7", "known"}};
  config.slos = default_slos();
  GateReport report = compare_result_sets(before, after, config, test::kNow);
  add_slos(report, after, config);
  return report;
}

// Numbers within 1e-9 relative (libm differs between machines), everything else equal.
bool alike(const Json& a, const Json& b) {
  if (a.is_number_float() && b.is_number()) {
    const double x = a.get<double>();
    const double y = b.get<double>();
    return std::abs(x - y) <= 1e-9 * std::max(1.0, std::abs(x));
  }
  if (a.type() != b.type() || a.size() != b.size()) {
    return a.is_number() && b.is_number() && a == b;
  }
  if (a.is_object()) {
    return std::all_of(a.items().begin(), a.items().end(), [&](const auto& item) {
      return b.contains(item.key()) && alike(item.value(), b.at(item.key()));
    });
  }
  if (a.is_array()) {
    return std::equal(a.begin(), a.end(), b.begin(), alike);
  }
  return a == b;
}

TEST_CASE("reports of both kinds fit their schema") {
  GateReport report = rich_report();
  const Result<void> gate = validate(report_to_json(report), "gate", "report");
  CHECK_MESSAGE(gate.has_value(), gate.error().message);
  report.schema = "perfgate/compare/1";
  report.slos.clear();
  const Result<void> compare = validate(report_to_json(report), "compare", "report");
  CHECK_MESSAGE(compare.has_value(), compare.error().message);
  const ResultSet set = noisy_set(1, 2, {});
  const Result<void> refused = validate(
      report_to_json(compare_result_sets(set, set, Config{}, test::kNow)), "compare", "report");
  CHECK_MESSAGE(refused.has_value(), refused.error().message);
}

TEST_CASE("nothing is lost on the way through text") {
  const Json json = report_to_json(rich_report());
  const std::string text = dump_json(json);
  const Result<Json> parsed = parse_json(text, "report");
  REQUIRE(parsed.has_value());
  const Result<GateReport> report = report_from_json(*parsed, "report");
  REQUIRE_MESSAGE(report.has_value(), report.error().message);
  CHECK(dump_json(report_to_json(*report)) == text);
  CHECK(report_to_json(*report) == json);
}

TEST_CASE("unknown members are allowed when reading") {
  Json json = report_to_json(rich_report());
  json["extra"] = 1;
  json["rows"][0]["extra"] = "x";
  CHECK(report_from_json(json, "report").has_value());
}

// Members that reports of older versions lack; a wrong type is still refused.
bool may_lack(const std::string& key) {
  return key == "calibration" || key == "attempts" || key == "paired" || key == "calibrated" ||
         key == "stale_waivers";
}

TEST_CASE("dropping or damaging any member is one sentence with its place") {
  const Json json = report_to_json(rich_report());
  for (const auto& item : json.items()) {
    const std::string& key = item.key();
    // Repeats of the policy, and the maker, are written for readers of the file only.
    if (key == "tool" || key == "seed" || key == "alpha" || key == "correction" ||
        key == "noise_band") {
      continue;
    }
    CAPTURE(key);
    Json without = json;
    without.erase(key);
    const Result<GateReport> lacking = report_from_json(without, "r.json");
    REQUIRE(lacking.has_value() == may_lack(key));
    CHECK((lacking || test::mentions(lacking.error().message, "r.json: /" + key)));
    Json wrong = json;
    wrong[key] = Json::array({1});
    CHECK(!report_from_json(wrong, "r.json").has_value());
  }
  for (const auto& item : json["rows"][0].items()) {
    const std::string& key = item.key();
    CAPTURE(key);
    Json without = json;
    without["rows"][0].erase(key);
    const Result<GateReport> lacking = report_from_json(without, "r.json");
    REQUIRE(lacking.has_value() == may_lack(key));
    CHECK((lacking || test::mentions(lacking.error().message, "r.json: /rows/0/" + key)));
    Json wrong = json;
    wrong["rows"][0][key] = Json::array({1});
    CHECK(!report_from_json(wrong, "r.json").has_value());
  }
  Json verdict = json;
  verdict["rows"][1]["verdict"] = "fine";
  const Result<GateReport> unknown = report_from_json(verdict, "r.json");
  REQUIRE(!unknown.has_value());
  CHECK(unknown.error().message == "r.json: /rows/1/verdict is missing or not a known name");
  CHECK(!report_from_json(Json(3), "r.json").has_value());
  Json code = json;
  code["exit_code"] = 77;
  CHECK(!report_from_json(code, "r.json").has_value());
}

TEST_CASE("the report equals the stored one") {
  const std::string path = PERFGATE_SOURCE_DIR "/gates/testdata/policy/gate.json";
  const Result<Json> golden = read_json_file(path);
  REQUIRE_MESSAGE(golden.has_value(), golden.error().message);
  Json fresh = report_to_json(rich_report());
  fresh["tool"] = golden->at("tool");  // the version moves on
  const bool equal = alike(*golden, fresh);
  if (!equal) {
    MESSAGE(dump_json(fresh));
  }
  CHECK(equal);
}

}  // namespace
}  // namespace perfgate
