// SPDX-License-Identifier: Apache-2.0
// Which suites run, with which commands, and which rows each of them promises.
#pragma once

#include <perfgate/config.h>
#include <perfgate/result.h>
#include <perfgate/runner.h>

#include <string>
#include <vector>

namespace perfgate::runner_detail {

inline constexpr int kMaxRounds = 1000;  // of one command

struct PlannedSuite {
  const Suite* suite = nullptr;       // in the Config
  std::vector<std::string> command;   // with the profile's arguments; placeholders not yet replaced
  std::vector<std::string> expected;  // row ids; empty = not known before
  std::string listing_failure;        // not empty: the suite is not run, it failed
};

/// The suites of the asked features, in the order of the config, their programs checked. Errors:
/// no suite, unknown feature or profile (kUsage), program missing or not executable (kInput).
[[nodiscard]] Result<std::vector<PlannedSuite>> select_suites(const Config& config,
                                                              const RunOptions& options);

/// Runs each suite's list command. Suites without a row of the filter are removed. Errors: filter
/// is not a regex (kUsage), it matches nothing in any suite (kInput), interrupted.
[[nodiscard]] Result<void> list_rows(std::vector<PlannedSuite>& suites, const Config& config,
                                     const RunOptions& options);

/// What {filter} becomes: benchmark programs read an empty filter in different ways, so "" is ".".
[[nodiscard]] std::string filter_argument(const std::string& filter);

}  // namespace perfgate::runner_detail
