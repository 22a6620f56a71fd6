// SPDX-License-Identifier: Apache-2.0
// What run.json holds: how the numbers beside it came about.
#pragma once

#include <perfgate/json.h>
#include <perfgate/machine.h>
#include <perfgate/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace perfgate::runner_detail {

struct ProcessRecord {
  std::string round, suite;
  std::size_t position = 0;  // within the round, from 1
  std::uint64_t seed = 0;    // what {seed} was
  std::string started;
  double seconds = 0;
  std::optional<int> exit_code, signal;  // neither: it could not be started
  bool timed_out = false;
  long max_rss_bytes = 0;
  std::optional<double> load_before, load_after;
  std::string output;  // relative to the run folder; "" = nothing readable was written
};

struct ExpectedRows {
  std::string suite;
  std::vector<std::string> rows;
};

struct FailedRowRecord {
  std::string id, suite, round, reason;
};

struct RunRecord {
  std::string created, finished;  // finished "" while it runs
  bool complete = false;
  std::string commit;
  bool dirty = false;
  Machine machine;
  std::vector<std::string> features;
  std::string profile, filter;
  std::uint64_t seed = 0;
  int rounds = 0;
  std::vector<ProcessRecord> processes;
  std::vector<ExpectedRows> expected;
  std::vector<FailedRowRecord> failed_rows;
  std::vector<std::string> findings_before, findings_after;  // of perfgate doctor
  std::vector<std::string> warnings;
};

/// schemas/run.schema.json
[[nodiscard]] Json run_to_json(const RunRecord& record);

/// The record of an interrupted run, to go on with it. Errors (kInput): not as the schema says.
[[nodiscard]] Result<RunRecord> run_from_json(const Json& json, const std::string& origin);

}  // namespace perfgate::runner_detail
