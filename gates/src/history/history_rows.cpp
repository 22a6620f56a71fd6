// SPDX-License-Identifier: Apache-2.0
// Reading the trends of given rows on one machine, up to a time: what a report asks. One statement,
// executed once a row; other rows are never looked at.
#include "history/store.h"
#include "history/stored_point.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace perfgate {
namespace {

using history_detail::each_row;
using history_detail::point_from;
using history_detail::Statement;

std::string row_query() {
  return fmt::format(
      "SELECT {} FROM point AS p JOIN run AS r ON r.id = p.run_id WHERE p.series_id = (SELECT id "
      "FROM series WHERE name = ?1 AND metric = ?2 AND unit = ?3 AND higher_is_better = ?4) AND "
      "p.machine_id = (SELECT id FROM machine WHERE key = ?5) AND p.seconds <= ?6 ORDER BY "
      "p.seconds DESC, p.run_id DESC LIMIT ?7",
      history_detail::kPointColumns);
}

}  // namespace

Result<std::vector<Trend>> History::trends_of(const RowsQuery& query) {
  Result<Statement> points = store_->database.prepare(row_query().c_str());
  if (!points) {
    return tl::unexpected(points.error());
  }
  const std::int64_t until =
      rfc3339_seconds(query.until).value_or(std::numeric_limits<std::int64_t>::max());
  std::vector<Trend> trends;
  for (const RowsQuery::Row& row : query.rows) {
    points->bind(1, row.id);
    points->bind(2, row.metric);
    points->bind(3, row.unit);
    points->bind(4, std::int64_t{row.direction == Direction::kHigherIsBetter ? 1 : 0});
    points->bind(5, query.machine);
    points->bind(6, until);
    points->bind(7, static_cast<std::int64_t>(query.last));
    Trend trend{row.id, row.metric, row.unit, query.machine, row.direction, {}};
    const Result<void> read = each_row(*points, [&](const Statement& found) {
      trend.points.push_back(point_from(found, query.machine));
    });
    if (!read) {
      return tl::unexpected(read.error());
    }
    std::reverse(trend.points.begin(), trend.points.end());
    if (!trend.points.empty()) {
      trends.push_back(std::move(trend));
    }
  }
  return trends;
}

}  // namespace perfgate
