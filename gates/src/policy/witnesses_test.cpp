// SPDX-License-Identifier: Apache-2.0
// Witnesses are added to their rows, said in words, survive the JSON form, label a change of layout
// and never change a verdict.
#include "policy/test_results.h"

#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <vector>

namespace perfgate {
namespace {

GateReport slower_report() {
  return test::compare(test::noisy_set(1, 3, test::kQuiet),
                       test::noisy_set(2, 3, test::kQuiet, {1.2, 1.2}));
}

TEST_CASE("time up and counts flat is a suspect layout, time and counts up is not") {
  GateReport report = slower_report();
  REQUIRE(report.rows[0].verdict == RowVerdict::kRegressed);
  const SuiteVerdict verdict = report.verdict;
  add_witnesses(report, {{"bench/000", {{"instructions", "1", 1e9, 1.001e9, ""}}},
                         {"bench/001", {{"instructions", "1", 1e9, 1.2e9, ""}}},
                         {"bench/002", {{"instructions", "1", 1e9, 1e9, ""}}},
                         {"no such row", {{"instructions", "1", 1e9, 1e9, ""}}}});
  CHECK(test::any_mentions(report.rows[0].warnings, "layout suspect"));
  CHECK(test::any_mentions(report.rows[0].warnings,
                           "1e+09 in base, 1.001e+09 in candidate (+0.10 %)"));
  CHECK_FALSE(test::any_mentions(report.rows[1].warnings, "layout suspect"));
  CHECK(test::any_mentions(report.rows[1].warnings, "(+20.00 %)"));
  CHECK_FALSE(test::any_mentions(report.rows[2].warnings, "layout suspect"));
  CHECK(report.verdict == verdict);
  CHECK(report.rows[0].verdict == RowVerdict::kRegressed);
}

TEST_CASE("what could not be counted is absent with its reason, in words and in JSON") {
  GateReport report = slower_report();
  add_witnesses(report,
                {{"bench/000",
                  {{"instructions", "1", std::nullopt, std::nullopt, "valgrind is not installed"},
                   {"allocations", "1", 12.0, 18.0, ""},
                   {"allocated", "B", 900.0, 1048575.0, ""},
                   {"peak_rss", "B", 3145728.0, 6291456.0, ""}}}});
  CHECK(test::any_mentions(report.rows[0].warnings,
                           "witness instructions: valgrind is not installed"));
  CHECK(test::any_mentions(report.rows[0].warnings, "3.00 MiB in base, 6.00 MiB in candidate"));
  CHECK(test::any_mentions(report.rows[0].warnings, "12 in base, 18 in candidate (+50.00 %)"));
  CHECK(test::any_mentions(report.rows[0].warnings, "900 B in base, 1048575 B in candidate"));
  CHECK_FALSE(test::any_mentions(report.rows[0].warnings, "layout suspect"));
  const Json json = report_to_json(report);
  CHECK(json.at("rows")[0].at("witnesses")[0].at("base").is_null());
  CHECK_FALSE(json.at("rows")[1].contains("witnesses"));
  const auto valid = validate(json, "compare", "report");
  REQUIRE_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  const Result<GateReport> read = report_from_json(json, "report");
  REQUIRE(read);
  CHECK(report_to_json(*read) == json);
}

}  // namespace
}  // namespace perfgate
