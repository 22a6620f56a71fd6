// SPDX-License-Identifier: Apache-2.0
// A point carries machine and time of its run in its key: the newest points of one row on one
// machine lie side by side, however many others there are.
#include "history/history_schema.h"

#include <fmt/format.h>

#include <array>

namespace perfgate::history_detail {
namespace {

constexpr const char* kFirstVersion = R"sql(
CREATE TABLE machine (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  created TEXT NOT NULL,
  seconds INTEGER NOT NULL,
  added TEXT NOT NULL,
  commit_id TEXT NOT NULL,
  ref TEXT NOT NULL,
  base_commit TEXT NOT NULL,
  machine_id INTEGER NOT NULL REFERENCES machine (id),
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  verdict TEXT NOT NULL,
  point_count INTEGER NOT NULL CHECK (point_count > 0)
) STRICT;
CREATE INDEX run_by_time ON run (seconds, id);
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  metric TEXT NOT NULL,
  unit TEXT NOT NULL,
  higher_is_better INTEGER NOT NULL CHECK (higher_is_better IN (0, 1)),
  UNIQUE (name, metric, unit, higher_is_better)
) STRICT;
CREATE TABLE point (
  series_id INTEGER NOT NULL REFERENCES series (id),
  machine_id INTEGER NOT NULL REFERENCES machine (id),
  seconds INTEGER NOT NULL,
  run_id INTEGER NOT NULL REFERENCES run (id),
  runs INTEGER NOT NULL CHECK (runs > 0),
  samples INTEGER NOT NULL CHECK (samples > 0),
  median REAL NOT NULL,
  minimum REAL,
  sd REAL,
  between_sd REAL,
  log_ratio REAL,
  log_lower REAL,
  log_upper REAL,
  PRIMARY KEY (series_id, machine_id, seconds, run_id)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array<const char*, 1> kMigrations = {kFirstVersion};

struct Identity {
  std::int64_t application = 0, version = 0, tables = 0;
};

Result<Identity> identity_of(const Database& database) {
  Identity identity;
  const std::pair<const char*, std::int64_t*> questions[] = {
      {"PRAGMA application_id", &identity.application},
      {"PRAGMA user_version", &identity.version},
      {"SELECT count(*) FROM sqlite_schema", &identity.tables}};
  for (const auto& [question, answer] : questions) {
    const Result<std::int64_t> number = database.number(question);
    if (!number) {
      return tl::unexpected(number.error());
    }
    *answer = *number;
  }
  return identity;
}

Result<void> refuse_strangers(const Database& database, const Identity& identity,
                              std::int64_t newest) {
  const bool empty = identity.tables == 0 && identity.application == 0 && identity.version == 0;
  if (!empty && identity.application != kApplicationId) {
    return input_error(fmt::format(
        "{}: not a history of perfgate: the SQLite file of another program", database.path()));
  }
  if (identity.version > newest) {
    return input_error(
        fmt::format("{}: written by a newer perfgate (version {} of the history; this program "
                    "knows up to {}); it was not changed",
                    database.path(), identity.version, newest));
  }
  if (identity.version < 0) {
    return input_error(
        fmt::format("{}: damaged: its version is {}", database.path(), identity.version));
  }
  return {};
}

}  // namespace

std::span<const char* const> history_migrations() {
  return kMigrations;
}

Result<void> migrate(const Database& database, std::span<const char* const> steps) {
  Result<Transaction> transaction = Transaction::begin(database);
  if (!transaction) {
    return tl::unexpected(transaction.error());
  }
  const Result<Identity> identity = identity_of(database);
  if (!identity) {
    return tl::unexpected(identity.error());
  }
  const auto newest = static_cast<std::int64_t>(steps.size());
  if (auto ours = refuse_strangers(database, *identity, newest); !ours) {
    return ours;
  }
  if (identity->version == newest) {
    return {};  // the transaction has changed nothing and is rolled back
  }
  for (std::int64_t version = identity->version; version < newest; ++version) {
    if (auto done = database.execute(steps[static_cast<std::size_t>(version)]); !done) {
      return done;
    }
  }
  const std::string stamp =
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, newest);
  if (auto stamped = database.execute(stamp.c_str()); !stamped) {
    return stamped;
  }
  return transaction->commit();
}

Result<void> check_version(const Database& database, std::int64_t wanted) {
  const Result<Identity> identity = identity_of(database);
  if (!identity) {
    return tl::unexpected(identity.error());
  }
  if (auto ours = refuse_strangers(database, *identity, wanted); !ours) {
    return ours;
  }
  if (identity->version < wanted) {
    return input_error(
        fmt::format("{}: version {} of the history, this program reads {}; perfgate "
                    "history add brings it up to date",
                    database.path(), identity->version, wanted));
  }
  return {};
}

}  // namespace perfgate::history_detail
