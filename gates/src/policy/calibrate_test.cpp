// SPDX-License-Identifier: Apache-2.0
// Calibration from synthetic A/A runs with known spread and correlation, its JSON form, and what a
// comparison makes of it.
#include "policy/test_results.h"

#include <perfgate/calibration.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

namespace perfgate {
namespace {

using test::any_mentions;
using test::kNow;
using test::mentions;

// `rows` rows over `runs` runs; run levels follow an AR(1) process.
ResultSet aa_runs(std::uint64_t seed, std::size_t rows, std::size_t runs, double sd, double lag1) {
  stats::Rng rng(seed);
  std::vector<Row> all;
  for (std::size_t i = 0; i < rows; ++i) {
    double level = test::normal(rng);
    std::vector<std::vector<double>> values;
    for (std::size_t r = 0; r < runs; ++r) {
      values.push_back(test::log_normal(rng, 5, 1e-3 * std::exp(sd * level), 1e-5));
      level = lag1 * level + std::sqrt(1 - lag1 * lag1) * test::normal(rng);
    }
    all.push_back(test::row_of(fmt::format("bench/{:03}", i), values));
  }
  return test::set_of(std::move(all));
}

ResultSet one_run(std::uint64_t seed, double factor) {
  stats::Rng rng(seed);
  return test::set_of(
      {test::row_of("bench/000", {test::log_normal(rng, 50, 1e-3 * factor, 0.001)})});
}

TEST_CASE("spread and correlation are recovered") {
  const Result<Calibration> quiet = calibrate(aa_runs(1, 30, 60, 0.02, 0), {}, kNow);
  REQUIRE(quiet);
  CHECK(std::abs(quiet->typical_sd - 0.02) <= 0.002);
  CHECK(std::abs(quiet->typical_lag1) <= 0.08);
  CHECK(quiet->rows.size() == 30);
  CHECK(quiet->runs == 60);
  // Neighbouring independent runs differ by sqrt(2) of their spread.
  CHECK(std::abs(quiet->rows[0].paired_sd - 0.028) <= 0.012);
  const Result<Calibration> slow = calibrate(aa_runs(2, 30, 60, 0.02, 0.8), {}, kNow);
  REQUIRE(slow);
  CHECK(slow->typical_lag1 >= 0.6);
  CHECK(slow->rows[0].paired_sd < slow->rows[0].run_sd);
}

TEST_CASE("the gate judges itself on disjoint windows") {
  Config config;
  config.paired_rounds = 10;
  const Result<Calibration> calibration = calibrate(aa_runs(3, 10, 40, 0.01, 0), config, kNow);
  REQUIRE(calibration);
  CHECK(calibration->multi_run.comparisons == 4);
  CHECK(calibration->paired.comparisons == 2);
  CHECK(calibration->multi_run.rows == 40);
  CHECK(calibration->multi_run.red == 0);
  CHECK(std::abs(calibration->multi_run.suite_bound - (1 - std::pow(0.05, 0.25))) <= 1e-12);
  config.paired_rounds = 30;
  const Result<Calibration> few = calibrate(aa_runs(3, 10, 40, 0.01, 0), config, kNow);
  REQUIRE(few);
  CHECK(few->paired.comparisons == 1);
  CHECK(any_mentions(few->warnings, "20 rounds, configured are 30"));
}

TEST_CASE("rounds needed grow with the spread") {
  const Result<Calibration> quiet = calibrate(aa_runs(4, 10, 40, 0.005, 0), {}, kNow);
  const Result<Calibration> noisy = calibrate(aa_runs(4, 10, 40, 0.05, 0), {}, kNow);
  REQUIRE(quiet);
  REQUIRE(noisy);
  REQUIRE(quiet->rows[0].rounds_needed);
  REQUIRE(noisy->rows[0].rounds_needed);
  CHECK(*quiet->rows[0].rounds_needed >= 8);  // 2^-8 < 0.05 / 10 <= 2^-7
  CHECK(*noisy->rows[0].rounds_needed > 3 * *quiet->rows[0].rounds_needed);
  CHECK(*quiet->rows[0].paired_mde_pct < 5);
  CHECK(*noisy->rows[0].paired_mde_pct > 5);
  const Result<Calibration> wild = calibrate(aa_runs(4, 10, 40, 0.5, 0), {}, kNow);
  REQUIRE(wild);
  CHECK_FALSE(wild->rows[0].rounds_needed);
}

TEST_CASE("a single run is judged by the spread that A/A runs have shown") {
  const Result<Calibration> noisy = calibrate(aa_runs(5, 1, 40, 0.05, 0), {}, kNow);
  const Result<Calibration> quiet = calibrate(aa_runs(5, 1, 40, 0.002, 0), {}, kNow);
  REQUIRE(noisy);
  REQUIRE(quiet);
  const ResultSet before = one_run(1, 1);
  const ResultSet after = one_run(2, 1.06);
  const auto with = [&](const Calibration& calibration) {
    return compare_result_sets(before, after, {}, kNow, {false, &calibration});
  };
  const GateReport blurred = with(*noisy);
  CHECK(blurred.rows[0].verdict != RowVerdict::kRegressed);
  CHECK(*blurred.rows[0].worse_lower_pct < 0);
  CHECK(blurred.rows[0].calibrated.has_value());
  CHECK(mentions(blurred.calibration, "40 A/A runs"));
  const GateReport clear = with(*quiet);
  // The interval is narrow, and still one run a side cannot tell a spike from a change.
  CHECK(clear.rows[0].verdict == RowVerdict::kInconclusive);
  CHECK(*clear.rows[0].worse_lower_pct > 4);
  CHECK(mentions(clear.rows[0].ratio.method, "calibrated"));
}

TEST_CASE("correlated runs widen the interval") {
  const Result<Calibration> independent = calibrate(aa_runs(6, 12, 60, 0.01, 0), {}, kNow);
  const Result<Calibration> slow = calibrate(aa_runs(6, 12, 60, 0.01, 0.8), {}, kNow);
  REQUIRE(independent);
  REQUIRE(slow);
  const ResultSet before = aa_runs(7, 12, 5, 0.01, 0);
  const ResultSet after = aa_runs(8, 12, 5, 0.01, 0);
  const auto width = [&](const Calibration& calibration) {
    const GateReport report = compare_result_sets(before, after, {}, kNow, {false, &calibration});
    return *report.rows[0].ratio.upper - *report.rows[0].ratio.lower;
  };
  CHECK(width(*slow) > 1.5 * width(*independent));
}

TEST_CASE("a calibration of another machine is not used") {
  ResultSet runs = aa_runs(9, 3, 20, 0.01, 0);
  runs.machine = test::machine_of("another cpu");
  const Result<Calibration> other = calibrate(runs, {}, kNow);
  REQUIRE(other);
  const GateReport report =
      compare_result_sets(one_run(1, 1), one_run(2, 1), {}, kNow, {false, &*other});
  CHECK(report.calibration.empty());
  CHECK(any_mentions(report.warnings, "it was not used"));
}

TEST_CASE("age of calibration and baseline is said") {
  const Result<Calibration> old =
      calibrate(aa_runs(10, 1, 20, 0.01, 0), {}, "2025-12-01T00:00:00Z");
  REQUIRE(old);
  ResultSet before = one_run(1, 1);
  before.created = "2026-02-01T00:00:00Z";
  const GateReport report = compare_result_sets(before, one_run(2, 1), {}, kNow, {false, &*old});
  CHECK(any_mentions(report.warnings, "calibration is 90 days old"));
  CHECK(any_mentions(report.warnings, "baseline is 28 days old"));
}

TEST_CASE("the age of the baseline is in the intervals of unpaired rows") {
  const auto width = [](const char* then, bool paired) {
    test::Noise ten_runs;
    ten_runs.runs = 10;  // fewer rounds have no paired interval
    ResultSet before = test::noisy_set(21, 12, ten_runs);
    ResultSet after = test::noisy_set(22, 12, ten_runs);
    before.created = then;
    after.created = kNow;
    const GateReport report = compare_result_sets(before, after, {}, kNow, {paired, nullptr});
    return report.rows[0].ratio.upper.value() - report.rows[0].ratio.lower.value();
  };
  const double fresh = width(kNow, false);
  CHECK(width("2026-02-28T00:00:00Z", false) == fresh);
  CHECK(width("2025-03-01T00:00:00Z", false) > 1.5 * fresh);
  CHECK(width("never", false) == fresh);
  CHECK(width("2025-03-01T00:00:00Z", true) == width(kNow, true));
  ResultSet before = test::noisy_set(21, 12, test::kQuiet);
  // A year later the same finding is no finding.
  ResultSet slower = test::noisy_set(22, 12, test::kQuiet, {1.07});
  slower.created = kNow;
  before.created = kNow;
  CHECK(test::compare(before, slower).rows[0].verdict == RowVerdict::kRegressed);
  before.created = "2025-03-01T00:00:00Z";
  CHECK(test::compare(before, slower).rows[0].verdict != RowVerdict::kRegressed);
}

TEST_CASE("a calibration of another summary is not used, and that is said") {
  Result<Calibration> calibration = calibrate(aa_runs(31, 12, 40, 0.01, 0), {}, kNow);
  REQUIRE(calibration);
  CHECK(calibration->run_summary == "minimum");
  const auto report = [&] {
    return compare_result_sets(one_run(1, 1), one_run(2, 1), {}, kNow, {false, &*calibration});
  };
  CHECK(report().rows[0].calibrated.has_value());
  calibration->run_summary = "median";
  CHECK_FALSE(report().rows[0].calibrated.has_value());
  CHECK(test::any_mentions(report().warnings, "the calibration is of the median of a run"));
}

TEST_CASE("one run moves no further than single A/A runs of the suite are known to") {
  // One row of twelve has a spike of 40 %; the compared row itself never had one.
  ResultSet runs = aa_runs(31, 12, 40, 0.01, 0);
  for (double& value : runs.rows[5].runs[17].values) {
    value *= 1.4;
  }
  const Result<Calibration> spiky = calibrate(runs, {}, kNow);
  const Result<Calibration> calm = calibrate(aa_runs(31, 12, 40, 0.01, 0), {}, kNow);
  REQUIRE(spiky);
  REQUIRE(calm);
  CHECK(spiky->widest_range > 5 * calm->widest_range);
  const auto verdict = [](const Calibration& calibration, double factor) {
    return compare_result_sets(one_run(1, 1), one_run(2, factor), {}, kNow, {false, &calibration})
        .rows[0];
  };
  CHECK(verdict(*calm, 1.3).verdict == RowVerdict::kRegressed);
  const ReportRow doubtful = verdict(*spiky, 1.3);
  CHECK(doubtful.verdict == RowVerdict::kInconclusive);
  CHECK(mentions(doubtful.reason, "single runs of unchanged code may be"));
  // Beyond the widest seen: what has been seen is not all that can come.
  CHECK(verdict(*spiky, 1.7).verdict == RowVerdict::kInconclusive);
  CHECK(verdict(*spiky, 6).verdict == RowVerdict::kRegressed);
}

TEST_CASE("what cannot be calibrated is refused") {
  CHECK(mentions(calibrate(aa_runs(1, 2, 9, 0.01, 0), {}, kNow).error().message, "9 runs"));
  ResultSet nameless = aa_runs(1, 2, 12, 0.01, 0);
  nameless.machine.reset();
  CHECK(mentions(calibrate(nameless, {}, kNow).error().message, "which machine"));
  std::vector<std::vector<double>> constant(12, {1.0, 1.0});
  CHECK(mentions(calibrate(test::set_of({test::row_of("a/b", constant)}), {}, kNow).error().message,
                 "no row has a spread"));
}

TEST_CASE("JSON form: there and back, and refused when it lies") {
  const Result<Calibration> calibration = calibrate(aa_runs(11, 4, 20, 0.01, 0.3), {}, kNow);
  REQUIRE(calibration);
  const Json json = calibration_to_json(*calibration);
  const Result<Calibration> read = calibration_from_json(json, "c.json");
  REQUIRE(read);
  CHECK(calibration_to_json(*read) == json);
  CHECK(read->find("bench/002", "time") == &read->rows[2]);
  CHECK(read->find("bench/002", "speed") == nullptr);
  Json silent = json;
  silent["rows"][1]["run_sd"] = 0;
  CHECK(mentions(calibration_from_json(silent, "c.json").error().message, "with a spread"));
  Json twice = json;
  twice["rows"][1]["id"] = "bench/000";
  CHECK(mentions(calibration_from_json(twice, "c.json").error().message, "sorted"));
  Json other = json;
  other["schema"] = "perfgate/run/1";
  CHECK_FALSE(calibration_from_json(other, "c.json"));
}

}  // namespace
}  // namespace perfgate
