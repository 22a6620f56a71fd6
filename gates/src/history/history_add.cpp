// SPDX-License-Identifier: Apache-2.0
// Adding results: one transaction for a run with all its points. Known results only gain what was
// unknown of them; nothing that is stored is ever replaced.
#include "history/entry_key.h"
#include "history/store.h"

namespace perfgate {
namespace {

using history_detail::Database;
using history_detail::Statement;
using history_detail::Transaction;

/// The id of `select`, made by `insert` where it is new; both take the same parameters.
class Names {
 public:
  [[nodiscard]] static Result<Names> of(const Database& database, const char* select,
                                        const char* insert) {
    Result<Statement> find = database.prepare(select);
    if (!find) {
      return tl::unexpected(find.error());
    }
    Result<Statement> add = database.prepare(insert);
    if (!add) {
      return tl::unexpected(add.error());
    }
    return Names(database, std::move(*find), std::move(*add));
  }

  template <typename Bind>
  [[nodiscard]] Result<std::int64_t> id(const Bind& bind) {
    bind(find_);
    const Result<bool> known = find_.step();
    if (!known) {
      return tl::unexpected(known.error());
    }
    if (*known) {
      const std::int64_t id = find_.integer(0);
      find_.reset();
      return id;
    }
    find_.reset();
    bind(add_);
    if (const auto added = add_.run(); !added) {
      return tl::unexpected(added.error());
    }
    return database_->last_id();
  }

 private:
  Names(const Database& database, Statement find, Statement add)
      : database_(&database), find_(std::move(find)), add_(std::move(add)) {}

  const Database* database_;
  Statement find_, add_;
};

Result<std::int64_t> machine_id(const Database& database, const std::string& key) {
  Result<Names> machines = Names::of(database, "SELECT id FROM machine WHERE key = ?1",
                                     "INSERT INTO machine (key) VALUES (?1)");
  if (!machines) {
    return tl::unexpected(machines.error());
  }
  return machines->id([&](Statement& statement) { statement.bind(1, key); });
}

Result<std::int64_t> known_run(const Database& database, const std::string& hash) {
  Result<Statement> find = database.prepare("SELECT id FROM run WHERE hash = ?1");
  if (!find) {
    return tl::unexpected(find.error());
  }
  find->bind(1, hash);
  const Result<bool> found = find->step();
  if (!found) {
    return tl::unexpected(found.error());
  }
  return *found ? find->integer(0) : 0;
}

struct Place {
  std::int64_t run = 0, machine = 0, seconds = 0;
};

/// True if the run at `place` holds every row of the entry with the same counts and median.
Result<bool> holds_all(const Database& database, const HistoryEntry& entry, const Place& place) {
  Result<Statement> find = database.prepare(
      "SELECT 1 FROM series AS s JOIN point AS p ON p.series_id = s.id WHERE s.name = ?1 AND "
      "s.metric = ?2 AND s.unit = ?3 AND p.machine_id = ?4 AND p.seconds = ?5 AND p.run_id = ?6 "
      "AND p.runs = ?7 AND p.samples = ?8 AND p.median = ?9");
  if (!find) {
    return tl::unexpected(find.error());
  }
  for (const HistoryRow& row : entry.rows) {
    find->bind(1, row.id);
    find->bind(2, row.metric);
    find->bind(3, row.unit);
    find->bind(4, place.machine);
    find->bind(5, place.seconds);
    find->bind(6, place.run);
    find->bind(7, static_cast<std::int64_t>(row.value.runs));
    find->bind(8, static_cast<std::int64_t>(row.value.samples));
    find->bind(9, std::optional(row.value.median));
    Result<bool> found = find->step();
    if (!found || !*found) {
      return found;
    }
    find->reset();
  }
  return true;
}

/// The run of which the entry is a part: a report lacks rows that are new, a filter leaves some
/// out.
Result<std::int64_t> run_around(const Database& database, const HistoryEntry& entry) {
  const std::optional<std::int64_t> seconds = rfc3339_seconds(entry.run.created);
  if (!seconds) {
    return 0;
  }
  Result<Statement> find = database.prepare(
      "SELECT r.id, r.machine_id FROM run AS r JOIN machine AS m ON m.id = r.machine_id WHERE "
      "r.seconds = ?1 AND r.commit_id = ?2 AND m.key = ?3 ORDER BY r.id");
  if (!find) {
    return tl::unexpected(find.error());
  }
  find->bind(1, *seconds);
  find->bind(2, entry.run.commit);
  find->bind(3, entry.run.machine_key);
  while (true) {
    const Result<bool> candidate = find->step();
    if (!candidate) {
      return tl::unexpected(candidate.error());
    }
    if (!*candidate) {
      return 0;
    }
    const Place place{find->integer(0), find->integer(1), *seconds};
    const Result<bool> around = holds_all(database, entry, place);
    if (!around) {
      return tl::unexpected(around.error());
    }
    if (*around) {
      return place.run;
    }
  }
}

Result<std::int64_t> insert_run(const Database& database, const HistoryEntry& entry,
                                const std::string& hash, const std::string& now,
                                const Place& place) {
  Result<Statement> insert = database.prepare(
      "INSERT INTO run (hash, created, seconds, added, commit_id, ref, base_commit, machine_id, "
      "kind, path, verdict, point_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
      "?12)");
  if (!insert) {
    return tl::unexpected(insert.error());
  }
  const HistoryRun& run = entry.run;
  insert->bind(1, hash);
  insert->bind(2, rfc3339_seconds(run.created) ? run.created : now);
  insert->bind(3, place.seconds);
  insert->bind(4, now);
  insert->bind(5, run.commit);
  insert->bind(6, run.ref);
  insert->bind(7, run.base_commit);
  insert->bind(8, place.machine);
  insert->bind(9, run.kind);
  insert->bind(10, run.path);
  insert->bind(11, run.verdict);
  insert->bind(12, static_cast<std::int64_t>(entry.rows.size()));
  if (const auto done = insert->run(); !done) {
    return tl::unexpected(done.error());
  }
  return database.last_id();
}

constexpr const char* kInsertPoint =
    "INSERT INTO point (series_id, machine_id, seconds, run_id, runs, samples, median, minimum, "
    "sd, between_sd, log_ratio, log_lower, log_upper) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
    "?10, ?11, ?12, ?13)";
// Only what is unknown: the first to say something about results is believed.
constexpr const char* kCompletePoint =
    "UPDATE point SET minimum = coalesce(minimum, ?8), sd = coalesce(sd, ?9), "
    "between_sd = coalesce(between_sd, ?10), "
    "log_lower = CASE WHEN log_ratio IS NULL THEN ?12 ELSE log_lower END, "
    "log_upper = CASE WHEN log_ratio IS NULL THEN ?13 ELSE log_upper END, "
    "log_ratio = coalesce(log_ratio, ?11) "
    "WHERE series_id = ?1 AND machine_id = ?2 AND seconds = ?3 AND run_id = ?4 "
    "AND runs = ?5 AND samples = ?6 AND median = ?7 "
    "AND ((minimum IS NULL AND ?8 IS NOT NULL) OR (sd IS NULL AND ?9 IS NOT NULL) "
    "OR (between_sd IS NULL AND ?10 IS NOT NULL) OR (log_ratio IS NULL AND ?11 IS NOT NULL))";

void bind_value(Statement& statement, const HistoryValue& value) {
  statement.bind(5, static_cast<std::int64_t>(value.runs));
  statement.bind(6, static_cast<std::int64_t>(value.samples));
  statement.bind(7, std::optional(value.median));
  statement.bind(8, value.minimum);
  statement.bind(9, value.sd);
  statement.bind(10, value.between_sd);
  const std::optional<LogRatio>& ratio = value.ratio;
  statement.bind(11, ratio ? std::optional(ratio->estimate) : std::nullopt);
  statement.bind(12, ratio ? ratio->lower : std::nullopt);
  statement.bind(13, ratio ? ratio->upper : std::nullopt);
}

/// Runs `sql` for every row; returns how many points it changed.
Result<std::int64_t> write_points(const Database& database, const HistoryEntry& entry,
                                  const Place& place, const char* sql) {
  Result<Names> series = Names::of(
      database,
      "SELECT id FROM series WHERE name = ?1 AND metric = ?2 AND unit = ?3 AND higher_is_better = "
      "?4",
      "INSERT INTO series (name, metric, unit, higher_is_better) VALUES (?1, ?2, ?3, ?4)");
  if (!series) {
    return tl::unexpected(series.error());
  }
  Result<Statement> write = database.prepare(sql);
  if (!write) {
    return tl::unexpected(write.error());
  }
  std::int64_t changed = 0;
  for (const HistoryRow& row : entry.rows) {
    const Result<std::int64_t> id = series->id([&](Statement& statement) {
      statement.bind(1, row.id);
      statement.bind(2, row.metric);
      statement.bind(3, row.unit);
      statement.bind(4, std::int64_t{row.direction == Direction::kHigherIsBetter ? 1 : 0});
    });
    if (!id) {
      return tl::unexpected(id.error());
    }
    write->bind(1, *id);
    write->bind(2, place.machine);
    write->bind(3, place.seconds);
    write->bind(4, place.run);
    bind_value(*write, row.value);
    if (const auto done = write->run(); !done) {
      return tl::unexpected(done.error());
    }
    changed += database.changes();
  }
  return changed;
}

Result<std::int64_t> complete_run(const Database& database, const HistoryRun& run,
                                  std::int64_t id) {
  Result<Statement> update = database.prepare(
      "UPDATE run SET verdict = CASE verdict WHEN '' THEN ?2 ELSE verdict END, "
      "base_commit = CASE base_commit WHEN '' THEN ?3 ELSE base_commit END, "
      "ref = CASE ref WHEN '' THEN ?4 ELSE ref END WHERE id = ?1 AND ((verdict = '' AND ?2 <> '') "
      "OR (base_commit = '' AND ?3 <> '') OR (ref = '' AND ?4 <> ''))");
  if (!update) {
    return tl::unexpected(update.error());
  }
  update->bind(1, id);
  update->bind(2, run.verdict);
  update->bind(3, run.base_commit);
  update->bind(4, run.ref);
  if (const auto done = update->run(); !done) {
    return tl::unexpected(done.error());
  }
  return database.changes();
}

Result<Added> complete(const Database& database, const HistoryEntry& entry, Place place) {
  Result<Statement> find = database.prepare("SELECT machine_id, seconds FROM run WHERE id = ?1");
  if (!find) {
    return tl::unexpected(find.error());
  }
  find->bind(1, place.run);
  if (const auto row = find->step(); !row) {
    return tl::unexpected(row.error());
  }
  place.machine = find->integer(0);
  place.seconds = find->integer(1);
  const Result<std::int64_t> run = complete_run(database, entry.run, place.run);
  if (!run) {
    return tl::unexpected(run.error());
  }
  const Result<std::int64_t> points = write_points(database, entry, place, kCompletePoint);
  if (!points) {
    return tl::unexpected(points.error());
  }
  return *run + *points > 0 ? Added::kCompleted : Added::kKnown;
}

Result<Added> add_new(const Database& database, const HistoryEntry& entry, const std::string& hash,
                      const std::string& now) {
  const Result<std::int64_t> machine = machine_id(database, entry.run.machine_key);
  if (!machine) {
    return tl::unexpected(machine.error());
  }
  Place place;
  place.machine = *machine;
  place.seconds = rfc3339_seconds(entry.run.created).value_or(rfc3339_seconds(now).value_or(0));
  const Result<std::int64_t> run = insert_run(database, entry, hash, now, place);
  if (!run) {
    return tl::unexpected(run.error());
  }
  place.run = *run;
  const Result<std::int64_t> points = write_points(database, entry, place, kInsertPoint);
  if (!points) {
    return tl::unexpected(points.error());
  }
  return Added::kNew;
}

}  // namespace

Result<Added> History::add(const HistoryEntry& entry, const std::string& now) {
  const Database& database = store_->database;
  if (entry.rows.empty()) {
    return input_error(entry.run.path + ": no row with samples to add to the history");
  }
  Result<Transaction> transaction = Transaction::begin(database);
  if (!transaction) {
    return tl::unexpected(transaction.error());
  }
  const std::string hash = history_detail::entry_hash(entry);
  Result<std::int64_t> known = known_run(database, hash);
  if (known && *known == 0) {
    known = run_around(database, entry);
  }
  if (!known) {
    return tl::unexpected(known.error());
  }
  Result<Added> added =
      *known == 0 ? add_new(database, entry, hash, now) : complete(database, entry, {*known, 0, 0});
  if (!added) {
    return added;
  }
  if (const auto committed = transaction->commit(); !committed) {
    return tl::unexpected(committed.error());
  }
  return added;
}

}  // namespace perfgate
