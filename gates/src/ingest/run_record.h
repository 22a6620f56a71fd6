// SPDX-License-Identifier: Apache-2.0
// What run.json says about a run folder.
#pragma once

#include <perfgate/json.h>
#include <perfgate/machine.h>
#include <perfgate/result.h>

#include <optional>
#include <string>
#include <vector>

namespace perfgate {

struct RunProcess {
  std::string round;  // run name, "round-03"
  std::string suite;
  std::string output;  // relative to the run folder; "" = nothing readable was written
};

struct ExpectedRows {
  std::string suite;
  std::vector<std::string> ids;
};

struct FailedRow {
  std::string id, suite, round, reason;
};

struct RunRecord {
  std::string created, commit;
  std::optional<Machine> machine;
  std::vector<RunProcess> processes;
  std::vector<ExpectedRows> expected;
  std::vector<FailedRow> failed_rows;
  std::vector<std::string> warnings;
};

/// "perfgate/run/1". Errors: malformed, no process, or `complete` is not true (an interrupted run
/// has rows missing by accident and is not evidence).
[[nodiscard]] Result<RunRecord> run_record_from_json(const Json& json, const std::string& origin);

}  // namespace perfgate
