// SPDX-License-Identifier: Apache-2.0
// Files that are no history, or were one: every one is refused with one sentence and stays byte for
// byte what it was.
#include "history/database.h"
#include "history/test_entries.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

namespace perfgate {
namespace {

using history_detail::Database;
using history_detail::OpenMode;
using history_detail::Transaction;
using history_test::entry_at;
using history_test::kNow;
using history_test::opened;

// The error of opening for `access`, which must leave the bytes alone.
std::string refusal(const TestFolder& folder, const std::string& name, HistoryAccess access) {
  const std::string before = folder.get(name);
  Result<History> history = History::open(folder.path(name), access, 50);
  std::string message = "accepted";
  if (!history) {
    message = history.error().message;
    CHECK(history.error().code == ExitCode::kInput);
    CHECK(message.find('\n') == std::string::npos);
    CHECK(message.starts_with(folder.path(name) + ": "));
  }
  CHECK(folder.get(name) == before);
  return message;
}

bool says(const std::string& message, const std::string& part) {
  INFO(message);
  return message.find(part) != std::string::npos;
}

// A closed history of about 60 runs and 20 rows: many pages, nothing left in a log beside it.
void fill(const TestFolder& folder, const std::string& name) {
  History history = opened(folder.path(name));
  std::vector<std::pair<std::string, double>> rows;
  for (int i = 0; i < 20; ++i) {
    rows.emplace_back("group/row-" + std::to_string(i), 1 + i);
  }
  for (int i = 0; i < 60; ++i) {
    rows.front().second = 1 + i;
    const std::string minute = (i < 10 ? "0" : "") + std::to_string(i);
    REQUIRE(history.add(entry_at("2026-03-01T12:" + minute + ":00Z", rows), kNow).has_value());
  }
}

TEST_CASE("history files: missing, text, folder, FIFO, empty") {
  const TestFolder folder;
  const auto missing = History::open(folder.path("none.db"), HistoryAccess::kRead);
  REQUIRE(!missing.has_value());
  CHECK(says(missing.error().message, "there is no history; perfgate history add"));
  CHECK(!std::filesystem::exists(folder.path("none.db")));

  folder.put("text.db", "runs,rows\n1,2\n");
  folder.put("short.db", "x");
  for (const char* name : {"text.db", "short.db"}) {
    for (const HistoryAccess access : {HistoryAccess::kRead, HistoryAccess::kWrite}) {
      CHECK(says(refusal(folder, name, access), "it is no SQLite file"));
    }
  }
  std::filesystem::create_directory(folder.path("folder.db"));
  REQUIRE(::mkfifo(folder.path("fifo.db").c_str(), 0600) == 0);
  for (const char* name : {"folder.db", "fifo.db"}) {
    const auto history = History::open(folder.path(name), HistoryAccess::kWrite);
    REQUIRE(!history.has_value());
    CHECK(says(history.error().message, "it is no file"));
  }
  folder.put("empty.db", "");
  CHECK(says(refusal(folder, "empty.db", HistoryAccess::kRead), "there is no history"));
  CHECK(History::open(folder.path("empty.db"), HistoryAccess::kWrite).has_value());
  folder.put("file", "");
  CHECK(!History::open(folder.path("file/h.db"), HistoryAccess::kWrite).has_value());
}

TEST_CASE("history files: readers leave nothing behind") {
  const TestFolder folder;
  fill(folder, "h.db");
  const std::string before = folder.get("h.db");
  {
    Result<History> history = History::open(folder.path("h.db"), HistoryAccess::kRead);
    REQUIRE(history.has_value());
    CHECK(history->runs(100)->size() == 60);
    CHECK(!history->add(entry_at("2026-03-02T12:00:00Z", {{"a", 1}}), kNow).has_value());
  }
  CHECK(folder.get("h.db") == before);
  CHECK(folder.entries() == 1);  // no log, no shared memory
}

TEST_CASE("history files: truncated at many places") {
  const TestFolder folder;
  fill(folder, "whole.db");
  const std::string whole = folder.get("whole.db");
  REQUIRE(whole.size() > 20'000);
  for (const std::size_t size :
       {std::size_t{17}, std::size_t{100}, std::size_t{4095}, std::size_t{4096}, whole.size() / 2,
        whole.size() / 2 + 7, whole.size() - 4096, whole.size() - 1}) {
    CAPTURE(size);
    for (const HistoryAccess access : {HistoryAccess::kRead, HistoryAccess::kWrite}) {
      folder.put("cut.db", whole.substr(0, size));
      const std::string message = refusal(folder, "cut.db", access);
      CHECK((says(message, "damaged or truncated") || says(message, "no SQLite file")));
    }
  }
}

TEST_CASE("history files: damage inside is found before anything is written") {
  const TestFolder folder;
  fill(folder, "whole.db");
  const std::string whole = folder.get("whole.db");
  for (std::size_t page = 1; page < whole.size() / 4096; ++page) {
    CAPTURE(page);
    std::string hurt = whole;
    hurt.replace(page * 4096, 64, std::string(64, '\x5a'));
    folder.put("hurt.db", hurt);
    CHECK(says(refusal(folder, "hurt.db", HistoryAccess::kWrite), "damaged or truncated"));
  }
  CHECK(History::open(folder.path("whole.db"), HistoryAccess::kWrite).has_value());
}

TEST_CASE("history files: of a newer version, of another program") {
  const TestFolder folder;
  fill(folder, "h.db");
  {
    const auto database = Database::open(folder.path("h.db"), OpenMode::kCreate, 100);
    REQUIRE(database.has_value());
    REQUIRE(database->execute("PRAGMA user_version = 99").has_value());
    const auto other = Database::open(folder.path("other.db"), OpenMode::kCreate, 100);
    REQUIRE(other.has_value());
    REQUIRE(other->execute("CREATE TABLE t (x)").has_value());
  }
  for (const HistoryAccess access : {HistoryAccess::kRead, HistoryAccess::kWrite}) {
    CHECK(says(refusal(folder, "h.db", access),
               "written by a newer perfgate (version 99 of the history; this program knows up to"));
    CHECK(says(refusal(folder, "other.db", access), "the SQLite file of another program"));
  }
}

TEST_CASE("history files: locked by another process, then free again") {
  const TestFolder folder;
  fill(folder, "h.db");
  const auto database = Database::open(folder.path("h.db"), OpenMode::kCreate, 100);
  REQUIRE(database.has_value());
  {
    const auto transaction = Transaction::begin(*database);
    REQUIRE(transaction.has_value());
    const auto blocked = History::open(folder.path("h.db"), HistoryAccess::kWrite, 50);
    REQUIRE(!blocked.has_value());
    CHECK(says(blocked.error().message, "locked by another process"));
    CHECK(blocked.error().code == ExitCode::kInput);
    CHECK(History::open(folder.path("h.db"), HistoryAccess::kRead, 50).has_value());
  }
  CHECK(History::open(folder.path("h.db"), HistoryAccess::kWrite, 50).has_value());
}

TEST_CASE("history files: names that SQLite would read in its own way") {
  const TestFolder folder;
  for (const char* name : {"file:x?mode=memory", "a?b#c%41.db", ":memory:", "with space"}) {
    CAPTURE(name);
    { REQUIRE(History::open(folder.path(name), HistoryAccess::kWrite).has_value()); }
    CHECK(std::filesystem::exists(folder.path(name)));
    const auto frozen = Database::open(folder.path(name), OpenMode::kImmutable, 100);
    REQUIRE(frozen.has_value());
    CHECK(frozen->number("PRAGMA user_version").value() >= 1);
  }
  CHECK(!History::open(std::string("a\0b", 3), HistoryAccess::kWrite).has_value());
}

}  // namespace
}  // namespace perfgate
