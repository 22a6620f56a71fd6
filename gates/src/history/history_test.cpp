// SPDX-License-Identifier: Apache-2.0
// The store: what is added comes back, the same results are known, order, choice of rows, machines
// and refs; several connections.
#include "history/database.h"
#include "history/history_schema.h"
#include "history/test_entries.h"

#include <doctest/doctest.h>

#include <thread>

namespace perfgate {
namespace {

using history_detail::Database;
using history_detail::OpenMode;
using history_test::entry_at;
using history_test::kNow;
using history_test::opened;

constexpr const char* kKey = "x86_64-aaaaaaaaaaaa";

Trend only_trend(History& history, const TrendQuery& query) {
  Result<std::vector<Trend>> trends = history.trends(query);
  REQUIRE_MESSAGE(trends.has_value(), trends.error().message);
  REQUIRE(trends->size() == 1);
  return trends->front();
}

std::vector<double> medians(const Trend& trend) {
  std::vector<double> values;
  for (const TrendPoint& point : trend.points) {
    values.push_back(point.value.median);
  }
  return values;
}

TEST_CASE("history: a run comes back as it was added") {
  const TestFolder folder;
  History history = opened(folder.path("sub/history.db"));
  HistoryEntry entry = entry_at("2026-03-01T12:00:00Z", {{"a/1", 1.5}, {"b", 2.5}});
  entry.run.ref = "main";
  entry.run.verdict = "pass";
  entry.rows[0].value.minimum = 1.25;
  entry.rows[0].value.between_sd = 0.125;
  entry.rows[0].value.ratio = LogRatio{0.5, 0.25, std::nullopt};
  entry.rows[1].direction = Direction::kHigherIsBetter;
  REQUIRE(history.add(entry, kNow).value() == Added::kNew);

  const auto runs = history.runs(10);
  REQUIRE(runs.has_value());
  REQUIRE(runs->size() == 1);
  CHECK(runs->front().rows == 2);
  CHECK(runs->front().run.created == "2026-03-01T12:00:00Z");
  CHECK(runs->front().run.ref == "main");
  CHECK(runs->front().run.machine_key == kKey);
  CHECK(runs->front().run.verdict == "pass");

  const Trend trend = only_trend(history, {"a/1", "", "", "", 10});
  CHECK(trend.machine_key == kKey);
  CHECK(trend.direction == Direction::kLowerIsBetter);
  REQUIRE(trend.points.size() == 1);
  const HistoryValue& value = trend.points.front().value;
  CHECK(value.median == 1.5);
  CHECK(value.runs == 5);
  CHECK(value.samples == 50);
  CHECK(value.minimum == 1.25);
  CHECK(!value.sd);
  CHECK(value.between_sd == 0.125);
  REQUIRE(value.ratio);
  CHECK(value.ratio->estimate == 0.5);
  CHECK(value.ratio->lower == 0.25);
  CHECK(!value.ratio->upper);
  CHECK(only_trend(history, {"b", "", "", "", 10}).direction == Direction::kHigherIsBetter);
}

TEST_CASE("history: given rows on one machine up to a time, in their order") {
  const TestFolder folder;
  History history = opened(folder.path("h.db"));
  for (const char* day : {"01", "02", "03"}) {
    const std::string created = std::string("2026-03-") + day + "T12:00:00Z";
    HistoryEntry entry = entry_at(created, {{"a", day[1] - '0'}, {"b", 5}, {"c", 6}});
    entry.rows[2].unit = "B";
    REQUIRE(history.add(entry, kNow).value() == Added::kNew);
    entry.run.machine_key = "";
    entry.rows[0].value.median += 10;
    REQUIRE(history.add(entry, kNow).value() == Added::kNew);
  }
  const auto asked = [&](const RowsQuery& query) {
    Result<std::vector<Trend>> trends = history.trends_of(query);
    REQUIRE_MESSAGE(trends.has_value(), trends.error().message);
    return *trends;
  };
  RowsQuery query;
  // "c" in seconds, "a" where more is better and the pattern are no stored rows.
  query.rows = {{"b", "time", "s"},
                {"c", "time", "s"},
                {"a", "time", "s", Direction::kHigherIsBetter},
                {".*", "time", "s"},
                {"a", "time", "s"}};
  query.machine = kKey;
  query.until = "2026-03-02T12:00:00Z";
  const std::vector<Trend> trends = asked(query);
  REQUIRE(trends.size() == 2);
  CHECK(trends[0].id == "b");
  CHECK(trends[1].id == "a");
  CHECK(trends[1].machine_key == kKey);
  CHECK(medians(trends[1]) == std::vector<double>{1, 2});
  query.machine = "";
  CHECK(medians(asked(query)[1]) == std::vector<double>{11, 12});
  query.until = "";
  CHECK(medians(asked(query)[1]) == std::vector<double>{11, 12, 13});
  query.last = 2;
  CHECK(medians(asked(query)[1]) == std::vector<double>{12, 13});
  query.machine = "x86_64-bbbbbbbbbbbb";
  CHECK(asked(query).empty());
}

TEST_CASE("history: the same results twice change nothing, a verdict later is filled in") {
  const TestFolder folder;
  History history = opened(folder.path("h.db"));
  HistoryEntry entry = entry_at("2026-03-01T12:00:00Z", {{"a", 1}});
  CHECK(history.add(entry, kNow).value() == Added::kNew);
  CHECK(history.add(entry, "2026-03-09T12:00:00Z").value() == Added::kKnown);
  entry.run.path = "elsewhere";  // copied
  entry.run.kind = "baseline";
  CHECK(history.add(entry, kNow).value() == Added::kKnown);
  entry.run.verdict = "fail";
  entry.rows[0].value.minimum = 0.5;
  CHECK(history.add(entry, kNow).value() == Added::kCompleted);
  CHECK(history.add(entry, kNow).value() == Added::kKnown);
  entry.run.verdict = "pass";  // the first to say something is believed
  entry.rows[0].value.minimum = 0.25;
  CHECK(history.add(entry, kNow).value() == Added::kKnown);
  const Trend trend = only_trend(history, {"a", "", "", "", 10});
  REQUIRE(trend.points.size() == 1);
  CHECK(trend.points[0].about.verdict == "fail");
  CHECK(trend.points[0].value.minimum == 0.5);
  entry.rows[0].value.median = 1.5;  // other results of the same second
  CHECK(history.add(entry, kNow).value() == Added::kNew);
  CHECK(history.runs(10)->size() == 2);
}

TEST_CASE("history: a part of known results is known: a report without new rows, a filter") {
  const TestFolder folder;
  History history = opened(folder.path("h.db"));
  const HistoryEntry whole = entry_at("2026-03-01T12:00:00Z", {{"a", 1}, {"b", 2}, {"c", 3}});
  REQUIRE(history.add(whole, kNow).value() == Added::kNew);
  HistoryEntry part = whole;
  part.rows.erase(part.rows.begin() + 1);
  CHECK(history.add(part, kNow).value() == Added::kKnown);
  part.run.verdict = "pass";
  CHECK(history.add(part, kNow).value() == Added::kCompleted);
  CHECK(history.runs(9)->size() == 1);
  part.rows[0].value.median = 1.5;  // one row of the same second differs
  CHECK(history.add(part, kNow).value() == Added::kNew);
  part = whole;
  part.rows.pop_back();
  part.run.commit = "another";
  CHECK(history.add(part, kNow).value() == Added::kNew);
  CHECK(history.runs(9)->size() == 3);
}

TEST_CASE("history: order is by time, not by addition; the newest N; time zones count") {
  const TestFolder folder;
  History history = opened(folder.path("h.db"));
  for (const auto& [time, value] : std::vector<std::pair<std::string, double>>{
           {"2026-03-03T00:00:00Z", 3},
           {"2026-03-01T00:00:00Z", 1},
           {"2026-03-04T01:30:00+02:00", 4},  // 23:30 of the third
           {"2026-03-02T00:00:00Z", 2}}) {
    REQUIRE(history.add(entry_at(time, {{"a", value}}), kNow).has_value());
  }
  CHECK(medians(only_trend(history, {"a", "", "", "", 10})) == std::vector<double>{1, 2, 3, 4});
  CHECK(medians(only_trend(history, {"a", "", "", "", 2})) == std::vector<double>{3, 4});
  CHECK(history.runs(1)->front().run.created == "2026-03-04T01:30:00+02:00");
}

TEST_CASE("history: results without a time take that of their addition, and are known again") {
  const TestFolder folder;
  History history = opened(folder.path("h.db"));
  CHECK(history.add(entry_at("", {{"a", 1}}), "2026-03-01T12:00:00Z").value() == Added::kNew);
  CHECK(history.add(entry_at("", {{"a", 1}}), "2026-03-02T12:00:00Z").value() == Added::kKnown);
  CHECK(history.add(entry_at("yesterday", {{"a", 2}}), "2026-03-03T12:00:00Z").has_value());
  const Trend trend = only_trend(history, {"a", "", "", "", 10});
  REQUIRE(trend.points.size() == 2);
  CHECK(trend.points[0].about.created == "2026-03-01T12:00:00Z");
  CHECK(trend.points[1].about.created == "2026-03-03T12:00:00Z");
}

TEST_CASE("history: rows by exact id, by pattern, metric, machine and ref") {
  const TestFolder folder;
  History history = opened(folder.path("h.db"));
  HistoryEntry entry = entry_at("2026-03-01T12:00:00Z", {{"a.b", 1}, {"aXb", 2}, {"c", 3}});
  entry.rows[2].metric = "memory";
  entry.rows[2].unit = "B";
  entry.run.ref = "main";
  REQUIRE(history.add(entry, kNow).has_value());
  entry.run.machine_key = "arm64-bbbbbbbbbbbb";
  entry.run.ref = "topic";
  REQUIRE(history.add(entry, kNow).has_value());

  CHECK(history.trends({"a.b", "", kKey, "", 10})->size() == 1);  // the id, not the pattern
  CHECK(history.trends({"^a.b$", "", kKey, "", 10})->size() == 2);
  CHECK(history.trends({"", "", "", "", 10})->size() == 6);
  CHECK(history.trends({"", "memory", "", "", 10})->size() == 2);
  CHECK(history.trends({"", "", "", "topic", 10})->front().machine_key == "arm64-bbbbbbbbbbbb");
  const auto none = history.trends({"nothing", "time", "", "main", 10});
  REQUIRE(!none.has_value());
  CHECK(none.error().code == ExitCode::kInput);
  CHECK(none.error().message ==
        folder.path("h.db") + ": no row matches row 'nothing', metric 'time', ref 'main'");
  const auto bad = history.trends({"(", "", "", "", 10});
  REQUIRE(!bad.has_value());
  CHECK(bad.error().code == ExitCode::kUsage);
}

TEST_CASE("history: hostile names are values, never SQL") {
  const TestFolder folder;
  History history = opened(folder.path("h.db"));
  const std::string evil = "x'); DROP TABLE point; --\"\n\\u00fc";
  HistoryEntry entry = entry_at("2026-03-01T12:00:00Z", {{evil, 1}});
  entry.run.ref = evil;
  entry.run.commit = evil;
  REQUIRE(history.add(entry, kNow).has_value());
  const Trend trend = only_trend(history, {evil, "", "", evil, 10});
  CHECK(trend.id == evil);
  CHECK(trend.points.front().about.commit == evil);
  CHECK(history.runs(10)->size() == 1);
}

TEST_CASE("history: nothing to add is an error, and half an addition leaves nothing") {
  const TestFolder folder;
  History history = opened(folder.path("h.db"));
  CHECK(!history.add(entry_at("2026-03-01T12:00:00Z", {}), kNow).has_value());
  HistoryEntry entry = entry_at("2026-03-01T12:00:00Z", {{"a", 1}, {"b", 1}});
  entry.rows[1].value.samples = 0;  // refused by the table, after the run and the first point
  CHECK(!history.add(entry, kNow).has_value());
  CHECK(history.runs(10)->empty());
  CHECK(!history.trends({"a", "", "", "", 10}).has_value());
  entry.rows[1].value.samples = 1;
  CHECK(history.add(entry, kNow).value() == Added::kNew);
}

TEST_CASE("history: several connections add and read at the same time") {
  const TestFolder folder;
  const std::string path = folder.path("h.db");
  History reader = opened(path);
  std::vector<std::thread> writers;
  std::vector<int> failures(4, 0);
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      Result<History> history = History::open(path, HistoryAccess::kWrite, 60'000);
      for (int i = 0; i < 5; ++i) {
        const HistoryEntry entry = entry_at("2026-03-01T12:00:0" + std::to_string(i) + "Z",
                                            {{"a", writer * 10.0 + i + 1}});
        failures[static_cast<std::size_t>(writer)] +=
            history && history->add(entry, kNow).has_value() ? 0 : 1;
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  CHECK(failures == std::vector<int>(4, 0));
  CHECK(reader.runs(100)->size() == 20);
  CHECK(only_trend(reader, {"a", "", "", "", 100}).points.size() == 20);
}

TEST_CASE("history: migrations run in order, once, and a failing one changes nothing") {
  const TestFolder folder;
  const std::string path = folder.path("h.db");
  Result<Database> database = Database::open(path, OpenMode::kCreate, 100);
  REQUIRE(database.has_value());
  const char* const first[] = {"CREATE TABLE t (x INTEGER) STRICT; INSERT INTO t VALUES (1)"};
  const char* const second[] = {first[0], "UPDATE t SET x = x + 1"};
  const char* const broken[] = {first[0], second[1], "UPDATE t SET x = 9; SELECT nonsense"};
  REQUIRE(history_detail::migrate(*database, first).has_value());
  REQUIRE(history_detail::migrate(*database, first).has_value());
  CHECK(database->number("SELECT x FROM t").value() == 1);
  REQUIRE(history_detail::migrate(*database, second).has_value());
  CHECK(database->number("SELECT x FROM t").value() == 2);
  CHECK(!history_detail::migrate(*database, broken).has_value());
  CHECK(database->number("SELECT x FROM t").value() == 2);
  CHECK(database->number("PRAGMA user_version").value() == 2);
  const auto newer = history_detail::migrate(*database, first);
  REQUIRE(!newer.has_value());
  CHECK(newer.error().message.find("written by a newer perfgate (version 2") != std::string::npos);
  const auto older = history_detail::check_version(*database, 3);
  REQUIRE(!older.has_value());
  CHECK(older.error().message.find("brings it up to date") != std::string::npos);
}

}  // namespace
}  // namespace perfgate
