// SPDX-License-Identifier: Apache-2.0
// One case per rule of a row, on seeded synthetic samples.
#include "policy/test_results.h"

#include <perfgate/gate_report.h>

#include <doctest/doctest.h>

#include <string_view>

namespace perfgate {
namespace {

using test::compare;
using test::mentions;
using test::noisy_row;
using test::noisy_set;
using test::row_of;
using test::set_of;

// Baseline and current of one row; `change` multiplies current.
GateReport one_row(double change, const test::Noise& before, const test::Noise& after,
                   const Config& config = {}) {
  return compare(noisy_set(1, 1, before), noisy_set(2, 1, after, {change}), config);
}

using test::kLoud;
using test::kQuiet;
constexpr test::Noise kSingle{1, 100, 0.005, 0};

TEST_CASE("a planted slowdown of 10 % in low noise always fails") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    for (const std::size_t current_runs : {1U, 2U, 5U}) {
      test::Noise after = kQuiet;
      after.runs = current_runs;
      const GateReport report =
          compare(noisy_set(seed, 10, kQuiet), noisy_set(seed + 1000, 10, after, {1, 1, 1, 1.1}));
      CAPTURE(seed);
      CAPTURE(current_runs);
      CHECK(report.verdict == SuiteVerdict::kFail);
      CHECK(report.exit_code == ExitCode::kFailed);
      CHECK(report.rows[3].verdict == RowVerdict::kRegressed);
      CHECK(report.rows[3].reached >= RegressionClass::kMinor);
      CHECK(mentions(report.headline, "FAIL: bench/003 is worse by"));
    }
  }
}

TEST_CASE("a row that looks quieter than its suite does not block on a small shift") {
  const test::Noise loud{5, 20, 0.005, 0.03};
  const auto suite_of = [&](std::uint64_t seed, double shift) {
    stats::Rng rng(seed);
    std::vector<Row> rows{test::noisy_row("quiet", rng, shift, test::Noise{5, 20, 0.001, 0.001})};
    for (int i = 0; i < 12; ++i) {
      rows.push_back(test::noisy_row(fmt::format("row/{:02}", i), rng, 1, loud));
    }
    return set_of(rows);
  };
  const auto quiet_row = [&](double shift) {
    GateReport report = compare(suite_of(1, 1), suite_of(2, shift));
    const auto row = std::find_if(report.rows.begin(), report.rows.end(),
                                  [](const ReportRow& r) { return r.id == "quiet"; });
    return *row;
  };
  const ReportRow shifted = quiet_row(1.06);
  const double own_half = 2.306 * 0.1 * std::sqrt(0.4);  // percent: eight degrees of freedom
  CHECK(*shifted.worse_pct - 3 * own_half > 5);          // its own interval alone would block
  CHECK(*shifted.worse_lower_pct < 5);
  CHECK(shifted.reached < RegressionClass::kMinor);
  const ReportRow slowed = quiet_row(1.4);
  CHECK(slowed.verdict == RowVerdict::kRegressed);
  CHECK(slowed.reached == RegressionClass::kCritical);
}

TEST_CASE("same code measured twice in low noise passes and says how much could hide") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const GateReport report =
        compare(noisy_set(seed, 20, kQuiet), noisy_set(seed + 500, 20, kQuiet));
    CAPTURE(seed);
    CAPTURE(report.headline);
    CHECK(report.verdict == SuiteVerdict::kPass);
    CHECK(report.counts.regressed == 0);
    CHECK(mentions(report.headline, "PASS: no change larger than"));
    CHECK(mentions(report.headline, "% (95 %, whole suite of 20 rows; multi_run)"));
    CHECK(!mentions(report.headline, "no regression"));
  }
}

TEST_CASE("a row that never moves is bounded by zero, without a sign") {
  ResultSet still = set_of({row_of("a", {{1}, {1}, {1}, {1}, {1}})});
  still.rows[0].direction = Direction::kHigherIsBetter;
  const GateReport report = compare(still, still);
  CAPTURE(report.headline);
  CHECK(mentions(report.headline, "no change larger than 0.0 %"));
}

TEST_CASE("classes are those of the interval's good end; the point estimate is only suspected") {
  // The third smallest of the 25 ratios is 1.17 x 0.97 / 1 = 1.135.
  const GateReport report =
      compare(set_of({row_of("a", {{0.99}, {0.995}, {1}, {1.005}, {1.01}})}),
              set_of({row_of("a", {{1.1349}, {1.15245}, {1.17}, {1.18755}, {1.2051}})}));
  const ReportRow& row = report.rows[0];
  CHECK(row.verdict == RowVerdict::kRegressed);
  CHECK(row.suspected == RegressionClass::kCritical);
  CHECK(row.reached == RegressionClass::kMajor);
  REQUIRE(row.worse_lower_pct);
  CHECK(std::abs(*row.worse_lower_pct - 13.49) <= 1e-9);
  CHECK(std::abs(*row.worse_pct - 17) <= 1e-9);
  CHECK(mentions(row.reason, "investigate"));
  CHECK(mentions(one_row(1.4, kQuiet, kQuiet).rows[0].reason, "escalate (above 20 %)"));
}

TEST_CASE("the suite's bound is wider than the row's, on the worse side of either direction") {
  for (const Direction direction : {Direction::kLowerIsBetter, Direction::kHigherIsBetter}) {
    ResultSet before = noisy_set(1, 4, kQuiet);
    ResultSet after = noisy_set(2, 4, kQuiet);
    for (ResultSet* set : {&before, &after}) {
      for (Row& row : set->rows) {
        row.direction = direction;
      }
    }
    const GateReport report = compare(before, after);
    for (const ReportRow& row : report.rows) {
      CHECK(*row.suite_upper_pct > *row.worse_upper_pct);
      CHECK(*row.suite_upper_pct < 4);
    }
  }
}

TEST_CASE("every row has its own resamples") {
  ResultSet before = noisy_set(1, 2, kSingle);
  ResultSet after = noisy_set(2, 2, kSingle);
  before.rows[1].runs = before.rows[0].runs;
  after.rows[1].runs = after.rows[0].runs;
  const GateReport report = compare(before, after);
  CHECK(report.bootstrap_resamples == 10000);
  CHECK(report.rows[0].mean_change == report.rows[1].mean_change);
  CHECK(report.rows[0].mean_change_lower != report.rows[1].mean_change_lower);
  CHECK(*report.rows[0].mean_change_lower < *report.rows[0].mean_change_upper);
}

TEST_CASE("an improvement never fails and asks for a new baseline") {
  const GateReport report = one_row(0.8, kQuiet, kQuiet);
  CHECK(report.verdict == SuiteVerdict::kPass);
  CHECK(report.rows[0].verdict == RowVerdict::kImproved);
  CHECK(report.classes.at("improved") == 1);
  CHECK(mentions(report.rows[0].reason, "rebaseline?"));
  CHECK(test::any_mentions(report.warnings, "rebaseline?"));
  CHECK(mentions(report.headline, "PASS: every change is an improvement of at least"));
}

TEST_CASE("higher is better turns the sign") {
  const auto throughput = [](std::uint64_t seed, double factor) {
    ResultSet set = noisy_set(seed, 1, kQuiet, {factor});
    set.rows[0].metric = "throughput";
    set.rows[0].unit = "1/s";
    set.rows[0].direction = Direction::kHigherIsBetter;
    return set;
  };
  const GateReport slower = compare(throughput(1, 1), throughput(2, 0.8));
  CHECK(slower.rows[0].verdict == RowVerdict::kRegressed);
  CHECK(*slower.rows[0].worse_pct > 15);
  CHECK(*slower.rows[0].ratio.estimate < 1);
  CHECK(*slower.rows[0].worse_lower_pct < *slower.rows[0].worse_upper_pct);
  CHECK(slower.family == 1);
  CHECK(*slower.rows[0].suite_upper_pct == *slower.rows[0].worse_upper_pct);
  const GateReport faster = compare(throughput(1, 1), throughput(2, 1.2));
  CHECK(faster.rows[0].verdict == RowVerdict::kImproved);
}

TEST_CASE("one run: critical changes fail, smaller ones are capped with advice") {
  const GateReport critical = one_row(1.3, kSingle, kSingle);
  CHECK(critical.verdict == SuiteVerdict::kFail);
  CHECK(critical.evidence == Evidence::kSingleRun);
  const GateReport major = one_row(1.1, kSingle, kSingle);
  CHECK(major.verdict == SuiteVerdict::kUndecided);
  CHECK(major.exit_code == ExitCode::kUndecided);
  CHECK(major.rows[0].verdict == RowVerdict::kInconclusive);
  CHECK(major.rows[0].suspected == RegressionClass::kMinor);
  CHECK(test::any_mentions(major.rows[0].warnings, "perfgate run --rounds 5"));
  const GateReport better = one_row(0.93, kSingle, kSingle);
  CHECK(better.rows[0].verdict == RowVerdict::kInconclusive);
  CHECK(better.verdict == SuiteVerdict::kPass);
  CHECK(one_row(0.7, kSingle, kSingle).rows[0].verdict == RowVerdict::kImproved);
}

TEST_CASE("two to four baseline runs keep the cap but use run medians") {
  test::Noise three = kQuiet;
  three.runs = 3;
  const GateReport report = one_row(1.1, three, three);
  CHECK(report.evidence == Evidence::kSingleRun);
  CHECK(std::string_view(report.rows[0].ratio.method).substr(0, 7) == "student");
  CHECK(report.rows[0].verdict == RowVerdict::kInconclusive);
  CHECK(report.verdict == SuiteVerdict::kUndecided);
}

TEST_CASE("the method follows from runs and family alone") {
  const auto method = [](std::size_t runs, std::size_t rows) {
    test::Noise noise = kQuiet;
    noise.runs = runs;
    return compare(noisy_set(1, rows, noise), noisy_set(2, rows, noise)).rows[0].ratio.method;
  };
  CHECK(method(5, 1) == "hodges-lehmann, mann-whitney exact");  // 2/252 < 0.05
  CHECK(method(5, 9) == "student, pooled");                     // 2/252 > 0.0056
  CHECK(method(5, 10) == "student, spread shared by the suite");
  CHECK(method(8, 10) == "hodges-lehmann, mann-whitney exact");  // 2/12870
}

TEST_CASE("the figures beside a change are those that were compared") {
  const GateReport report = compare(noisy_set(1, 12, kLoud), noisy_set(2, 12, kLoud));
  const ReportRow& row = report.rows[0];
  REQUIRE(mentions(row.ratio.method, "student"));
  REQUIRE(row.baseline.level.has_value());
  CHECK(std::abs(*row.current.level / *row.baseline.level - *row.ratio.estimate) <= 1e-12);
  CHECK(*row.baseline.level < *row.baseline.median);  // minima
}

TEST_CASE("a change inside the noise band is equivalent, a small one is within the limit") {
  CHECK(one_row(1.005, kQuiet, kQuiet).rows[0].verdict == RowVerdict::kEquivalent);
  const GateReport small = one_row(1.03, kQuiet, kQuiet);
  CHECK(small.rows[0].verdict == RowVerdict::kRegressed);
  CHECK(small.rows[0].reached == RegressionClass::kAcceptable);
  CHECK(small.rows[0].within_limit);
  CHECK(small.verdict == SuiteVerdict::kPass);
  CHECK(small.classes.at("acceptable") == 1);
}

TEST_CASE("noise too large for the limit is blind and does not pass") {
  const GateReport report = one_row(1, kLoud, kLoud);
  CHECK(report.rows[0].verdict == RowVerdict::kBlind);
  REQUIRE(report.rows[0].mde_pct);
  CHECK(*report.rows[0].mde_pct > 5);
  CHECK(report.verdict == SuiteVerdict::kUndecided);
  Config tolerant;
  tolerant.policy.undecided = "warn";
  const GateReport warned = one_row(1, kLoud, kLoud, tolerant);
  CHECK(warned.verdict == SuiteVerdict::kPass);
  CHECK(test::any_mentions(warned.warnings, "1 row could not be decided"));
  CHECK(mentions(warned.headline, "1 row could not be tested at this budget"));
}

TEST_CASE("the limit of a row is the tolerance of its feature") {
  const auto labelled = [](std::uint64_t seed, double factor, const char* feature) {
    ResultSet set = noisy_set(seed, 1, kQuiet, {factor});
    set.rows[0].labels["feature"] = feature;
    return set;
  };
  const GateReport gpu = compare(labelled(1, 1, "gpu"), labelled(2, 1.075, "gpu"));
  CHECK(gpu.rows[0].limit_pct == 10);
  CHECK(gpu.rows[0].reached == RegressionClass::kMinor);
  CHECK(gpu.verdict == SuiteVerdict::kPass);
  const GateReport cpu = compare(labelled(1, 1, "cpu"), labelled(2, 1.075, "cpu"));
  CHECK(cpu.verdict == SuiteVerdict::kFail);
  const GateReport memory = compare(labelled(1, 1, "memory"), labelled(2, 1.04, "memory"));
  CHECK(memory.rows[0].limit_pct == 2);
  CHECK(memory.verdict == SuiteVerdict::kFail);
  const GateReport other = compare(labelled(1, 1, "npu"), labelled(2, 1.04, "npu"));
  CHECK(other.rows[0].limit_pct == 5);
  CHECK(other.verdict == SuiteVerdict::kPass);
}

TEST_CASE("the blocking class decides what fails") {
  Config config;
  config.policy.blocking = RegressionClass::kCritical;
  const GateReport major = one_row(1.12, kQuiet, kQuiet, config);
  CHECK(major.rows[0].verdict == RowVerdict::kRegressed);
  CHECK(major.verdict == SuiteVerdict::kPass);
  CHECK(one_row(1.3, kQuiet, kQuiet, config).verdict == SuiteVerdict::kFail);
  config.policy.blocking = RegressionClass::kAcceptable;
  CHECK(one_row(1.035, kQuiet, kQuiet, config).verdict == SuiteVerdict::kFail);
}

TEST_CASE("a regression that may or may not reach the blocking class is undecided") {
  const GateReport report = one_row(1.055, kQuiet, {5, 20, 0.005, 0.009});
  const ReportRow& row = report.rows[0];
  REQUIRE(row.verdict == RowVerdict::kRegressed);
  CHECK(row.reached == RegressionClass::kAcceptable);
  CHECK(!row.within_limit);
  CHECK(report.verdict == SuiteVerdict::kUndecided);
}

TEST_CASE("changes below the absolute floor do not block") {
  Config config;
  config.policy.floor_ns = 200000;  // 20 % of the 1 ms rows
  const GateReport below = one_row(1.1, kQuiet, kQuiet, config);
  CHECK(below.rows[0].verdict == RowVerdict::kEquivalent);
  CHECK(mentions(below.rows[0].reason, "absolute floor"));
  config.policy.floor_ns = 50000;
  CHECK(one_row(1.1, kQuiet, kQuiet, config).rows[0].verdict == RowVerdict::kRegressed);

  // Default: five clock steps per sample, shared by its iterations.
  const auto fast = [](double factor, double iterations) {
    Row row = row_of("fast", {{1, 1.01, 0.99}, {1.005}, {0.995}, {1.002}, {0.998}});
    for (RunSamples& run : row.runs) {
      for (double& value : run.values) {
        value *= 20e-9 * factor;
      }
      run.iters.assign(run.values.size(), iterations);
    }
    return set_of({row});
  };
  CHECK(compare(fast(1, 1), fast(1.1, 1)).verdict == SuiteVerdict::kPass);
  CHECK(compare(fast(1, 1000), fast(1.1, 1000)).verdict == SuiteVerdict::kFail);
}

TEST_CASE("rows without spread and accuracies follow the exact rule") {
  const auto fixed = [](double value, const char* unit, Direction direction) {
    Row row = row_of("size", {{value}, {value}});
    row.metric = "size";
    row.unit = unit;
    row.direction = direction;
    return set_of({row});
  };
  const auto verdict = [&](double a, double b, const char* unit, Direction direction) {
    return compare(fixed(a, unit, direction), fixed(b, unit, direction)).rows[0];
  };
  const Direction low = Direction::kLowerIsBetter;
  CHECK(verdict(1000, 1060, "B", low).verdict == RowVerdict::kRegressed);
  CHECK(!verdict(1000, 1060, "B", low).p_value);
  CHECK(verdict(1000, 1000, "B", low).verdict == RowVerdict::kEquivalent);
  CHECK(verdict(1000, 900, "B", low).verdict == RowVerdict::kImproved);
  CHECK(verdict(1000, 1030, "B", low).verdict == RowVerdict::kInconclusive);
  CHECK(verdict(1000, 1030, "B", low).within_limit);
  CHECK(verdict(0, 0, "1", low).verdict == RowVerdict::kEquivalent);
  CHECK(!verdict(0, 0, "1", low).ratio.estimate);
  CHECK(verdict(99.8, 90, "%", Direction::kHigherIsBetter).verdict == RowVerdict::kRegressed);
  CHECK(verdict(99.8, 99.7, "%", Direction::kHigherIsBetter).verdict == RowVerdict::kEquivalent);
  CHECK(compare(fixed(1000, "B", low), fixed(1060, "B", low)).verdict == SuiteVerdict::kFail);
}

TEST_CASE("one value on each side: nothing is known about the spread") {
  const auto single = [](double value, const char* unit) {
    Row row = row_of("one", {{value}});
    row.unit = unit;
    return set_of({row});
  };
  CHECK(compare(single(1, "s"), single(1.01, "s")).rows[0].verdict == RowVerdict::kBlind);
  CHECK(compare(single(1, "s"), single(1, "s")).exit_code == ExitCode::kUndecided);
  const GateReport size = compare(single(100, "B"), single(150, "B"));
  CHECK(size.rows[0].verdict == RowVerdict::kInconclusive);
  CHECK(size.exit_code == ExitCode::kUndecided);
  CHECK(compare(single(100, "B"), single(101, "B")).exit_code == ExitCode::kPass);
}

TEST_CASE("zero, negative and undefined values are undecided, never a pass") {
  for (const double bad : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    const GateReport report = compare(set_of({row_of("a", {{bad, bad, bad}})}),
                                      set_of({row_of("a", {{1e-3, 1.1e-3, 1.2e-3}})}));
    CAPTURE(bad);
    CHECK(report.rows[0].verdict == RowVerdict::kInconclusive);
    CHECK(!report.rows[0].ratio.estimate);
    CHECK(!report.rows[0].worse_pct);
    CHECK(!report.rows[0].warnings.empty());
    CHECK(report.exit_code == ExitCode::kUndecided);
  }
}

TEST_CASE("another ISA, thread count or unit is another measurement") {
  for (const char* label : {"isa", "threads"}) {
    ResultSet before = noisy_set(1, 1, kQuiet);
    ResultSet after = noisy_set(2, 1, kQuiet, {1.5});
    before.rows[0].labels[label] = "1";
    after.rows[0].labels[label] = "2";
    const GateReport report = compare(before, after);
    CHECK(report.rows[0].verdict == RowVerdict::kInconclusive);
    CHECK(mentions(report.rows[0].reason, "different"));
    CHECK(report.rows[0].warnings.size() == 1);
    CHECK(report.exit_code == ExitCode::kUndecided);
  }
  ResultSet bytes = noisy_set(2, 1, kQuiet);
  bytes.rows[0].unit = "B";
  CHECK(mentions(compare(noisy_set(1, 1, kQuiet), bytes).rows[0].reason, "different units"));
}

}  // namespace
}  // namespace perfgate
