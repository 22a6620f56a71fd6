// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a small report with one row of each kind that a ledger shows.
#pragma once

#include <perfgate/gate_report.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdlib.h>
#include <string>
#include <utility>

namespace perfgate::test {

[[nodiscard]] inline ReportRow row(std::string id, RowVerdict verdict, double worse_pct) {
  ReportRow row;
  row.id = std::move(id);
  row.metric = "time";
  row.unit = "s";
  row.baseline = {5, 500, 1e-3, 1e-3, 0.01};
  row.current = {5, 500, 1e-3 * (1 + worse_pct / 100), 1e-3 * (1 + worse_pct / 100), 0.01};
  row.ratio = {1 + worse_pct / 100, 1 + worse_pct / 100 - 0.01, 1 + worse_pct / 100 + 0.01, 0.95,
               "test"};
  row.worse_pct = worse_pct;
  row.worse_lower_pct = worse_pct - 1;
  row.worse_upper_pct = worse_pct + 1;
  row.p_value = 0.001;
  row.p_adjusted = 0.01;
  row.mde_pct = 1;
  row.limit_pct = 5;
  row.verdict = verdict;
  row.reason = "test";
  return row;
}

[[nodiscard]] inline GateReport report() {
  GateReport report;
  report.schema = "perfgate/gate/1";
  report.created = "2026-11-20T09:00:00Z";
  report.verdict = SuiteVerdict::kFail;
  report.exit_code = ExitCode::kFailed;
  report.headline = "FAIL: 1 of 3 rows regressed";
  report.reasons = {"g/slow: +20.0 %"};
  report.evidence = Evidence::kMultiRun;
  report.family = 3;
  report.baseline = {"base.json", "baseline", "key", "2026-11-19T09:00:00Z", "", 5};
  report.current = {"runs/1", "run", "key", "2026-11-20T08:00:00Z", "", 5};
  report.rows = {row("g/slow", RowVerdict::kRegressed, 20),
                 row("g/same", RowVerdict::kEquivalent, 0.1),
                 row("g/fast", RowVerdict::kImproved, -15)};
  report.counts.rows = 3;
  report.counts.regressed = 1;
  report.counts.improved = 1;
  report.counts.equivalent = 1;
  SloResult met;
  met.id = "start";
  met.title = "Start-up";
  met.target = "<= 50 ms";
  met.actual = 20;
  met.unit = "ms";
  met.status = SloStatus::kMet;
  met.evidence = "worst of 2 rows";
  SloResult deferred = met;
  deferred.id = "health";
  deferred.actual.reset();
  deferred.status = SloStatus::kDeferred;
  deferred.evidence = "no server yet";
  report.slos = {met, deferred};
  return report;
}

}  // namespace perfgate::test
