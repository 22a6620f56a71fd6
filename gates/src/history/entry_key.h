// SPDX-License-Identifier: Apache-2.0
// What identifies results, whichever way they come.
#pragma once

#include <perfgate/history.h>

#include <string>

namespace perfgate::history_detail {

/// SHA-256 over time, commit, machine and, for every row, its name, unit, counts and median: a run
/// folder and the report on it have the same.
[[nodiscard]] std::string entry_hash(const HistoryEntry& entry);

}  // namespace perfgate::history_detail
