// SPDX-License-Identifier: Apache-2.0
// run.json as schemas/run.schema.json describes it, there and back. It never interprets the record.
#include "runner/run_json.h"

#include <perfgate/schema.h>
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

template <typename T>
[[nodiscard]] std::optional<T> optional_member(const Json& json, const char* name) {
  const Json& value = json.at(name);
  return value.is_null() ? std::nullopt : std::optional(value.get<T>());
}

// Requires what the schema demands.
[[nodiscard]] ProcessRecord process_from_json(const Json& json) {
  ProcessRecord process;
  process.round = json.at("round");
  process.suite = json.at("suite");
  process.position = json.at("position");
  process.seed = json.value("seed", std::uint64_t{0});
  process.started = json.at("started");
  process.seconds = json.at("seconds");
  process.exit_code = optional_member<int>(json, "exit_code");
  process.signal = optional_member<int>(json, "signal");
  process.timed_out = json.at("timed_out");
  process.max_rss_bytes = json.at("max_rss_bytes");
  process.load_before = optional_member<double>(json, "load_before");
  process.load_after = optional_member<double>(json, "load_after");
  process.output = json.at("output");
  return process;
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
               {"doctor", {{"before", record.findings_before}, {"after", record.findings_after}}},
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

Result<RunRecord> run_from_json(const Json& json, const std::string& origin) {
  if (const Result<void> valid = validate(json, "run", origin); !valid) {
    return tl::unexpected(valid.error());
  }
  Result<Machine> machine = machine_from_json(json.at("machine"), origin);
  if (!machine) {
    return tl::unexpected(machine.error());
  }
  RunRecord record;
  record.machine = std::move(*machine);
  record.created = json.at("created");
  record.complete = json.at("complete");
  record.commit = json.at("commit");
  record.dirty = json.at("dirty");
  record.features = json.at("features").get<std::vector<std::string>>();
  record.profile = json.at("profile");
  record.filter = json.at("filter");
  record.seed = json.at("seed");
  record.rounds = json.at("rounds");
  record.warnings = json.at("warnings").get<std::vector<std::string>>();
  if (json.contains("doctor")) {
    record.findings_before = json.at("doctor").at("before").get<std::vector<std::string>>();
  }
  for (const Json& process : json.at("processes")) {
    record.processes.push_back(process_from_json(process));
  }
  for (const Json& row : json.at("failed_rows")) {
    record.failed_rows.push_back(
        {row.at("id"), row.at("suite"), row.at("round"), row.at("reason")});
  }
  return record;
}

}  // namespace perfgate::runner_detail
