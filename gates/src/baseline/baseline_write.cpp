// SPDX-License-Identifier: Apache-2.0
// ResultSet -> "perfgate/baseline/1". Decides nothing about whether a result deserves to become a
// baseline; it only refuses what a baseline cannot hold.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"

#include <perfgate/baseline.h>
#include <perfgate/files.h>
#include <perfgate/machine.h>
#include <perfgate/version.h>

#include <fmt/format.h>

namespace perfgate {
namespace {

Json run_json(const RunSamples& run) {
  return {{"run", run.run}, {"values", run.values}, {"iters", run.iters}};
}

Json row_json(const Row& row) {
  Json runs = Json::array();
  for (const RunSamples& run : row.runs) {
    runs.push_back(run_json(run));
  }
  return {{"id", row.id},         {"metric", row.metric},
          {"unit", row.unit},     {"direction", direction_name(row.direction)},
          {"labels", row.labels}, {"runs", std::move(runs)}};
}

/// The first reason why these rows cannot be a baseline, or "".
std::string refusal(const ResultSet& results) {
  for (const Row& row : results.rows) {
    if (!row.failure.empty()) {
      return fmt::format("row {} failed ({})", quote_name(row.id), row.failure);
    }
    if (row.published) {
      return fmt::format("row {} is a published figure without samples", quote_name(row.id));
    }
    if (row.runs.empty()) {
      return fmt::format("row {} has no samples", quote_name(row.id));
    }
    for (const RunSamples& run : row.runs) {
      if (run.values.empty()) {
        return fmt::format("row {} has no samples in run {}", quote_name(row.id),
                           quote_name(run.run));
      }
      for (const double value : run.values) {
        const std::string fault = value_fault(value, row.unit);
        if (!fault.empty()) {
          return fmt::format("row {}: a value {}", quote_name(row.id), fault);
        }
      }
    }
  }
  return results.rows.empty() ? "it has no rows" : std::string();
}

}  // namespace

Result<Json> baseline_to_json(const ResultSet& results, const std::string& now) {
  if (const std::string reason = refusal(results); !reason.empty()) {
    return data_error(fmt::format("{} cannot become a baseline: {}", results.path, reason));
  }
  Json rows = Json::array();
  for (const Row& row : results.rows) {
    rows.push_back(row_json(row));
  }
  const std::string hash = sha256_hex(dump_json(rows));
  Json json = {{"schema", "perfgate/baseline/1"},
               {"tool", {{"name", "perfgate"}, {"version", version()}}},
               {"created", now},
               {"commit", results.commit},
               {"source_path", results.path},
               {"machine", nullptr},
               {"runs", results.run_names},
               {"rows", std::move(rows)},
               {"warnings", results.warnings},
               {"content_sha256", hash}};
  if (results.machine) {
    json["machine"] = machine_to_json(*results.machine);
  }
  return json;
}

}  // namespace perfgate
