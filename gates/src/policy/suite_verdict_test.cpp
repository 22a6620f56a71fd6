// SPDX-License-Identifier: Apache-2.0
// The suite as a whole: refusals, precedence, missing and failed rows, point figures, waivers,
// wording.
#include "policy/test_results.h"

#include <perfgate/gate_report.h>

#include <doctest/doctest.h>

#include <utility>

namespace perfgate {
namespace {

using test::any_mentions;
using test::compare;
using test::mentions;
using test::noisy_set;
using test::row_of;
using test::set_of;

using test::kLoud;
using test::kQuiet;

TEST_CASE("the same data on both sides is refused, whatever it holds") {
  for (const std::size_t runs : {1U, 5U}) {
    test::Noise noise = kQuiet;
    noise.runs = runs;
    ResultSet set = noisy_set(3, 25, noise);
    set.rows.push_back(row_of("constant", {{2, 2, 2}}));
    const GateReport report = compare(set, set);
    CHECK(report.verdict == SuiteVerdict::kIncomparable);
    CHECK(report.exit_code == ExitCode::kIncomparable);
    CHECK(report.headline ==
          "INCOMPARABLE: baseline and current hold the same measurements: all 26 rows are "
          "identical sample for sample; nothing was compared");
    CHECK(report.counts.regressed + report.counts.improved + report.counts.equivalent == 0);
  }
}

TEST_CASE("some identical rows are inconclusive; the others are compared") {
  const ResultSet before = noisy_set(3, 3, kQuiet);
  ResultSet after = noisy_set(4, 3, kQuiet);
  after.rows[1] = before.rows[1];
  const GateReport report = compare(before, after);
  CHECK(report.rows[1].verdict == RowVerdict::kInconclusive);
  CHECK(any_mentions(report.rows[1].warnings, "same measurements"));
  CHECK(report.family == 2);
  CHECK(report.rows[0].p_value);
  CHECK(!report.rows[1].p_value);
  CHECK(report.exit_code == ExitCode::kUndecided);
}

TEST_CASE("a baseline that contains the current run is pointed out") {
  const ResultSet before = noisy_set(3, 3, kQuiet);
  ResultSet after = noisy_set(4, 3, kQuiet);
  CHECK(!any_mentions(compare(before, after).warnings, "contains runs of current"));
  after.rows[2].runs = {before.rows[2].runs[4]};
  CHECK(any_mentions(compare(before, after).warnings, "1 of 3 tested rows share samples"));
}

TEST_CASE("constant rows alone are not the same measurement twice") {
  const ResultSet set = set_of({row_of("size", {{5, 5}})});
  CHECK(compare(set, set).verdict == SuiteVerdict::kPass);
}

TEST_CASE("another machine is refused with field and values") {
  ResultSet after = noisy_set(4, 2, kQuiet, {2});
  after.machine = test::machine_of("other cpu");
  const GateReport report = compare(noisy_set(3, 2, kQuiet), after);
  CHECK(report.exit_code == ExitCode::kIncomparable);
  CHECK(
      mentions(report.headline, "cpu_model is 'test cpu' in baseline and 'other cpu' in current"));
  CHECK(report.rows[0].verdict == RowVerdict::kInconclusive);
  CHECK(report.counts.regressed == 0);
  REQUIRE(!report.reasons.empty());
}

TEST_CASE("unknown machines and soft differences are warnings") {
  ResultSet after = noisy_set(4, 2, kQuiet);
  after.machine->soft["kernel"] = "6.2";
  const GateReport soft = compare(noisy_set(3, 2, kQuiet), after);
  CHECK(soft.verdict == SuiteVerdict::kPass);
  CHECK(any_mentions(soft.warnings, "kernel is '6.1' in baseline and '6.2' in current"));
  CHECK(soft.hardware.at("cpu_model") == "test cpu");
  CHECK(soft.hardware.at("kernel") == "6.2");
  after.machine.reset();
  const GateReport unknown = compare(noisy_set(3, 2, kQuiet), after);
  CHECK(unknown.verdict == SuiteVerdict::kPass);
  CHECK(any_mentions(unknown.warnings, "current does not say which machine"));
}

TEST_CASE("nothing in common is an input error") {
  ResultSet after = noisy_set(4, 1, kQuiet);
  after.rows[0].id = "other";
  const GateReport report = compare(noisy_set(3, 2, kQuiet), after);
  CHECK(report.verdict == SuiteVerdict::kError);
  CHECK(report.exit_code == ExitCode::kInput);
  CHECK(mentions(report.headline, "(2 only in baseline, 1 only in current)"));
  CHECK(compare(set_of({}), set_of({})).exit_code == ExitCode::kInput);
}

TEST_CASE("missing, new and failed rows") {
  const ResultSet before = noisy_set(3, 3, kQuiet);
  ResultSet after = noisy_set(4, 4, kQuiet);
  after.rows.erase(after.rows.begin());
  const GateReport missing = compare(before, after);
  CHECK(missing.exit_code == ExitCode::kFailed);
  CHECK(missing.rows[0].verdict == RowVerdict::kMissing);
  CHECK(missing.rows[3].verdict == RowVerdict::kNew);
  CHECK(missing.counts.added == 1);
  CHECK(mentions(missing.headline, "FAIL: 1 row of the baseline missing, first bench/000"));
  Config lenient;
  lenient.policy.missing = "warn";
  const GateReport warned = compare(before, after, lenient);
  CHECK(warned.exit_code == ExitCode::kPass);
  CHECK(any_mentions(warned.warnings, "1 row of the baseline missing"));

  ResultSet crashed = noisy_set(4, 3, kQuiet);
  crashed.rows[2].failure = "signal SIGSEGV";
  const GateReport failed = compare(before, crashed, lenient);
  CHECK(failed.exit_code == ExitCode::kFailed);
  CHECK(failed.rows[2].verdict == RowVerdict::kFailed);
  CHECK(mentions(failed.headline, "SIGSEGV"));
}

TEST_CASE("a failure outranks undecided rows, a refusal outranks a failure") {
  ResultSet before = noisy_set(3, 2, kQuiet);
  ResultSet after = noisy_set(4, 2, kQuiet, {1.3});
  before.rows[1].runs = noisy_set(5, 1, kLoud).rows[0].runs;
  after.rows[1].runs = noisy_set(6, 1, kLoud).rows[0].runs;
  const GateReport both = compare(before, after);
  CHECK(both.rows[1].verdict == RowVerdict::kBlind);
  CHECK(both.exit_code == ExitCode::kFailed);
  CHECK(both.reasons.size() == 2);  // the lesser problem is listed too
  after.machine = test::machine_of("other");
  CHECK(compare(before, after).exit_code == ExitCode::kIncomparable);
}

Row published(const std::string& id, double value) {
  Row row;
  row.id = id;
  row.metric = "throughput";
  row.unit = "1/s";
  row.direction = Direction::kHigherIsBetter;
  row.published = PublishedFigure{value, "doc.md:1"};
  return row;
}

TEST_CASE("published figures are classified, never significant, never a failure") {
  const ResultSet before = set_of({published("a", 100), published("b", 100), published("c", 100)});
  const GateReport report =
      compare(before, set_of({published("a", 80), published("b", 121.9), published("c", 98)}));
  CHECK(report.evidence == Evidence::kPoint);
  CHECK(report.rows[0].verdict == RowVerdict::kRegressed);
  CHECK(report.rows[0].suspected == RegressionClass::kCritical);
  CHECK(report.rows[0].reached == RegressionClass::kNone);
  CHECK(!report.rows[0].p_value);
  CHECK(!report.rows[0].worse_lower_pct);
  CHECK(report.rows[1].verdict == RowVerdict::kImproved);
  CHECK(std::abs(*report.rows[1].worse_pct + 21.9) <= 1e-9);
  CHECK(report.rows[2].verdict == RowVerdict::kInconclusive);
  CHECK(report.rows[2].within_limit);
  CHECK(report.exit_code == ExitCode::kUndecided);
  CHECK(report.family == 0);

  const GateReport fine =
      compare(before, set_of({published("a", 99), published("b", 121.9), published("c", 98)}));
  CHECK(fine.exit_code == ExitCode::kPass);
  CHECK(mentions(fine.headline, "point: published figures, nothing was tested"));
  CHECK(compare(set_of({published("a", 0)}), set_of({published("a", 1)})).exit_code ==
        ExitCode::kUndecided);
}

TEST_CASE("waivers: an expired one is a warning for the days of grace, then a failure") {
  const ResultSet before = noisy_set(3, 2, kQuiet);
  const ResultSet after = noisy_set(4, 2, kQuiet);
  Config config;
  const auto judged = [&](const std::string& expires, const std::string& row) {
    config.waivers = {{row, "time", 14, expires, "ann", "7", "known"}};
    return compare(before, after, config);  // on 2026-03-01
  };
  CHECK(judged("2026-03-01", "bench/000").exit_code == ExitCode::kPass);  // its last day
  CHECK(any_mentions(judged("2026-03-01", "bench/000").warnings,
                     "is not needed: the row is equivalent; remove it before 2026-03-01"));
  const GateReport warned = judged("2026-02-15", "bench/000");  // 14 days
  CHECK(warned.exit_code == ExitCode::kPass);
  CHECK(warned.stale_waivers.empty());
  CHECK(any_mentions(warned.warnings, "expired on 2026-02-15 and no longer counts: ann must"));
  for (const char* row : {"bench/000", "no such row"}) {  // an unused one ends in the same way
    const GateReport failed = judged("2026-02-14", row);
    CHECK(failed.exit_code == ExitCode::kFailed);
    CHECK(failed.headline == "FAIL: 1 waiver expired too long ago");
    REQUIRE(failed.stale_waivers.size() == 1);
    CHECK(any_mentions(failed.reasons, "expired on 2026-02-14, 15 days ago (at most 14"));
    const Result<GateReport> read = report_from_json(report_to_json(failed), "r.json");
    REQUIRE_MESSAGE(read.has_value(), read.error().message);
    CHECK(read->stale_waivers == failed.stale_waivers);
  }
  config.policy.waiver_grace_days = 0;
  CHECK(judged("2026-02-28", "bench/000").exit_code == ExitCode::kFailed);
  config.policy.waiver_grace_days = 400;
  CHECK(judged("2025-03-01", "bench/000").exit_code == ExitCode::kPass);
}

TEST_CASE("waivers: id and metric must be exact; missing, failed and blind rows are not waived") {
  const ResultSet before = noisy_set(3, 3, kQuiet);
  ResultSet after = noisy_set(4, 3, kQuiet, {1.12});
  Config config;
  for (const char* row : {"bench/00", "bench/0000", "BENCH/000", "bench/00.", ".*"}) {
    config.waivers = {{row, "time", 50, "2027-01-01", "ann", "", "known"}};
    CHECK(compare(before, after, config).rows[0].verdict == RowVerdict::kRegressed);
  }
  config.waivers = {{"bench/001", "time", 50, "2027-01-01", "ann", "", "known"},
                    {"bench/002", "time", 50, "2027-01-01", "ann", "", "known"}};
  after = noisy_set(4, 3, kQuiet);
  after.rows[2].failure = "crashed";
  after.rows.erase(after.rows.begin() + 1);
  const GateReport report = compare(before, after, config);
  CHECK(report.rows[1].verdict == RowVerdict::kMissing);
  CHECK(report.rows[2].verdict == RowVerdict::kFailed);
  CHECK(report.exit_code == ExitCode::kFailed);
  CHECK(any_mentions(report.warnings, "'bench/001' (time) is unused: the row is missing"));
  CHECK(any_mentions(report.warnings, "'bench/002' (time) cannot cover it: the row is failed"));
}

TEST_CASE("waivers: covered, exceeded, expired, unused") {
  const ResultSet before = noisy_set(3, 2, kQuiet);
  const ResultSet after = noisy_set(4, 2, kQuiet, {1.12});
  Config config;
  config.waivers = {{"bench/000", "time", 14, "2026-03-01", "ann", "7", "known"}};
  const GateReport covered = compare(before, after, config);
  CHECK(covered.rows[0].verdict == RowVerdict::kWaived);
  CHECK(mentions(covered.rows[0].reason, "ann"));
  CHECK(covered.counts.waived == 1);
  CHECK(covered.exit_code == ExitCode::kPass);
  CHECK(mentions(covered.headline, "1 row waived"));

  config.waivers[0].ceiling_pct = 8;
  const GateReport exceeded = compare(before, after, config);
  CHECK(exceeded.exit_code == ExitCode::kFailed);
  CHECK(any_mentions(exceeded.warnings, "does not cover it: 12."));
  CHECK(any_mentions(exceeded.warnings, "% worse, ceiling 8 %"));

  config.waivers[0].ceiling_pct = 14;
  config.waivers[0].expires = "2026-02-28";
  const GateReport expired = compare(before, after, config);
  CHECK(expired.exit_code == ExitCode::kFailed);
  CHECK(any_mentions(expired.warnings, "expired on 2026-02-28"));

  config.waivers = {{"bench/001", "time", 14, "2027-01-01", "ann", "", "known"},
                    {"bench/000", "memory", 14, "2027-01-01", "ann", "", "known"}};
  const GateReport unused = compare(before, after, config);
  CHECK(unused.exit_code == ExitCode::kFailed);
  CHECK(any_mentions(unused.warnings, "is not needed: the row is equivalent"));
  CHECK(any_mentions(unused.warnings, "is unused: there is no such row"));
}

TEST_CASE("ten significant rows on one side point at the baseline") {
  const std::vector<double> all_worse(12, 1.2);
  const GateReport report = compare(noisy_set(3, 12, kQuiet), noisy_set(4, 12, kQuiet, all_worse));
  CHECK(any_mentions(report.warnings, "all 12 significant rows are worse"));
  std::vector<double> mixed = all_worse;
  mixed[0] = 0.8;
  const GateReport both = compare(noisy_set(3, 12, kQuiet), noisy_set(4, 12, kQuiet, mixed));
  CHECK(!any_mentions(both.warnings, "significant rows"));
  CHECK(both.counts.regressed == 11);
}

TEST_CASE("order of rows, names of runs and repeated calls do not matter") {
  const ResultSet before = noisy_set(3, 6, {1, 30, 0.01, 0});
  const ResultSet after = noisy_set(4, 6, {1, 30, 0.01, 0});
  ResultSet shuffled = after;
  std::swap(shuffled.rows[0], shuffled.rows[5]);
  const Json one = report_to_json(compare(before, after));
  CHECK(one == report_to_json(compare(before, after)));
  CHECK(one == report_to_json(compare(before, shuffled)));
}

TEST_CASE("classes count compared rows by suspicion") {
  const ResultSet before = noisy_set(3, 6, kQuiet);
  const ResultSet after = noisy_set(4, 6, kQuiet, {1.2, 1.12, 1.07, 1.03, 0.99, 0.9});
  const GateReport report = compare(before, after);
  const std::map<std::string, std::size_t> expected{
      {"critical", 1}, {"major", 1}, {"minor", 1}, {"acceptable", 1}, {"none", 1}, {"improved", 1}};
  CHECK(report.classes == expected);
}

}  // namespace
}  // namespace perfgate
