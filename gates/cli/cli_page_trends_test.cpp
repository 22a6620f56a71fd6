// SPDX-License-Identifier: Apache-2.0
// The history on the page of a report: of its rows, on its machine, up to its time; and a history
// that cannot be read.
#include "cli_harness.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace perfgate::cli_test {
namespace {

constexpr const char* kSection = "<section id=\"history\">";

/// Results of 40 repetitions on the day `date`; copy/3 is in no other results.
std::string results_on(const std::string& date, double nanoseconds, unsigned salt) {
  std::string text =
      google_benchmark({{"copy/1", nanoseconds}, {"copy/2", 2000}, {"copy/3", 5}}, 0.01, salt);
  const std::string fixed = "2025-10-04";
  return text.replace(text.find(fixed), fixed.size(), date);
}

/// A history of 30 days; copy/1 is 20 % slower from the 16th on.
void thirty_days(const Results& folder, const std::string& file) {
  folder.put("perfgate.toml", "[run]\nhistory = \"" + file + "\"\n");
  std::vector<std::string> args = {"history", "add"};
  for (unsigned day = 1; day <= 30; ++day) {
    const std::string name = fmt::format("day-{:02}.json", day);
    folder.put(name, results_on(fmt::format("2025-03-{:02}", day), day > 15 ? 1200 : 1000, day));
    args.push_back(folder.path(name));
  }
  REQUIRE(folder.call(args).code == 0);
}

TEST_CASE("page trends: gate.html shows what its rows did, this run included") {
  const Results folder;
  thirty_days(folder, "h.db");
  const Outcome gate = folder.call({"gate", folder.path("old.json"), folder.path("slow.json")});
  CHECK(gate.code == 1);
  CHECK_FALSE(contains(gate.err, "history"));
  const std::string page = folder.get("reports/latest/gate.html");
  CHECK(contains(page, kSection));
  CHECK(times(page, "History of this row") == 2);
  CHECK(times(page, "31 measurements, lower is better") == 2);
  CHECK(times(page, "from 2025-03-16") == 2);  // the mark and the list below
  CHECK_FALSE(contains(page, "not searched"));
  CHECK_FALSE(contains(page, "copy/<wbr>3"));  // no row of the report
}

TEST_CASE("page trends: a stored report stays the same page while the history grows") {
  const Results folder;
  thirty_days(folder, "h.db");
  CHECK(folder.call({"gate", folder.path("old.json"), folder.path("slow.json")}).code == 1);
  const auto stored = [&] {
    return folder.call({"report", folder.path("reports/latest/gate.json"), "--format", "html"});
  };
  CHECK(stored().out == folder.get("reports/latest/gate.html"));
  folder.put("later.json", results_on("2025-12-01", 1000, 77));
  CHECK(folder.call({"history", "add", folder.path("later.json")}).code == 0);
  CHECK(contains(folder.call({"history", "trend", "copy/1"}).out, "32 runs"));
  CHECK(stored().out == folder.get("reports/latest/gate.html"));
}

TEST_CASE("page trends: another machine has another history") {
  const Results folder;
  thirty_days(folder, "h.db");
  CHECK(folder.call({"gate", folder.path("old.json"), folder.path("slow.json")}).code == 1);
  std::string report = folder.get("reports/latest/gate.json");
  const std::string key = "\"machine_key\": \"\"";
  const std::size_t current = report.find("\"current\": {\n    \"commit\"");
  REQUIRE(current != std::string::npos);
  const std::size_t at = report.find(key, current);
  REQUIRE(at != std::string::npos);
  folder.put("there.json", report.replace(at, key.size(), "\"machine_key\": \"x86_64-abc\""));
  const Outcome there = folder.call({"report", folder.path("there.json"), "--format", "html"});
  CHECK(there.code == 1);
  CHECK(there.err.empty());
  CHECK_FALSE(contains(there.out, kSection));
}

TEST_CASE("page trends: history.db beside the configuration is known to compare, too") {
  const Results folder;
  thirty_days(folder, "history.db");
  folder.put("perfgate.toml", "[policy]\nundecided = \"warn\"\n");
  const std::vector<std::string> compare = {"compare", folder.path("old.json"),
                                            folder.path("slow.json"), "--format", "html"};
  const Outcome known = folder.call(compare);
  CHECK(known.code == 1);
  CHECK(times(known.out, "30 measurements, lower is better") == 2);
  folder.put("perfgate.toml", "[run]\nhistory = \"none-yet.db\"\n");
  const Outcome none = folder.call(compare);
  CHECK(none.code == 1);
  CHECK(none.err.empty());
  CHECK_FALSE(contains(none.out, kSection));
}

TEST_CASE("page trends: change points are searched in the first twelve rows, the others say so") {
  const Results folder;
  std::vector<std::pair<std::string, double>> rows;
  for (int i = 0; i < 14; ++i) {
    rows.emplace_back(fmt::format("row/{}", i), 1000);
  }
  folder.put("a.json", google_benchmark(rows, 0.01, 1));
  folder.put("b.json", google_benchmark(rows, 0.01, 2));
  CHECK(folder.call({"history", "add", folder.path("a.json")}).code == 0);
  const Outcome page =
      folder.call({"compare", folder.path("a.json"), folder.path("b.json"), "--format", "html"});
  CHECK(times(page.out, "1 measurement, lower is better; not searched for change points: ") == 14);
  CHECK(times(page.out, "points: 1 run; a search needs 30") == 12);
  CHECK(times(page.out, "points: only the first 12 rows of a page are") == 2);
}

TEST_CASE("page trends: a history that cannot be read is a warning, the verdict stays") {
  const Results folder;
  folder.put("history.db", "not a history");
  std::vector<std::string> compare = {"compare", folder.path("old.json"), folder.path("slow.json"),
                                      "--format", "html"};
  const Outcome page = folder.call(compare);
  CHECK(page.code == 1);
  CHECK(contains(page.err, "perfgate: warning: the page has no history: "));
  CHECK(contains(page.err, "history.db: not a history of perfgate"));
  CHECK(page.out.starts_with("<!DOCTYPE html>"));
  CHECK_FALSE(contains(page.out, kSection));
  const Outcome gate = folder.call({"gate", folder.path("old.json"), folder.path("same.json")});
  CHECK(gate.code == 0);
  CHECK(times(gate.err, "the page has no history") == 1);
  compare.back() = "text";
  CHECK_FALSE(contains(folder.call(compare).err, "history"));  // no page, nobody asks
}

}  // namespace
}  // namespace perfgate::cli_test
