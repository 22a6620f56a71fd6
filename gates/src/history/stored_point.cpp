// SPDX-License-Identifier: Apache-2.0
// Reading columns; see stored_point.h. Asks nothing.
#include "history/stored_point.h"

#include <algorithm>
#include <optional>

namespace perfgate::history_detail {
namespace {

constexpr int kValueColumn = 8;  // of kPointColumns

HistoryValue value_from(const Statement& row, int first) {
  HistoryValue value;
  value.runs = count_of(row.integer(first));
  value.samples = count_of(row.integer(first + 1));
  value.median = row.real(first + 2);
  value.minimum = row.maybe_real(first + 3);
  value.sd = row.maybe_real(first + 4);
  value.between_sd = row.maybe_real(first + 5);
  if (const std::optional<double> ratio = row.maybe_real(first + 6)) {
    value.ratio = LogRatio{*ratio, row.maybe_real(first + 7), row.maybe_real(first + 8)};
  }
  return value;
}

}  // namespace

std::size_t count_of(std::int64_t value) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, value));
}

HistoryRun run_from(const Statement& row, int first) {
  HistoryRun run;
  run.created = row.text(first);
  run.commit = row.text(first + 1);
  run.ref = row.text(first + 2);
  run.base_commit = row.text(first + 3);
  run.kind = row.text(first + 4);
  run.path = row.text(first + 5);
  run.verdict = row.text(first + 6);
  return run;
}

TrendPoint point_from(const Statement& row, const std::string& machine_key) {
  TrendPoint point{row.integer(0), run_from(row, 1), value_from(row, kValueColumn)};
  point.about.machine_key = machine_key;
  return point;
}

}  // namespace perfgate::history_detail
