// SPDX-License-Identifier: Apache-2.0
// Service-level objectives: each source, units, worst of many, and everything that must not count
// as met.
#include "policy/test_results.h"

#include <perfgate/gate_report.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace perfgate {
namespace {

using test::mentions;
using test::noisy_set;
using test::row_of;
using test::set_of;

using test::kQuiet;

Slo slo_of(const std::string& rows, const std::string& metric, const std::string& op, double limit,
           const std::string& unit) {
  return {"id", "title", rows, metric, op, limit, unit, "", ""};
}

GateReport gate(const Slo& slo, const ResultSet& current, const ResultSet& baseline,
                Config config = {}) {
  config.slos = {slo};
  GateReport report = compare_result_sets(baseline, current, config, test::kNow);
  add_slos(report, current, config);
  REQUIRE(report.slos.size() == 1);
  CHECK(report.schema == "perfgate/gate/1");
  return report;
}

// Against a baseline that was 1 % faster: the objective is what matters.
GateReport gate(const Slo& slo, const ResultSet& current) {
  ResultSet baseline = current;
  for (Row& row : baseline.rows) {
    row.failure.clear();
    for (RunSamples& run : row.runs) {
      for (double& value : run.values) {
        value *= 0.99;
      }
    }
  }
  return gate(slo, current, baseline);
}

TEST_CASE("a value is judged on the bad end of the interval of its run medians") {
  // Run medians 9.5, 10, 10.5 ms: Student interval on logs about 8.8 to 11.3 ms.
  const ResultSet current = set_of({row_of("x", {{9.5e-3}, {10e-3}, {10.5e-3}})});
  const GateReport wide = gate(slo_of("^x$", "time", "<=", 12, "ms"), current);
  CHECK(wide.slos[0].status == SloStatus::kMet);
  CHECK(std::abs(*wide.slos[0].actual - 10) <= 1e-9);
  CHECK(*wide.slos[0].upper > 11);
  CHECK(wide.slos[0].target == "<= 12 ms");
  const GateReport tight = gate(slo_of("^x$", "time", "<=", 10.8, "ms"), current);
  CHECK(tight.slos[0].status == SloStatus::kUntestable);
  CHECK(gate(slo_of("^x$", "time", "<", 10.8, "ms"), current).slos[0].status ==
        SloStatus::kUntestable);
  CHECK(gate(slo_of("^x$", "time", ">=", 9.2, "ms"), current).slos[0].status ==
        SloStatus::kUntestable);
  const GateReport over = gate(slo_of("^x$", "time", "<=", 9.9, "ms"), current);
  CHECK(over.slos[0].status == SloStatus::kBreached);
  CHECK(over.exit_code == ExitCode::kFailed);
  CHECK(gate(slo_of("^x$", "time", ">", 10.1, "ms"), current).slos[0].status ==
        SloStatus::kBreached);
  CHECK(gate(slo_of("^x$", "time", ">", 8, "ms"), current).slos[0].status == SloStatus::kMet);
}

TEST_CASE("one run is judged on its median, in every unit of time") {
  const ResultSet current = set_of({row_of("x", {{9e-6, 10e-6, 40e-6}})});
  const std::pair<double, std::string> limits[] = {
      {10e-6, "s"}, {10e-3, "ms"}, {10, "us"}, {10000, "ns"}};
  for (const std::pair<double, std::string>& limit_and_unit : limits) {
    const double limit = limit_and_unit.first;
    const std::string& unit = limit_and_unit.second;
    CAPTURE(unit);
    CHECK(gate(slo_of("x", "time", "<=", limit * (1 + 1e-9), unit), current).slos[0].status ==
          SloStatus::kMet);
    CHECK(gate(slo_of("x", "time", "<", limit * (1 - 1e-9), unit), current).slos[0].status ==
          SloStatus::kBreached);
  }
}

TEST_CASE("every matching row must meet it; the worst one is shown") {
  const ResultSet current =
      set_of({row_of("x/1", {{1.0}}), row_of("x/2", {{3.0}}), row_of("y", {{9.0}})});
  const GateReport report = gate(slo_of("^x/", "time", "<", 2, "s"), current);
  CHECK(report.slos[0].status == SloStatus::kBreached);
  CHECK(report.slos[0].actual == std::optional<double>(3));
  CHECK(mentions(report.slos[0].evidence, "worst of 2 rows: x/2"));
  CHECK(gate(slo_of("^x/", "time", "<", 4, "s"), current).slos[0].status == SloStatus::kMet);
}

TEST_CASE("no source, no row, wrong unit and failed rows are never met") {
  ResultSet current = set_of({row_of("x", {{1.0}})});
  Slo deferred = slo_of("", "time", "<", 2, "s");
  deferred.deferred = "nothing measures it";
  const GateReport later = gate(deferred, current);
  CHECK(later.slos[0].status == SloStatus::kDeferred);
  CHECK(later.slos[0].evidence == "nothing measures it");
  CHECK(gate(slo_of("", "time", "<", 2, "s"), current).slos[0].status == SloStatus::kDeferred);
  CHECK(gate(slo_of("nope", "time", "<", 2, "s"), current).slos[0].status == SloStatus::kDeferred);
  CHECK(gate(slo_of("x", "memory", "<", 2, "s"), current).slos[0].status == SloStatus::kDeferred);
  const GateReport unit = gate(slo_of("x", "time", "<", 2, "B"), current);
  CHECK(unit.slos[0].status == SloStatus::kUntestable);
  CHECK(mentions(unit.slos[0].evidence, "unit s is not B"));
  current.rows[0].failure = "crashed";
  CHECK(gate(slo_of("x", "time", "<", 2, "s"), current).slos[0].status == SloStatus::kUntestable);
  current.rows[0].failure.clear();
  current.rows[0].runs[0].values = {std::nan("")};
  CHECK(gate(slo_of("x", "time", "<", 2, "s"), current).slos[0].status == SloStatus::kUntestable);
}

TEST_CASE("worse_pct comes from the comparison, on the interval's upper end") {
  const ResultSet before = noisy_set(1, 3, kQuiet);
  const Slo slo = slo_of(".*", "worse_pct", "<=", 5, "%");
  const GateReport fine = gate(slo, noisy_set(2, 3, kQuiet), before);
  CHECK(fine.slos[0].status == SloStatus::kMet);
  CHECK(fine.exit_code == ExitCode::kPass);
  const GateReport worse = gate(slo, noisy_set(2, 3, kQuiet, {1, 1.1}), before);
  CHECK(worse.slos[0].status == SloStatus::kBreached);
  CHECK(mentions(worse.slos[0].evidence, "bench/001 (regressed)"));
  const GateReport loud = gate(slo, noisy_set(2, 3, {5, 20, 0.1, 0.15}), before);
  CHECK(loud.slos[0].status == SloStatus::kUntestable);
  CHECK(loud.exit_code == ExitCode::kUndecided);
  // A blind row is not judged even where its interval would do.
  const Slo generous = slo_of(".*", "worse_pct", "<=", 1000, "%");
  CHECK(gate(generous, noisy_set(2, 3, {5, 20, 0.1, 0.15}), before).slos[0].status ==
        SloStatus::kUntestable);
  // One run cannot breach by a change below critical: the row itself is capped.
  const GateReport capped =
      gate(slo, noisy_set(2, 3, {1, 100, 0.005, 0}, {1.1}), noisy_set(1, 3, {1, 100, 0.005, 0}));
  CHECK(capped.slos[0].status == SloStatus::kUntestable);
  CHECK(capped.exit_code == ExitCode::kUndecided);
}

TEST_CASE("waived rows do not breach; refused comparisons cannot be judged") {
  const ResultSet before = noisy_set(1, 2, kQuiet);
  ResultSet after = noisy_set(2, 2, kQuiet, {1.1});
  const Slo slo = slo_of(".*", "worse_pct", "<=", 5, "%");
  Config config;
  config.waivers = {{"bench/000", "time", 20, "2027-01-01", "ann", "", "known"}};
  const GateReport waived = gate(slo, after, before, config);
  CHECK(waived.slos[0].status == SloStatus::kMet);
  CHECK(mentions(waived.slos[0].evidence, "1 waived"));
  CHECK(waived.exit_code == ExitCode::kPass);
  after.machine = test::machine_of("other");
  const GateReport refused = gate(slo, after, before);
  CHECK(refused.slos[0].status == SloStatus::kUntestable);
  CHECK(refused.exit_code == ExitCode::kIncomparable);
}

TEST_CASE("speed-up: ratio of medians, paired by the group of both patterns") {
  const ResultSet current =
      set_of({row_of("cpu/a", {{10.0}, {10.2}, {9.8}}), row_of("cpu/b", {{10.0}, {10.2}, {9.8}}),
              row_of("gpu/a", {{2.0}, {2.02}, {1.98}}), row_of("gpu/b", {{4.0}, {4.04}, {3.96}})});
  Slo slo = slo_of("^cpu/(.*)$", "time", ">=", 2, "x");
  slo.over = "^gpu/(.*)$";
  const GateReport report = gate(slo, current);
  CHECK(report.slos[0].status == SloStatus::kMet);
  CHECK(std::abs(*report.slos[0].actual - 2.5) <= 1e-9);
  CHECK(*report.slos[0].lower > 2.3);
  CHECK(mentions(report.slos[0].evidence, "cpu/b over gpu/b"));
  slo.limit = 2.45;  // met by the medians, not by the lower end
  CHECK(gate(slo, current).slos[0].status == SloStatus::kUntestable);
  slo.limit = 2.55;
  CHECK(gate(slo, current).slos[0].status == SloStatus::kBreached);
  slo.rows = "^cpu/";
  slo.over = "^gpu/";
  CHECK(gate(slo, current).slos[0].status == SloStatus::kUntestable);
  slo.rows = "^cpu/a$";
  slo.over = "^gpu/a$";
  slo.limit = 4;
  CHECK(gate(slo, current).slos[0].status == SloStatus::kMet);
  slo.over = "^tpu/";
  CHECK(gate(slo, current).slos[0].status == SloStatus::kDeferred);
}

TEST_CASE("adding objectives twice gives the same report") {
  const ResultSet before = noisy_set(1, 3, kQuiet);
  const ResultSet after = noisy_set(2, 3, kQuiet, {1.2});
  Config config;
  config.slos = default_slos();
  GateReport report = compare_result_sets(before, after, config, test::kNow);
  add_slos(report, after, config);
  const Json once = report_to_json(report);
  add_slos(report, after, config);
  CHECK(once == report_to_json(report));
  CHECK(report.slos.size() == 11);
  CHECK(mentions(report.headline, "FAIL: bench/000 is worse by"));
  CHECK(mentions(report.headline, "1 SLO breached, first cpu_regression"));
}

}  // namespace
}  // namespace perfgate
