// SPDX-License-Identifier: Apache-2.0
// run.json as schemas/run.schema.json describes it. It never interprets the record.
#include "runner/run_json.h"

#include <perfgate/version.h>

#include <cmath>

namespace perfgate::runner_detail {
namespace {

template <typename T>
[[nodiscard]] Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

[[nodiscard]] Json process_to_json(const ProcessRecord& process) {
  return {{"round", process.round},
          {"suite", process.suite},
          {"position", process.position},
          {"seed", process.seed},
          {"started", process.started},
          {"seconds", process.seconds},
          {"exit_code", or_null(process.exit_code)},
          {"signal", or_null(process.signal)},
          {"timed_out", process.timed_out},
          {"max_rss_bytes", process.max_rss_bytes},
          {"load_before", or_null(process.load_before)},
          {"load_after", or_null(process.load_after)},
          {"output", process.output}};
}

}  // namespace

Json run_to_json(const RunRecord& record) {
  Json json = {{"schema", "perfgate/run/1"},
               {"tool", {{"name", "perfgate"}, {"version", version()}}},
               {"created", record.created},
               {"finished", record.finished.empty() ? Json(nullptr) : Json(record.finished)},
               {"complete", record.complete},
               {"commit", record.commit},
               {"dirty", record.dirty},
               {"machine", machine_to_json(record.machine)},
               {"features", record.features},
               {"profile", record.profile},
               {"filter", record.filter},
               {"seed", record.seed},
               {"rounds", record.rounds},
               {"warnings", record.warnings},
               {"processes", Json::array()},
               {"expected", Json::array()},
               {"failed_rows", Json::array()}};
  for (const ProcessRecord& process : record.processes) {
    json["processes"].push_back(process_to_json(process));
  }
  for (const ExpectedRows& expected : record.expected) {
    json["expected"].push_back({{"suite", expected.suite}, {"rows", expected.rows}});
  }
  for (const FailedRowRecord& row : record.failed_rows) {
    json["failed_rows"].push_back(
        {{"id", row.id}, {"suite", row.suite}, {"round", row.round}, {"reason", row.reason}});
  }
  return json;
}

}  // namespace perfgate::runner_detail
