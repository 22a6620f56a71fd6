// SPDX-License-Identifier: Apache-2.0
// Hand-made reports for the tests of this folder: one per kind of verdict, with figures that can be
// checked by eye. Not built into the library.
#pragma once

#include <perfgate/gate_report.h>

#include <string>

namespace perfgate::report_samples {

inline ReportRow row(const std::string& id, double baseline, double current, RowVerdict verdict) {
  ReportRow result;
  result.id = id;
  result.metric = "time";
  result.unit = "s";
  result.baseline = {5, 500, baseline, baseline, 0.04};
  result.current = {5, 500, current, current, 0.03};
  const double ratio = current / baseline;
  result.ratio = {ratio, ratio - 0.02, ratio + 0.02, 0.95, "student, pooled"};
  result.worse_pct = (ratio - 1) * 100;
  result.worse_lower_pct = *result.worse_pct - 2;
  result.worse_upper_pct = *result.worse_pct + 2;
  result.p_value = 0.001;
  result.p_adjusted = 0.004;
  result.mde_pct = 1.5;
  result.limit_pct = 5;
  result.within_limit = *result.worse_upper_pct < result.limit_pct;
  result.verdict = verdict;
  return result;
}

/// A gate run with one of everything: exit code 1.
inline GateReport failing() {
  GateReport report;
  report.schema = "perfgate/gate/1";
  report.created = "2025-10-04T00:00:00Z";
  report.verdict = SuiteVerdict::kFail;
  report.exit_code = ExitCode::kFailed;
  report.headline =
      "FAIL: quantize/I2S/1024 time is 12.0 % worse, at least 10.0 % (95 %); 3 more reasons";
  report.reasons = {"quantize/I2S/1024 time: regressed, 12.0 % worse [10.0, 14.0]",
                    "quantize/TL1/1024: failed, SIGSEGV in round-02",
                    "dequantize/TL2/4096: missing in current",
                    "SLO Quantisation accuracy: 98.5 % is below 99 %"};
  report.evidence = Evidence::kMultiRun;
  report.family = 6;
  report.bootstrap_resamples = 1000;
  report.baseline = {"baselines/x86_64-abc/suite.json",
                     "baseline",
                     "x86_64-abc",
                     "2025-10-03T00:00:00Z",
                     "fdf0361",
                     5};
  report.current = {"runs/20251004", "run", "x86_64-abc", "2025-10-04T00:00:00Z", "", 5};
  report.hardware = {{"arch", "x86_64"}, {"cpu_model", "Example CPU | 2 GHz"}, {"cpus", "2"}};

  ReportRow regressed = row("quantize/I2S/1024", 1e-3, 1.12e-3, RowVerdict::kRegressed);
  regressed.reached = RegressionClass::kMinor;
  regressed.suspected = RegressionClass::kMajor;
  regressed.reason = "whole interval above 5 %";
  ReportRow improved = row("quantize/TL2/1024", 3e-4, 2.4e-4, RowVerdict::kImproved);
  ReportRow blind = row("quantize/I2S/262144", 4.49e-3, 4.6e-3, RowVerdict::kBlind);
  blind.mde_pct = 9.5;
  blind.reason = "detects 9.5 % at best, limit 5 %";
  blind.warnings = {"fewer than 10 samples"};
  ReportRow equal = row("dequantize/I2S/1024", 5e-4, 5.001e-4, RowVerdict::kEquivalent);
  equal.warnings = {"fewer than 10 samples"};
  ReportRow failed;
  failed.id = "quantize/TL1/1024";
  failed.metric = "time";
  failed.unit = "s";
  failed.limit_pct = 5;
  failed.verdict = RowVerdict::kFailed;
  failed.reason = "SIGSEGV in round-02";
  ReportRow missing = failed;
  missing.id = "dequantize/TL2/4096";
  missing.baseline = {5, 500, 8.1e-4, 8.1e-4, 0.02};
  missing.verdict = RowVerdict::kMissing;
  missing.reason = "in the baseline only";
  ReportRow added = failed;
  added.id = "quantize/QK256/1024";
  added.current = {5, 500, 8.1e-4, 8.1e-4, 0.02};
  added.verdict = RowVerdict::kNew;
  added.reason = "in current only";
  report.rows = {equal, missing, blind, regressed, failed, improved, added};
  report.counts = {7, 1, 1, 1, 0, 1, 1, 1, 1, 0};
  report.classes = {{"major", 1}, {"acceptable", 2}, {"improved", 1}};
  report.slos = {{"accuracy", "Quantisation accuracy", ">= 99 %", 98.5, 98.4, 98.6, "%",
                  SloStatus::kBreached, "worst of 3 rows: accuracy/TL1"},
                 {"time",
                  "Quantisation, each operation",
                  "< 10 s",
                  1.12e-3,
                  {},
                  {},
                  "s",
                  SloStatus::kMet,
                  "worst of 4 rows"},
                 {"gpu",
                  "GPU speed-up",
                  ">= 2 x",
                  {},
                  {},
                  {},
                  "x",
                  SloStatus::kDeferred,
                  "no GPU kernels are built yet"}};
  report.warnings = {"kernel differs: 6.1.0 and 6.1.1"};
  return report;
}

inline ReportRow published(const std::string& id, double baseline, double current) {
  ReportRow result = row(id, baseline, current, RowVerdict::kImproved);
  result.metric = "throughput";
  result.unit = "1/s";
  result.direction = Direction::kHigherIsBetter;
  result.baseline = {0, 0, baseline, {}, {}};
  result.current = {0, 0, current, {}, {}};
  result.ratio = {current / baseline, {}, {}, 0, "ratio of published figures"};
  result.worse_pct = (baseline / current - 1) * 100;
  result.worse_lower_pct = result.worse_upper_pct = {};
  result.p_value = result.p_adjusted = result.mde_pct = {};
  return result;
}

/// Published throughput of an earlier review: positive change is better.
inline GateReport point() {
  GateReport report;
  report.created = "2025-10-04T00:00:00Z";
  report.headline = "PASS: 3 of 3 published figures are better; nothing was tested (point)";
  report.evidence = Evidence::kPoint;
  report.baseline = {"history/old.json", "point", "", "", "", 0};
  report.current = {"history/new.json", "point", "", "", "", 0};
  report.rows = {published("quantization_sizes/I2S_quantize/1024", 561e3, 684.32e3),
                 published("quantization_sizes/TL1_quantize/1024", 841e3, 1.054e6),
                 published("dequantization_sizes/I2S_dequantize/262144", 43.8e6, 58.4e6)};
  report.counts.rows = report.counts.improved = 3;
  report.classes = {{"none", 3}, {"improved", 3}};
  return report;
}

/// Names and reasons that try to become markup, commands or escape codes.
inline GateReport hostile() {
  GateReport report = failing();
  const std::string evil = "<script>alert(1)</script>|x\n## hi `code` @user #12 \x1b[31mred\x07";
  report.headline = "FAIL: " + evil;
  report.reasons = {evil};
  report.warnings = {evil};
  report.hardware = {{evil, evil}};
  report.baseline.path = report.current.commit = report.current.kind = evil;
  for (ReportRow& each : report.rows) {
    each.id = evil + each.id;
    each.metric = each.unit = each.reason = each.ratio.method = evil;
    each.warnings = {evil};
  }
  for (SloResult& slo : report.slos) {
    slo.title = slo.target = slo.evidence = slo.unit = evil;
  }
  return report;
}

/// `rows` rows of which the last `regressed` are worse.
inline GateReport large(std::size_t rows, std::size_t regressed) {
  GateReport report = failing();
  report.rows.clear();
  for (std::size_t i = 0; i < rows; ++i) {
    const bool bad = i + regressed >= rows;
    report.rows.push_back(row("group/function/" + std::to_string(i), 1e-3, bad ? 1.2e-3 : 1e-3,
                              bad ? RowVerdict::kRegressed : RowVerdict::kEquivalent));
  }
  report.counts = {};
  report.counts.rows = rows;
  report.counts.regressed = regressed;
  report.counts.equivalent = rows - regressed;
  return report;
}

}  // namespace perfgate::report_samples
