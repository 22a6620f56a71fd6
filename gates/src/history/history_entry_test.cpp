// SPDX-License-Identifier: Apache-2.0
// Entries from result sets and reports: what is kept, and that both ways give the same entry.
#include "history/entry_key.h"
#include "policy/test_results.h"

#include <perfgate/history.h>

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

using history_detail::entry_hash;

TEST_CASE("history entry: the figures of a row") {
  ResultSet set = test::set_of({test::row_of("a", {{1, 2, 3}, {4, 5, 6, 7}})});
  set.commit = "abc";
  const HistoryEntry entry = history_entry(set);
  REQUIRE(entry.rows.size() == 1);
  const HistoryValue& value = entry.rows[0].value;
  CHECK(value.runs == 2);
  CHECK(value.samples == 7);
  CHECK(value.median == 3.75);  // of 2 and 5.5
  CHECK(value.minimum == 1.0);
  REQUIRE(value.sd);
  CHECK(std::abs(*value.sd - std::sqrt(14.0 / 3)) <= 1e-12);
  REQUIRE(value.between_sd);
  CHECK(std::abs(*value.between_sd - 3.5 / std::sqrt(2)) <= 1e-12);
  CHECK(entry.run.commit == "abc");
  CHECK(entry.run.machine_key == set.machine->key());
}

TEST_CASE(
    "history entry: one sample has no spread; failed, empty and published rows are left out") {
  ResultSet set = test::set_of({test::row_of("a", {{2}}), test::row_of("broken", {{1}}),
                                test::row_of("empty", {}), test::row_of("published", {})});
  set.rows[1].failure = "crashed";
  set.rows[3].published = PublishedFigure{1, "doc"};
  const HistoryEntry entry = history_entry(set);
  REQUIRE(entry.rows.size() == 1);
  CHECK(entry.rows[0].id == "a");
  CHECK(!entry.rows[0].value.sd);
  CHECK(!entry.rows[0].value.between_sd);
}

TEST_CASE("history entry: a report on results is the same entry as the results") {
  const ResultSet before = test::noisy_set(1, 4, test::kQuiet);
  ResultSet after = test::noisy_set(2, 4, test::kQuiet);
  after.created = "2026-03-01T11:00:00Z";
  after.commit = "abc";
  for (const bool paired : {false, true}) {
    const GateReport report =
        compare_result_sets(before, after, Config(), test::kNow, {paired, nullptr});
    const Result<GateReport> read = report_from_json(report_to_json(report), "r.json");
    REQUIRE_MESSAGE(read.has_value(), read.error().message);
    const Result<HistoryEntry> from_report = history_entry(*read);
    REQUIRE(from_report.has_value());
    CHECK(entry_hash(*from_report) == entry_hash(history_entry(after)));
    CHECK(from_report->run.verdict == suite_verdict_name(report.verdict));
    CHECK(from_report->rows[0].value.ratio.has_value() == paired);
    if (paired) {
      CHECK(std::abs(from_report->rows[0].value.ratio->estimate -
                     std::log(*report.rows[0].ratio.estimate)) <= 1e-12);
    }
  }
}

TEST_CASE("history entry: everything that makes results different makes the hash different") {
  HistoryEntry entry = history_entry(test::noisy_set(1, 2, test::kQuiet));
  const std::string hash = entry_hash(entry);
  CHECK(hash.size() == 64);
  const auto changed = [&](const auto& change) {
    HistoryEntry other = entry;
    change(other);
    return entry_hash(other) != hash;
  };
  CHECK(changed([](HistoryEntry& e) { e.run.commit = "x"; }));
  CHECK(changed([](HistoryEntry& e) { e.run.created = "2026-03-01T11:00:00Z"; }));
  CHECK(changed([](HistoryEntry& e) { e.run.machine_key = "x"; }));
  CHECK(changed([](HistoryEntry& e) { e.rows[0].metric = "memory"; }));
  CHECK(changed([](HistoryEntry& e) { e.rows[0].value.median *= 1 + 1e-15; }));
  CHECK(changed([](HistoryEntry& e) { e.rows[1].value.samples += 1; }));
  CHECK(changed([](HistoryEntry& e) { e.rows.pop_back(); }));
  CHECK(!changed([](HistoryEntry& e) { e.run.path = "elsewhere"; }));
  CHECK(!changed([](HistoryEntry& e) { e.run.verdict = "fail"; }));
  // Borders between texts do not move.
  CHECK(changed([](HistoryEntry& e) {
    e.run.commit = e.run.machine_key;
    e.run.machine_key = "";
  }));
}

TEST_CASE("history entry: a report without results is refused") {
  GateReport report;
  report.verdict = SuiteVerdict::kError;
  report.headline = "ERROR: no baseline";
  const Result<HistoryEntry> entry = history_entry(report);
  REQUIRE(!entry.has_value());
  CHECK(entry.error().message == "the report holds no results (ERROR: no baseline)");
}

TEST_CASE("history entry: times") {
  CHECK(rfc3339_seconds("1970-01-01T00:00:00Z") == 0);
  CHECK(rfc3339_seconds("2026-03-01T12:00:00Z") == 1772366400);
  CHECK(rfc3339_seconds("2026-03-01T12:00:00.123456Z") == 1772366400);
  CHECK(rfc3339_seconds("2026-03-01T14:00:00+02:00") == 1772366400);
  CHECK(rfc3339_seconds("2026-03-01T06:30:00.5-05:30") == 1772366400);
  CHECK(rfc3339_seconds("2024-02-29T00:00:00Z").has_value());
  for (const char* text :
       {"", "2026-03-01", "2026-03-01T12:00:00", "2026-02-30T12:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T12:00:00z", "2026-03-01T12:00:00+2:00", "2026-03-01T12:00:00.Z",
        "2026-03-01T12:00:00.5", "2026-03-01 12:00:00Z", "2026-03-01T12:00:00ZZ",
        "2026-03-01T12:00:00+02:000", "+026-03-01T12:00:00Z"}) {
    CAPTURE(text);
    CHECK(!rfc3339_seconds(text));
  }
}

}  // namespace
}  // namespace perfgate
