// SPDX-License-Identifier: Apache-2.0
// Recorded Criterion runs whose true time ratios are known by construction: truth.json beside one
// folder a run. Reading only; what is concluded from them is in recorded.cpp.
#pragma once

#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfgate::proof {

struct RecordedRun {
  std::string name;                     // of the folder, e.g. "aa_idle_01"
  std::string kind;                     // "aa", "injected", "layout", "paired"
  std::string condition;                // "idle", "busy", ...
  std::string start;                    // RFC 3339
  std::map<std::string, double> ratio;  // true time ratio by row; absent = not known
  ResultSet results;

  /// nothing: not known for this row.
  [[nodiscard]] std::optional<double> truth_of(const std::string& id) const;
};

/// Rounds of one paired set: the same sides in every round, in round order.
struct RecordedRounds {
  std::string name, condition;
  std::map<std::string, std::vector<RecordedRun>> sides;  // "A1", "A2", "X", "Y"
};

struct Recording {
  std::vector<RecordedRun> runs;  // by start
  std::vector<RecordedRounds> paired;
};

/// Errors (kInput): no truth.json, a run that cannot be read.
[[nodiscard]] Result<Recording> read_recording(const std::string& folder);

/// The runs side by side as one set, named "run-01" ...; all of one made-up machine.
[[nodiscard]] ResultSet joined(const std::vector<const RecordedRun*>& runs);

}  // namespace perfgate::proof
