// SPDX-License-Identifier: Apache-2.0
// A stored row of SQL as a value: what every query for points selects, and how it is read.
#pragma once

#include "history/database.h"

#include <perfgate/history.h>

#include <cstddef>
#include <string>

namespace perfgate::history_detail {

/// Of `run AS r` and `point AS p`, in the order of point_from.
inline constexpr const char* kPointColumns =
    "r.id, r.created, r.commit_id, r.ref, r.base_commit, r.kind, r.path, r.verdict, p.runs, "
    "p.samples, p.median, p.minimum, p.sd, p.between_sd, p.log_ratio, p.log_lower, p.log_upper";

[[nodiscard]] std::size_t count_of(std::int64_t value);

/// created, commit, ref, base commit, kind, path and verdict from column `first` on; no machine.
[[nodiscard]] HistoryRun run_from(const Statement& row, int first);
[[nodiscard]] TrendPoint point_from(const Statement& row, const std::string& machine_key);

/// Calls `take` for every row of the statement, which is reset afterwards.
template <typename Take>
[[nodiscard]] Result<void> each_row(Statement& statement, const Take& take) {
  while (true) {
    const Result<bool> row = statement.step();
    if (!row) {
      return tl::unexpected(row.error());
    }
    if (!*row) {
      statement.reset();
      return {};
    }
    take(statement);
  }
}

}  // namespace perfgate::history_detail
