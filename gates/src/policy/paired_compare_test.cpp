// SPDX-License-Identifier: Apache-2.0
// Paired evidence through the comparison: false alarms, power, the summary that decides, one-sided
// Holm, reserved alpha, rounds that do not match, common shifts.
#include "policy/test_results.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

namespace perfgate {
namespace {

using test::any_mentions;
using test::kNow;
using test::mentions;

// Both sides share the drift of each round: what interleaving does.
struct PairedSets {
  ResultSet base, candidate;
};

PairedSets paired_sets(std::uint64_t seed, std::size_t rows, std::size_t rounds, double noise,
                       const std::vector<double>& factors = {}) {
  stats::Rng rng(seed);
  std::vector<Row> before;
  std::vector<Row> after;
  for (std::size_t i = 0; i < rows; ++i) {
    const double factor = i < factors.size() ? factors[i] : 1;
    std::vector<std::vector<double>> base;
    std::vector<std::vector<double>> now;
    for (std::size_t r = 0; r < rounds; ++r) {
      const double drift = 1e-3 * std::exp(0.1 * test::normal(rng));
      base.push_back(test::log_normal(rng, 10, drift * std::exp(noise * test::normal(rng)), 0.002));
      now.push_back(
          test::log_normal(rng, 10, drift * factor * std::exp(noise * test::normal(rng)), 0.002));
    }
    before.push_back(test::row_of(fmt::format("bench/{:03}", i), base));
    after.push_back(test::row_of(fmt::format("bench/{:03}", i), now));
  }
  return {test::set_of(std::move(before)), test::set_of(std::move(after))};
}

GateReport compare_paired(const PairedSets& sets, const Config& config = {}) {
  return compare_result_sets(sets.base, sets.candidate, config, kNow, {true, nullptr});
}

TEST_CASE("paired: unchanged code under heavy drift is never blocked") {
  std::size_t red = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const GateReport report = compare_paired(paired_sets(seed, 20, 12, 0.005));
    CHECK(report.evidence == Evidence::kPaired);
    red += report.verdict == SuiteVerdict::kFail ? 1 : 0;
  }
  CHECK(red == 0);
}

TEST_CASE("paired: a planted slowdown is found although every run drifts by more") {
  const GateReport report = compare_paired(paired_sets(3, 20, 12, 0.005, {1.1}));
  CHECK(report.verdict == SuiteVerdict::kFail);
  const ReportRow& row = report.rows.front();
  CHECK(row.verdict == RowVerdict::kRegressed);
  CHECK(row.reached == RegressionClass::kMinor);
  CHECK(std::abs(*row.worse_pct - 10) <= 1.5);
  CHECK(mentions(row.ratio.method, "trimmed mean"));
  REQUIRE(row.paired);
  CHECK(row.paired->rounds == 12);
  CHECK(row.paired->summary == "minimum");
  CHECK(row.paired->signs.lower.has_value());
  CHECK(row.paired->other.estimate.has_value());
  // The same numbers without pairing show nothing: the drift hides it.
  const PairedSets sets = paired_sets(3, 20, 12, 0.005, {1.1});
  CHECK(compare_result_sets(sets.base, sets.candidate, {}, kNow).rows.front().verdict !=
        RowVerdict::kRegressed);
}

TEST_CASE("paired: rounds that a neighbour stops do not hide a slowdown") {
  PairedSets sets = paired_sets(12, 20, 10, 0.005, {1.2});
  for (const std::size_t round : {2U, 7U}) {  // the base's rounds, all samples
    for (double& value : sets.base.rows[0].runs[round].values) {
      value *= 2;
    }
  }
  const GateReport shared = compare_paired(sets);
  CHECK(shared.rows[0].verdict == RowVerdict::kRegressed);
  CHECK(shared.rows[0].reached >= RegressionClass::kMajor);
  CHECK(*shared.rows[0].paired->ranks.lower < 1);  // the exact interval stands beside it
  CHECK(shared.counts.regressed == 1);
  // Nine rows are too few to share a spread: the exact tests decide, and cannot.
  sets.base.rows.resize(9);
  sets.candidate.rows.resize(9);
  const GateReport few = compare_paired(sets);
  CHECK(few.rows[0].verdict != RowVerdict::kRegressed);
  CHECK(mentions(few.rows[0].ratio.method, "signed rank"));
}

TEST_CASE("paired: the configured summary decides") {
  // Round r: the minimum says equal, the median says 20 % slower.
  std::vector<std::vector<double>> base;
  std::vector<std::vector<double>> now;
  for (int r = 0; r < 10; ++r) {
    const double level = 1e-3 * (1 + 0.01 * r);
    const double shift = 1 + 1e-4 * (r % 3);
    base.push_back({level, level * 1.01, level * 1.02});
    now.push_back({level * shift, level * 1.212 * shift, level * 1.25});
  }
  const PairedSets sets{test::set_of({test::row_of("a/b", base)}),
                        test::set_of({test::row_of("a/b", now)})};
  Config config;
  CHECK(compare_paired(sets, config).rows[0].verdict == RowVerdict::kEquivalent);
  config.policy.run_summary = "median";
  const GateReport median = compare_paired(sets, config);
  CHECK(median.rows[0].verdict == RowVerdict::kRegressed);
  CHECK(median.rows[0].paired->summary == "median");
  CHECK(std::abs(*median.rows[0].paired->other.estimate - 1) <= 0.001);
}

TEST_CASE("paired: ten rounds can block one of fifty rows, nine cannot") {
  const std::vector<double> slow{1.3};
  const GateReport ten = compare_paired(paired_sets(5, 50, 10, 0.002, slow));
  CHECK(ten.verdict == SuiteVerdict::kFail);
  const GateReport nine = compare_paired(paired_sets(5, 50, 9, 0.002, slow));
  CHECK(nine.rows[0].verdict == RowVerdict::kBlind);
  CHECK_FALSE(nine.rows[0].mde_pct.has_value());
  CHECK(nine.verdict == SuiteVerdict::kUndecided);
}

TEST_CASE("paired: the directions are separate families") {
  // Ten rows improve; the one that got worse must still pay for all fifty.
  std::vector<double> factors(11, 0.8);
  factors[0] = 1.2;
  const GateReport report = compare_paired(paired_sets(6, 50, 12, 0.002, factors));
  CHECK(report.rows[0].verdict == RowVerdict::kRegressed);
  CHECK(*report.rows[0].p_adjusted == doctest::Approx(50 * *report.rows[0].p_value));
  CHECK(report.rows[1].verdict == RowVerdict::kImproved);
}

TEST_CASE("paired: sides with different numbers of rounds are an input error") {
  PairedSets sets = paired_sets(7, 3, 6, 0.01);
  sets.candidate.run_names.pop_back();
  const GateReport report = compare_paired(sets);
  CHECK(report.verdict == SuiteVerdict::kError);
  CHECK(report.exit_code == ExitCode::kInput);
  CHECK(mentions(report.headline, "6 in baseline, 5 in current"));
}

TEST_CASE("paired: a round that one side lacks is left out, not shifted") {
  PairedSets sets = paired_sets(8, 2, 12, 0.002);
  std::vector<RunSamples>& runs = sets.candidate.rows[0].runs;
  runs.erase(runs.begin() + 3);
  const GateReport report = compare_paired(sets);
  CHECK(report.rows[0].paired->rounds == 11);
  CHECK(report.rows[0].verdict == RowVerdict::kEquivalent);
  CHECK(report.rows[1].paired->rounds == 12);
}

TEST_CASE("reserved alpha: rows of critical SLOs do not pay for the others") {
  Config config;
  Slo slo;
  slo.id = "startup";
  slo.rows = "^bench/000$";
  slo.metric = "time";
  slo.critical = true;
  config.slos = {slo};
  config.policy.reserved_share = 0.2;
  const PairedSets sets = paired_sets(9, 50, 8, 0.002, {1.2, 1.2});
  const GateReport report = compare_paired(sets, config);
  // 2^-8 = 0.0039 < 0.05 * 0.2, but not < 0.05 * 0.8 / 49.
  CHECK(report.rows[0].verdict == RowVerdict::kRegressed);
  CHECK(report.rows[1].verdict == RowVerdict::kBlind);
  CHECK(*report.rows[0].p_adjusted == doctest::Approx(5 * *report.rows[0].p_value));
  config.policy.reserved_share = 0;
  CHECK(compare_paired(sets, config).rows[0].verdict == RowVerdict::kBlind);
}

TEST_CASE("a shift that all rows share is named as such") {
  const GateReport shifted =
      compare_paired(paired_sets(10, 20, 12, 0.002, std::vector<double>(20, 1.04)));
  CHECK(any_mentions(shifted.warnings, "common shift: 20 of 20 rows are worse"));
  CHECK(any_mentions(shifted.warnings, "by 4."));
  const GateReport mixed =
      compare_paired(paired_sets(10, 20, 12, 0.002, std::vector<double>(10, 1.04)));
  CHECK_FALSE(any_mentions(mixed.warnings, "common shift"));
}

TEST_CASE("paired facts survive the JSON form") {
  const GateReport report = compare_paired(paired_sets(11, 2, 10, 0.002, {1.2}));
  const Json json = report_to_json(report);
  const Result<GateReport> read = report_from_json(json, "r.json");
  REQUIRE(read);
  CHECK(report_to_json(*read) == json);
  CHECK(read->rows[0].paired->signs.method == "median, sign exact");
}

}  // namespace
}  // namespace perfgate
