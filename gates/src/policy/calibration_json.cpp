// SPDX-License-Identifier: Apache-2.0
// Calibration to and from JSON as schemas/calibration.schema.json describes it.
#include "policy/json_members.h"

#include <perfgate/calibration.h>
#include <perfgate/version.h>

#include <algorithm>

namespace perfgate {
namespace {

Json row_json(const RowSpread& row) {
  return {{"id", row.id},
          {"metric", row.metric},
          {"runs", row.runs},
          {"run_sd", row.run_sd},
          {"lag1", row.lag1},
          {"paired_sd", row.paired_sd},
          {"core_sd", row.core_sd},
          {"limit_pct", row.limit_pct},
          {"multi_mde_pct", number_or_null(row.multi_mde_pct)},
          {"paired_mde_pct", number_or_null(row.paired_mde_pct)},
          {"rounds_needed", row.rounds_needed ? Json(*row.rounds_needed) : Json(nullptr)}};
}

Json alarms_json(const FalseAlarms& alarms) {
  return {{"comparisons", alarms.comparisons},
          {"red", alarms.red},
          {"rows", alarms.rows},
          {"red_rows", alarms.red_rows},
          {"suite_bound", alarms.suite_bound},
          {"row_bound", alarms.row_bound}};
}

RowSpread read_spread(const JsonMembers& json) {
  RowSpread row;
  json.text("id", row.id);
  json.text("metric", row.metric);
  json.count("runs", row.runs);
  json.number("run_sd", row.run_sd);
  json.number("lag1", row.lag1);
  json.number("paired_sd", row.paired_sd);
  if (json.has("core_sd")) {  // older calibrations lack it
    json.number("core_sd", row.core_sd);
  }
  json.number("limit_pct", row.limit_pct);
  json.number("multi_mde_pct", row.multi_mde_pct);
  json.number("paired_mde_pct", row.paired_mde_pct);
  if (json.has("rounds_needed")) {
    json.count("rounds_needed", row.rounds_needed.emplace());
  }
  return row;
}

void read_alarms(const JsonMembers& json, FalseAlarms& alarms) {
  json.count("comparisons", alarms.comparisons);
  json.count("red", alarms.red);
  json.count("rows", alarms.rows);
  json.count("red_rows", alarms.red_rows);
  json.number("suite_bound", alarms.suite_bound);
  json.number("row_bound", alarms.row_bound);
}

// What a schema cannot say, and what would make an interval too narrow.
void check(const Calibration& calibration, JsonFaults& faults) {
  const auto in_order = [](const RowSpread& a, const RowSpread& b) {
    return std::pair(a.id, a.metric) < std::pair(b.id, b.metric);
  };
  const bool sorted = std::adjacent_find(calibration.rows.begin(), calibration.rows.end(),
                                         [&](const RowSpread& a, const RowSpread& b) {
                                           return !in_order(a, b);
                                         }) == calibration.rows.end();
  const bool sound =
      std::all_of(calibration.rows.begin(), calibration.rows.end(), [](const RowSpread& row) {
        return row.runs >= kLeastCalibrationRuns && row.run_sd > 0 && std::abs(row.lag1) <= 1;
      });
  if (!sorted) {
    faults.add("/rows", "sorted by id and metric without repetition");
  }
  if (!sound) {
    faults.add("/rows", "of at least 10 runs with a spread");
  }
}

}  // namespace

Json calibration_to_json(const Calibration& calibration) {
  Json rows = Json::array();
  for (const RowSpread& row : calibration.rows) {
    rows.push_back(row_json(row));
  }
  return {{"schema", "perfgate/calibration/1"},
          {"tool", {{"name", "perfgate"}, {"version", version()}}},
          {"machine_key", calibration.machine_key},
          {"created", calibration.created},
          {"runs", calibration.runs},
          {"run_summary", calibration.run_summary},
          {"typical_sd", calibration.typical_sd},
          {"typical_lag1", calibration.typical_lag1},
          {"widest_range", calibration.widest_range},
          {"rows", std::move(rows)},
          {"false_alarms",
           {{"multi_run", alarms_json(calibration.multi_run)},
            {"paired", alarms_json(calibration.paired)}}},
          {"warnings", calibration.warnings}};
}

Result<Calibration> calibration_from_json(const Json& json, const std::string& origin) {
  JsonFaults faults{origin, std::nullopt};
  const JsonMembers members(json, "", faults);
  std::string schema;
  members.text("schema", schema);
  if (schema != "perfgate/calibration/1") {
    faults.add("/schema", "perfgate/calibration/1");
  }
  Calibration calibration;
  members.text("machine_key", calibration.machine_key);
  members.text("created", calibration.created);
  members.count("runs", calibration.runs);
  if (members.has("run_summary")) {  // older calibrations are of medians
    members.text("run_summary", calibration.run_summary);
  }
  members.number("typical_sd", calibration.typical_sd);
  members.number("typical_lag1", calibration.typical_lag1);
  if (members.has("widest_range")) {
    members.number("widest_range", calibration.widest_range);
  }
  for (const JsonMembers& row : members.objects("rows")) {
    calibration.rows.push_back(read_spread(row));
  }
  const JsonMembers alarms = members.object("false_alarms");
  read_alarms(alarms.object("multi_run"), calibration.multi_run);
  read_alarms(alarms.object("paired"), calibration.paired);
  members.texts("warnings", calibration.warnings);
  check(calibration, faults);
  if (faults.first) {
    return tl::unexpected(*std::move(faults.first));
  }
  return calibration;
}

}  // namespace perfgate
