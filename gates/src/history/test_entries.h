// SPDX-License-Identifier: Apache-2.0
// Entries and stores for the tests of the history. Only for tests.
#pragma once

#include "base/test_folder.h"

#include <perfgate/history.h>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace perfgate::history_test {

inline constexpr const char* kNow = "2026-03-08T12:00:00Z";

/// A run of five rounds with ten samples each on one machine; values are medians in seconds.
inline HistoryEntry entry_at(const std::string& created,
                             const std::vector<std::pair<std::string, double>>& rows) {
  HistoryEntry entry;
  entry.run.created = created;
  entry.run.commit = "c0ffee";
  entry.run.machine_key = "x86_64-aaaaaaaaaaaa";
  entry.run.kind = "run";
  entry.run.path = "runs/one";
  for (const auto& [id, median] : rows) {
    HistoryRow row;
    row.id = id;
    row.metric = "time";
    row.unit = "s";
    row.value.runs = 5;
    row.value.samples = 50;
    row.value.median = median;
    entry.rows.push_back(row);
  }
  return entry;
}

inline History opened(const std::string& path) {
  Result<History> history = History::open(path, HistoryAccess::kWrite);
  REQUIRE_MESSAGE(history.has_value(), history.error().message);
  return std::move(*history);
}

}  // namespace perfgate::history_test
