// SPDX-License-Identifier: Apache-2.0
// GateReport to JSON as schemas/compare.schema.json and gate.schema.json describe it. Values that
// do not exist are null; nothing here is NaN or infinite.
#include "policy/json_members.h"
#include "policy/names.h"

#include <perfgate/gate_report.h>
#include <perfgate/version.h>

#include <optional>
#include <string>

namespace perfgate {
namespace {

Json interval(const std::optional<double>& lower, const std::optional<double>& upper) {
  return lower || upper ? Json::array({number_or_null(lower), number_or_null(upper)})
                        : Json(nullptr);
}

Json policy_json(const Policy& policy) {
  return {{"alpha", policy.alpha},
          {"noise_band", policy.noise_band},
          {"power", policy.power},
          {"minor_pct", policy.minor_pct},
          {"major_pct", policy.major_pct},
          {"critical_pct", policy.critical_pct},
          {"investigate_pct", policy.investigate_pct},
          {"escalate_pct", policy.escalate_pct},
          {"blocking", class_name(policy.blocking)},
          {"floor_ns", policy.floor_ns},
          {"undecided", policy.undecided},
          {"missing", policy.missing},
          {"seed", policy.seed},
          {"run_summary", policy.run_summary},
          {"reserved_share", policy.reserved_share},
          {"second_stage", policy.second_stage},
          {"tolerance_pct", policy.tolerance_pct}};
}

Json counts_json(const Counts& counts) {
  return {{"rows", counts.rows},
          {"regressed", counts.regressed},
          {"improved", counts.improved},
          {"equivalent", counts.equivalent},
          {"inconclusive", counts.inconclusive},
          {"blind", counts.blind},
          {"missing", counts.missing},
          {"new", counts.added},
          {"failed", counts.failed},
          {"waived", counts.waived}};
}

Json info_json(const SideInfo& side) {
  return {{"path", side.path},       {"kind", side.kind},
          {"runs", side.runs},       {"machine_key", side.machine_key},
          {"created", side.created}, {"commit", side.commit}};
}

Json side_json(const SideSummary& side) {
  return {{"runs", side.runs},
          {"samples", side.samples},
          {"median", number_or_null(side.median)},
          {"mean", number_or_null(side.mean)},
          {"cv", number_or_null(side.cv)},
          {"level", number_or_null(side.level)}};
}

Json ratio_json(const RatioInterval& ratio) {
  return {{"estimate", number_or_null(ratio.estimate)},
          {"lower", number_or_null(ratio.lower)},
          {"upper", number_or_null(ratio.upper)},
          {"confidence", ratio.confidence},
          {"method", ratio.method}};
}

Json paired_json(const std::optional<PairedFacts>& facts) {
  if (!facts) {
    return nullptr;
  }
  return {{"rounds", facts->rounds},
          {"summary", facts->summary},
          {"signed_rank", ratio_json(facts->ranks)},
          {"sign", ratio_json(facts->signs)},
          {"other_summary", ratio_json(facts->other)},
          {"skewed", facts->skewed},
          {"two_modes", facts->two_modes}};
}

Json calibrated_json(const std::optional<CalibratedFacts>& facts) {
  return facts
             ? Json{{"run_sd_pct", facts->run_sd_pct}, {"lag1", facts->lag1}, {"runs", facts->runs}}
             : Json(nullptr);
}

Json attempts_json(const std::vector<Attempt>& attempts) {
  Json list = Json::array();
  for (const Attempt& attempt : attempts) {
    list.push_back({{"path", attempt.path}, {"rows", attempt.rows}, {"outcome", attempt.outcome}});
  }
  return list;
}

Json witnesses_json(const std::vector<Witness>& witnesses) {
  Json list = Json::array();
  for (const Witness& witness : witnesses) {
    list.push_back({{"name", witness.name},
                    {"unit", witness.unit},
                    {"base", number_or_null(witness.base)},
                    {"candidate", number_or_null(witness.candidate)},
                    {"missing", witness.missing}});
  }
  return list;
}

Json row_json(const ReportRow& row) {
  Json json = {
      {"id", row.id},
      {"metric", row.metric},
      {"unit", row.unit},
      {"direction", direction_name(row.direction)},
      {"baseline", side_json(row.baseline)},
      {"current", side_json(row.current)},
      {"ratio", ratio_json(row.ratio)},
      {"mean_change", number_or_null(row.mean_change)},
      {"median_change", number_or_null(row.median_change)},
      {"mean_change_interval", interval(row.mean_change_lower, row.mean_change_upper)},
      {"median_change_interval", interval(row.median_change_lower, row.median_change_upper)},
      {"worse_pct", number_or_null(row.worse_pct)},
      {"worse_lower_pct", number_or_null(row.worse_lower_pct)},
      {"worse_upper_pct", number_or_null(row.worse_upper_pct)},
      {"suite_upper_pct", number_or_null(row.suite_upper_pct)},
      {"p_value", number_or_null(row.p_value)},
      {"p_adjusted", number_or_null(row.p_adjusted)},
      {"q_value", number_or_null(row.q_value)},
      {"mde_pct", number_or_null(row.mde_pct)},
      {"limit_pct", row.limit_pct},
      {"paired", paired_json(row.paired)},
      {"calibrated", calibrated_json(row.calibrated)},
      {"within_limit", row.within_limit},
      {"class", class_name(row.reached)},
      {"suspected_class", class_name(row.suspected)},
      {"verdict", row_verdict_name(row.verdict)},
      {"reason", row.reason},
      {"warnings", row.warnings}};
  if (!row.witnesses.empty()) {
    json["witnesses"] = witnesses_json(row.witnesses);
  }
  return json;
}

Json slo_json(const SloResult& slo) {
  return {{"id", slo.id},
          {"title", slo.title},
          {"target", slo.target},
          {"actual", number_or_null(slo.actual)},
          {"interval", interval(slo.lower, slo.upper)},
          {"unit", slo.unit},
          {"status", slo_status_name(slo.status)},
          {"evidence", slo.evidence}};
}

}  // namespace

Json report_to_json(const GateReport& report) {
  Json rows = Json::array();
  for (const ReportRow& row : report.rows) {
    rows.push_back(row_json(row));
  }
  Json slos = Json::array();
  for (const SloResult& slo : report.slos) {
    slos.push_back(slo_json(slo));
  }
  return {{"schema", report.schema},
          {"tool", {{"name", "perfgate"}, {"version", version()}}},
          {"created", report.created},
          {"verdict", suite_verdict_name(report.verdict)},
          {"exit_code", static_cast<int>(report.exit_code)},
          {"headline", report.headline},
          {"reasons", report.reasons},
          {"stale_waivers", report.stale_waivers},
          {"evidence", evidence_name(report.evidence)},
          {"seed", report.policy.seed},
          {"alpha", report.policy.alpha},
          {"correction", "holm"},
          {"noise_band", report.policy.noise_band},
          {"policy", policy_json(report.policy)},
          {"family", report.family},
          {"bootstrap", {{"resamples", report.bootstrap_resamples}, {"seed", report.policy.seed}}},
          {"calibration", report.calibration},
          {"attempts", attempts_json(report.attempts)},
          {"counts", counts_json(report.counts)},
          {"classes", Json(report.classes)},
          {"baseline", info_json(report.baseline)},
          {"current", info_json(report.current)},
          {"hardware", Json(report.hardware)},
          {"rows", std::move(rows)},
          {"slos", std::move(slos)},
          {"warnings", report.warnings}};
}

}  // namespace perfgate
