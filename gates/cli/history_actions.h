// SPDX-License-Identifier: Apache-2.0
// What the verb history does, free of CLI11, and what the verb gate needs of it.
#pragma once

#include "verbs.h"

#include <perfgate/history.h>

#include <string>
#include <vector>

namespace perfgate::cli {

struct HistoryOptions {
  std::string file;                // "" = of the configuration
  std::vector<std::string> paths;  // add
  std::string ref;                 // add: of the results; else the only one that is shown
  TrendQuery query;
};

/// The configuration's file, else history.db beside perfgate.toml.
[[nodiscard]] std::string history_path(const Config& config);

/// How change points are searched: the policy's alpha, noise band and seed.
[[nodiscard]] stats::ChangeRules change_rules(const Config& config);

[[nodiscard]] int history_add(Context& context, const HistoryOptions& options);
[[nodiscard]] int history_list(Context& context, const HistoryOptions& options);
[[nodiscard]] int history_trend(Context& context, const HistoryOptions& options);
[[nodiscard]] int history_changepoints(Context& context, const HistoryOptions& options);

/// Adds the results that a gate has judged. A report that was refused is added too: its results
/// were measured.
[[nodiscard]] Result<void> keep_in_history(const Config& config, const ResultSet& current,
                                           const GateReport& report);

}  // namespace perfgate::cli
