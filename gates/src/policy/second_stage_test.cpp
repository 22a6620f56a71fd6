// SPDX-License-Identifier: Apache-2.0
// The fixed second stage: which rows, decided by what, and what the report keeps of the first.
#include "policy/test_results.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace perfgate {
namespace {

using test::any_mentions;
using test::compare;
using test::Noise;
using test::noisy_set;

constexpr Noise kSteady{10, 10, 0.001, 0.001};

GateReport report_of(std::uint64_t seed, const std::vector<double>& factors) {
  return compare(noisy_set(seed, 6, kSteady), noisy_set(seed + 100, 6, kSteady, factors));
}

TEST_CASE("only blocking and undecided rows are measured again") {
  GateReport report = report_of(1, {1.2, 1, 0.8});
  report.rows[4].verdict = RowVerdict::kBlind;
  report.rows[5].verdict = RowVerdict::kFailed;
  CHECK(second_stage_rows(report) ==
        std::vector<std::string>{"bench/000\ntime", "bench/004\ntime"});
  report.verdict = SuiteVerdict::kIncomparable;
  CHECK(second_stage_rows(report).empty());
}

TEST_CASE("fresh data decide alone, for and against") {
  const GateReport first = report_of(2, {1.2, 1.2});
  REQUIRE(first.verdict == SuiteVerdict::kFail);
  const GateReport cleared = with_second_stage(first, report_of(3, {}));
  CHECK(cleared.verdict == SuiteVerdict::kPass);
  CHECK(cleared.rows[0].verdict == RowVerdict::kEquivalent);
  CHECK(any_mentions(cleared.rows[0].warnings, "the first found it regressed"));
  REQUIRE(cleared.attempts.size() == 2);
  CHECK(cleared.attempts[0].rows == 6);
  CHECK(cleared.attempts[1].rows == 2);
  CHECK(cleared.attempts[0].outcome == first.headline);
  const GateReport confirmed = with_second_stage(first, report_of(3, {1.2}));
  CHECK(confirmed.verdict == SuiteVerdict::kFail);
  CHECK(confirmed.counts.regressed == 1);
}

TEST_CASE("a second stage cannot fail a row that the first let pass") {
  const GateReport first = report_of(4, {1.2});
  const GateReport second = with_second_stage(first, report_of(5, {1, 1.3}));
  CHECK(second.verdict == SuiteVerdict::kPass);
  CHECK(second.rows[1].verdict == first.rows[1].verdict);
}

TEST_CASE("a row that the second stage lacks keeps its first verdict") {
  const GateReport first = report_of(6, {1.2});
  GateReport second = report_of(7, {});
  second.rows.erase(second.rows.begin());
  CHECK(with_second_stage(first, second).verdict == SuiteVerdict::kFail);
}

TEST_CASE("a second stage that was refused changes nothing but says so") {
  const GateReport first = report_of(8, {1.2});
  GateReport refused = report_of(9, {});
  refused.verdict = SuiteVerdict::kIncomparable;
  refused.headline = "INCOMPARABLE: other machine";
  const GateReport merged = with_second_stage(first, refused);
  CHECK(merged.verdict == SuiteVerdict::kFail);
  CHECK(any_mentions(merged.warnings, "other machine"));
}

}  // namespace
}  // namespace perfgate
