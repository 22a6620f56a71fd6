// SPDX-License-Identifier: Apache-2.0
// What a receipt does to the verdict of a gate.
#include <perfgate/receipt.h>

#include <doctest/doctest.h>

using perfgate::add_receipts;
using perfgate::ExitCode;
using perfgate::GateReport;
using perfgate::SloStatus;
using perfgate::SuiteVerdict;

namespace {

TEST_CASE("receipt objective: accepted ones leave a pass a pass") {
  GateReport report;
  add_receipts(report, {{"a.json", {}, {{"unmeasured", "not bounded"}}}});
  REQUIRE(report.slos.size() == 1);
  CHECK(report.slos[0].id == "receipt:a.json");
  CHECK(report.slos[0].status == SloStatus::kMet);
  CHECK(report.slos[0].actual == 0.0);
  CHECK(report.verdict == SuiteVerdict::kPass);
  REQUIRE(report.warnings.size() == 1);
  CHECK(report.warnings[0] == "a.json: not bounded");
}

TEST_CASE("receipt objective: a refused one fails the gate and says why") {
  GateReport report;
  add_receipts(report, {{"a.json", {}, {}},
                        {"b.json", {{"mock", "kernel x pretends"}, {"time", "too long"}}, {}}});
  REQUIRE(report.slos.size() == 2);
  CHECK(report.slos[1].status == SloStatus::kBreached);
  CHECK(report.slos[1].actual == 2.0);
  CHECK(report.slos[1].evidence == "mock: kernel x pretends (and 1 more)");
  CHECK(report.verdict == SuiteVerdict::kFail);
  CHECK(report.exit_code == ExitCode::kFailed);
  REQUIRE(report.reasons.size() == 1);
  CHECK(report.reasons[0] == "SLO receipt:b.json breached: mock: kernel x pretends (and 1 more)");
  CHECK(report.headline.find("receipt:b.json") != std::string::npos);
}

TEST_CASE("receipt objective: a comparison that was refused stays refused") {
  GateReport report;
  report.verdict = SuiteVerdict::kIncomparable;
  report.exit_code = ExitCode::kIncomparable;
  report.headline = "NOT COMPARABLE: other machine";
  add_receipts(report, {{"b.json", {{"mock", "x"}}, {}}});
  CHECK(report.verdict == SuiteVerdict::kIncomparable);
  CHECK(report.slos.size() == 1);
  CHECK(report.headline == "NOT COMPARABLE: other machine");
}

TEST_CASE("receipt objective: none, nothing changes") {
  GateReport report;
  report.headline = "as it was";
  add_receipts(report, {});
  CHECK(report.headline == "as it was");
}

}  // namespace
