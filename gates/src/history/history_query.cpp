// SPDX-License-Identifier: Apache-2.0
// Reading: the list of runs, and trends. A trend is one range of the points' key, read from its
// newest end; other rows and machines are never looked at.
#include "history/store.h"
#include "policy/row_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace perfgate {
namespace {

using history_detail::Database;
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

/// Calls `take` for every row of the statement.
template <typename Take>
Result<void> each_row(Statement& statement, const Take& take) {
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

constexpr const char* kPoints =
    "SELECT r.id, r.created, r.commit_id, r.ref, r.base_commit, r.kind, r.path, r.verdict, "
    "p.runs, p.samples, p.median, p.minimum, p.sd, p.between_sd, p.log_ratio, p.log_lower, "
    "p.log_upper FROM point AS p JOIN run AS r ON r.id = p.run_id WHERE p.series_id = ?1 AND "
    "p.machine_id = ?2 AND (?3 = '' OR r.ref = ?3) ORDER BY p.seconds DESC, p.run_id DESC LIMIT "
    "?4";

Result<Trend> read_trend(Statement& points, const Series& series, const MachineName& machine,
                         const TrendQuery& query) {
  points.bind(1, series.id);
  points.bind(2, machine.id);
  points.bind(3, query.ref);
  points.bind(4, static_cast<std::int64_t>(query.last));
  Trend trend{series.name, series.metric, series.unit, machine.key, series.direction, {}};
  const Result<void> read = each_row(points, [&](const Statement& row) {
    TrendPoint point{row.integer(0), run_from(row, 1), value_from(row, 8)};
    point.about.machine_key = machine.key;
    trend.points.push_back(std::move(point));
  });
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
  Result<Statement> points = database.prepare(kPoints);
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
