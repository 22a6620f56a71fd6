// SPDX-License-Identifier: Apache-2.0
// add_slos: every objective of the configuration against the measured rows. An objective without a
// source or without a matching row is deferred, never met.
#include "policy/slo_sources.h"
#include "policy/suite_verdict.h"

#include <perfgate/gate_report.h>

#include <fmt/format.h>

namespace perfgate {
namespace {

SloResult evaluate(const Slo& slo, const GateReport& report, const ResultSet& current) {
  SloResult result;
  result.id = slo.id;
  result.title = slo.title;
  result.unit = slo.unit;
  result.target = fmt::format("{} {:g} {}", slo.op, slo.limit, slo.unit);
  if (!slo.deferred.empty() || slo.rows.empty()) {
    result.evidence = slo.deferred.empty() ? "no source is named" : slo.deferred;
    return result;
  }
  const Result<RowPattern> rows = RowPattern::compile(slo.rows);
  const Result<RowPattern> over = RowPattern::compile(slo.over);
  if (!rows || !over) {
    result.status = SloStatus::kUntestable;
    result.evidence = (rows ? over : rows).error().message;
  } else if (slo.metric == "worse_pct") {
    judge_changes(slo, *rows, report, result);
  } else if (!slo.over.empty()) {
    judge_ratios(slo, *rows, *over, current, report.policy, result);
  } else {
    judge_values(slo, *rows, current, report.policy, result);
  }
  return result;
}

}  // namespace

void add_slos(GateReport& report, const ResultSet& current, const Config& config) {
  report.schema = "perfgate/gate/1";
  report.slos.clear();
  for (const Slo& slo : config.slos) {
    report.slos.push_back(evaluate(slo, report, current));
  }
  decide_suite(report);
}

}  // namespace perfgate
