// SPDX-License-Identifier: Apache-2.0
// GateReport from JSON: the inverse of report_to_json. Checks types and names, not the arithmetic:
// a stored report is rendered again, not judged again.
#include "policy/json_members.h"
#include "policy/names.h"

#include <perfgate/gate_report.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace perfgate {
namespace {

void read_policy_members(const JsonMembers& json, Policy& policy) {
  json.number("alpha", policy.alpha);
  json.number("noise_band", policy.noise_band);
  json.number("power", policy.power);
  json.number("minor_pct", policy.minor_pct);
  json.number("major_pct", policy.major_pct);
  json.number("critical_pct", policy.critical_pct);
  json.number("investigate_pct", policy.investigate_pct);
  json.number("escalate_pct", policy.escalate_pct);
  json.named("blocking", policy.blocking, class_from);
  json.number("floor_ns", policy.floor_ns);
  json.text("undecided", policy.undecided);
  json.text("missing", policy.missing);
  json.whole("seed", policy.seed);
  if (json.has("run_summary")) {
    json.text("run_summary", policy.run_summary);
    json.number("reserved_share", policy.reserved_share);
    json.flag("second_stage", policy.second_stage);
  }
  policy.tolerance_pct.clear();
  json.number_map("tolerance_pct", policy.tolerance_pct);
}

void read_counts(const JsonMembers& json, Counts& counts) {
  json.count("rows", counts.rows);
  json.count("regressed", counts.regressed);
  json.count("improved", counts.improved);
  json.count("equivalent", counts.equivalent);
  json.count("inconclusive", counts.inconclusive);
  json.count("blind", counts.blind);
  json.count("missing", counts.missing);
  json.count("new", counts.added);
  json.count("failed", counts.failed);
  json.count("waived", counts.waived);
}

void read_info(const JsonMembers& json, SideInfo& side) {
  json.text("path", side.path);
  json.text("kind", side.kind);
  json.count("runs", side.runs);
  json.text("machine_key", side.machine_key);
  json.text("created", side.created);
  json.text("commit", side.commit);
}

void read_side(const JsonMembers& json, SideSummary& side) {
  json.count("runs", side.runs);
  json.count("samples", side.samples);
  json.number("median", side.median);
  json.number("mean", side.mean);
  json.number("cv", side.cv);
  if (json.has("level")) {  // older reports print medians
    json.number("level", side.level);
  }
}

void read_ratio(const JsonMembers& json, RatioInterval& ratio) {
  json.number("estimate", ratio.estimate);
  json.number("lower", ratio.lower);
  json.number("upper", ratio.upper);
  json.number("confidence", ratio.confidence);
  json.text("method", ratio.method);
}

void read_paired(const JsonMembers& json, PairedFacts& facts) {
  json.count("rounds", facts.rounds);
  json.text("summary", facts.summary);
  read_ratio(json.object("signed_rank"), facts.ranks);
  read_ratio(json.object("sign"), facts.signs);
  read_ratio(json.object("other_summary"), facts.other);
  json.flag("skewed", facts.skewed);
  json.flag("two_modes", facts.two_modes);
}

void read_calibrated(const JsonMembers& json, CalibratedFacts& facts) {
  json.number("run_sd_pct", facts.run_sd_pct);
  json.number("lag1", facts.lag1);
  json.count("runs", facts.runs);
}

void read_witnesses(const JsonMembers& json, std::vector<Witness>& witnesses) {
  for (const JsonMembers& entry : json.objects("witnesses")) {
    Witness& witness = witnesses.emplace_back();
    entry.text("name", witness.name);
    entry.text("unit", witness.unit);
    entry.number("base", witness.base);
    entry.number("candidate", witness.candidate);
    entry.text("missing", witness.missing);
  }
}

void read_attempts(const JsonMembers& json, std::vector<Attempt>& attempts) {
  for (const JsonMembers& entry : json.objects("attempts")) {
    Attempt& attempt = attempts.emplace_back();
    entry.text("path", attempt.path);
    entry.count("rows", attempt.rows);
    entry.text("outcome", attempt.outcome);
  }
}

ReportRow read_row(const JsonMembers& json) {
  ReportRow row;
  json.text("id", row.id);
  json.text("metric", row.metric);
  json.text("unit", row.unit);
  json.named("direction", row.direction, direction_from_name);
  read_side(json.object("baseline"), row.baseline);
  read_side(json.object("current"), row.current);
  read_ratio(json.object("ratio"), row.ratio);
  json.number("mean_change", row.mean_change);
  json.number("median_change", row.median_change);
  json.interval("mean_change_interval", row.mean_change_lower, row.mean_change_upper);
  json.interval("median_change_interval", row.median_change_lower, row.median_change_upper);
  json.number("worse_pct", row.worse_pct);
  json.number("worse_lower_pct", row.worse_lower_pct);
  json.number("worse_upper_pct", row.worse_upper_pct);
  json.number("suite_upper_pct", row.suite_upper_pct);
  json.number("p_value", row.p_value);
  json.number("p_adjusted", row.p_adjusted);
  json.number("q_value", row.q_value);
  json.number("mde_pct", row.mde_pct);
  json.number("limit_pct", row.limit_pct);
  if (json.has("paired")) {
    read_paired(json.object("paired"), row.paired.emplace());
  }
  if (json.has("calibrated")) {
    read_calibrated(json.object("calibrated"), row.calibrated.emplace());
  }
  if (json.has("witnesses")) {
    read_witnesses(json, row.witnesses);
  }
  json.flag("within_limit", row.within_limit);
  json.named("class", row.reached, class_from);
  json.named("suspected_class", row.suspected, class_from);
  json.named("verdict", row.verdict, row_verdict_from);
  json.text("reason", row.reason);
  json.texts("warnings", row.warnings);
  return row;
}

SloResult read_slo_result(const JsonMembers& json) {
  SloResult slo;
  json.text("id", slo.id);
  json.text("title", slo.title);
  json.text("target", slo.target);
  json.number("actual", slo.actual);
  json.interval("interval", slo.lower, slo.upper);
  json.text("unit", slo.unit);
  json.named("status", slo.status, slo_status_from);
  json.text("evidence", slo.evidence);
  return slo;
}

std::optional<ExitCode> exit_code_from(std::size_t value) {
  constexpr std::array kCodes{ExitCode::kPass,       ExitCode::kFailed,       ExitCode::kUsage,
                              ExitCode::kInput,      ExitCode::kIncomparable, ExitCode::kUndecided,
                              ExitCode::kInterrupted};
  const auto found = std::find_if(kCodes.begin(), kCodes.end(), [&](ExitCode code) {
    return static_cast<std::size_t>(code) == value;
  });
  return found == kCodes.end() ? std::nullopt : std::optional(*found);
}

void read_head(const JsonMembers& json, JsonFaults& faults, GateReport& report) {
  json.text("schema", report.schema);
  if (report.schema != "perfgate/compare/1" && report.schema != "perfgate/gate/1") {
    faults.add("/schema", "perfgate/compare/1 or perfgate/gate/1");
  }
  json.text("created", report.created);
  json.named("verdict", report.verdict, suite_verdict_from);
  std::size_t code = 0;
  json.count("exit_code", code);
  if (const std::optional<ExitCode> known = exit_code_from(code)) {
    report.exit_code = *known;
  } else {
    faults.add("/exit_code", "an exit code");
  }
  json.text("headline", report.headline);
  json.texts("reasons", report.reasons);
  json.named("evidence", report.evidence, evidence_from);
  read_policy_members(json.object("policy"), report.policy);
  json.count("family", report.family);
  json.object("bootstrap").count("resamples", report.bootstrap_resamples);
  if (json.has("stale_waivers")) {
    json.texts("stale_waivers", report.stale_waivers);
  }
  if (json.has("calibration")) {
    json.text("calibration", report.calibration);
  }
  if (json.has("attempts")) {
    read_attempts(json, report.attempts);
  }
  read_counts(json.object("counts"), report.counts);
  json.count_map("classes", report.classes);
  read_info(json.object("baseline"), report.baseline);
  read_info(json.object("current"), report.current);
  json.text_map("hardware", report.hardware);
  json.texts("warnings", report.warnings);
}

}  // namespace

Result<GateReport> report_from_json(const Json& json, const std::string& origin) {
  JsonFaults faults{origin, std::nullopt};
  GateReport report;
  const JsonMembers members(json, "", faults);
  read_head(members, faults, report);
  for (const JsonMembers& row : members.objects("rows")) {
    report.rows.push_back(read_row(row));
  }
  for (const JsonMembers& slo : members.objects("slos")) {
    report.slos.push_back(read_slo_result(slo));
  }
  if (faults.first) {
    return tl::unexpected(*std::move(faults.first));
  }
  return report;
}

}  // namespace perfgate
