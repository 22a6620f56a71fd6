// SPDX-License-Identifier: Apache-2.0
// Reading: the list of runs, and trends. A trend is one range of the points' key, read from its
// newest end; other rows and machines are never looked at.
#include "history/store.h"
#include "history/stored_point.h"
#include "policy/row_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace perfgate {
namespace {

using history_detail::count_of;
using history_detail::Database;
using history_detail::each_row;
using history_detail::point_from;
using history_detail::run_from;
using history_detail::Statement;

struct Series {
  std::int64_t id = 0;
  std::string name, metric, unit;
  Direction direction = Direction::kLowerIsBetter;
};

struct MachineName {
  std::int64_t id = 0;
  std::string key;
};

/// Series with this name and metric; "" = any.
Result<std::vector<Series>> read_series(const Database& database, const std::string& name,
                                        const std::string& metric) {
  Result<Statement> find = database.prepare(
      name.empty() ? "SELECT id, name, metric, unit, higher_is_better FROM series WHERE (?2 = '' "
                     "OR metric = ?2)"
                   : "SELECT id, name, metric, unit, higher_is_better FROM series WHERE name = ?1 "
                     "AND (?2 = '' OR metric = ?2)");
  if (!find) {
    return tl::unexpected(find.error());
  }
  if (!name.empty()) {
    find->bind(1, name);
  }
  find->bind(2, metric);
  std::vector<Series> all;
  const Result<void> read = each_row(*find, [&](const Statement& row) {
    all.push_back({row.integer(0), row.text(1), row.text(2), row.text(3),
                   row.integer(4) == 0 ? Direction::kLowerIsBetter : Direction::kHigherIsBetter});
  });
  if (!read) {
    return tl::unexpected(read.error());
  }
  std::sort(all.begin(), all.end(), [](const Series& a, const Series& b) {
    return std::tie(a.name, a.metric, a.unit, a.id) < std::tie(b.name, b.metric, b.unit, b.id);
  });
  return all;
}

Result<std::vector<Series>> matching_series(const Database& database, const TrendQuery& query) {
  if (!query.row.empty()) {
    Result<std::vector<Series>> exact = read_series(database, query.row, query.metric);
    if (!exact || !exact->empty()) {
      return exact;
    }
  }
  const Result<RowPattern> pattern = RowPattern::compile(query.row);
  if (!pattern) {
    return usage_error(fmt::format("'{}': {}", query.row, pattern.error().message));
  }
  Result<std::vector<Series>> all = read_series(database, "", query.metric);
  if (all) {
    std::erase_if(*all, [&](const Series& series) { return !pattern->matches(series.name); });
  }
  return all;
}

Result<std::vector<MachineName>> matching_machines(const Database& database,
                                                   const std::string& key) {
  Result<Statement> find =
      database.prepare("SELECT id, key FROM machine WHERE ?1 = '' OR key = ?1 ORDER BY key");
  if (!find) {
    return tl::unexpected(find.error());
  }
  find->bind(1, key);
  std::vector<MachineName> machines;
  const Result<void> read = each_row(*find, [&](const Statement& row) {
    machines.push_back({row.integer(0), row.text(1)});
  });
  if (!read) {
    return tl::unexpected(read.error());
  }
  return machines;
}

std::string points_query() {
  return fmt::format(
      "SELECT {} FROM point AS p JOIN run AS r ON r.id = p.run_id WHERE p.series_id = ?1 AND "
      "p.machine_id = ?2 AND (?3 = '' OR r.ref = ?3) ORDER BY p.seconds DESC, p.run_id DESC LIMIT "
      "?4",
      history_detail::kPointColumns);
}

Result<Trend> read_trend(Statement& points, const Series& series, const MachineName& machine,
                         const TrendQuery& query) {
  points.bind(1, series.id);
  points.bind(2, machine.id);
  points.bind(3, query.ref);
  points.bind(4, static_cast<std::int64_t>(query.last));
  Trend trend{series.name, series.metric, series.unit, machine.key, series.direction, {}};
  const Result<void> read = each_row(
      points, [&](const Statement& row) { trend.points.push_back(point_from(row, machine.key)); });
  if (!read) {
    return tl::unexpected(read.error());
  }
  std::reverse(trend.points.begin(), trend.points.end());
  return trend;
}

std::string nothing_found(const std::string& path, const TrendQuery& query) {
  std::string text = path + ": no row matches";
  const std::pair<const char*, const std::string*> asked[] = {{"row", &query.row},
                                                              {"metric", &query.metric},
                                                              {"machine", &query.machine},
                                                              {"ref", &query.ref}};
  const char* separator = " ";
  for (const auto& [name, value] : asked) {
    if (!value->empty()) {
      text += fmt::format("{}{} '{}'", separator, name, *value);
      separator = ", ";
    }
  }
  return text;
}

}  // namespace

Result<std::vector<StoredRun>> History::runs(std::size_t last) {
  Result<Statement> list = store_->database.prepare(
      "SELECT r.id, r.created, r.commit_id, r.ref, r.base_commit, r.kind, r.path, r.verdict, "
      "r.point_count, m.key FROM run AS r JOIN machine AS m ON m.id = r.machine_id ORDER BY "
      "r.seconds DESC, r.id DESC LIMIT ?1");
  if (!list) {
    return tl::unexpected(list.error());
  }
  list->bind(1, static_cast<std::int64_t>(last));
  std::vector<StoredRun> runs;
  const Result<void> read = each_row(*list, [&](const Statement& row) {
    StoredRun run{row.integer(0), run_from(row, 1), count_of(row.integer(8))};
    run.run.machine_key = row.text(9);
    runs.push_back(std::move(run));
  });
  if (!read) {
    return tl::unexpected(read.error());
  }
  return runs;
}

Result<std::vector<Trend>> History::trends(const TrendQuery& query) {
  const Database& database = store_->database;
  const Result<std::vector<Series>> series = matching_series(database, query);
  if (!series) {
    return tl::unexpected(series.error());
  }
  const Result<std::vector<MachineName>> machines = matching_machines(database, query.machine);
  if (!machines) {
    return tl::unexpected(machines.error());
  }
  Result<Statement> points = database.prepare(points_query().c_str());
  if (!points) {
    return tl::unexpected(points.error());
  }
  std::vector<Trend> trends;
  for (const Series& one : *series) {
    for (const MachineName& machine : *machines) {
      Result<Trend> trend = read_trend(*points, one, machine, query);
      if (!trend) {
        return tl::unexpected(trend.error());
      }
      if (!trend->points.empty()) {
        trends.push_back(std::move(*trend));
      }
    }
  }
  if (trends.empty()) {
    return input_error(nothing_found(database.path(), query));
  }
  return trends;
}

}  // namespace perfgate
