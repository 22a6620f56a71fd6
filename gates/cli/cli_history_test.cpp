// SPDX-License-Identifier: Apache-2.0
// The verb history from the outside: add, list, trend, changepoints, their formats and errors.
#include "cli_harness.h"

#include <perfgate/json.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>

namespace perfgate::cli_test {
namespace {

/// google_benchmark of the day `day` of March.
std::string results_of(int day, double nanoseconds) {
  std::string text = google_benchmark({{"copy/1", nanoseconds}, {"copy/2", 2000}}, 0.01,
                                      static_cast<unsigned>(day));
  const std::string date = "2025-10-04";
  return text.replace(text.find(date), date.size(), fmt::format("2025-03-{:02}", day));
}

/// `count` days in a history; copy/1 is 20 % slower from day `step` on.
void fill(const Results& folder, int count, int step) {
  std::vector<std::string> args = {"history", "add"};
  for (int day = 1; day <= count; ++day) {
    const std::string name = fmt::format("day-{:02}.json", day);
    folder.put(name, results_of(day, day >= step ? 1200 : 1000));
    args.push_back(folder.path(name));
  }
  args.insert(args.end(), {"--ref", "main"});
  const Outcome outcome = folder.call(args);
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  CHECK(contains(outcome.out, "day-01.json: added (2 rows)"));
}

Json parsed(const Outcome& outcome, const char* schema) {
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  const Result<Json> json = parse_json(outcome.out, "out");
  REQUIRE(json.has_value());
  const auto valid = validate(*json, schema, "out");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  return *json;
}

}  // namespace

TEST_CASE("history: add, the same again, list") {
  const Results folder;
  fill(folder, 3, 99);
  CHECK(std::filesystem::exists(folder.path("history.db")));  // beside perfgate.toml
  const Outcome again = folder.call({"history", "add", folder.path("day-02.json")});
  CHECK(again.code == 0);
  CHECK(contains(again.out, "day-02.json: already known (2 rows)"));
  const Json list = parsed(folder.call({"history", "list", "--format", "json"}), "history");
  REQUIRE(list["runs"].size() == 3);
  CHECK(list["runs"][0]["created"] == "2025-03-03T00:00:00Z");
  CHECK(list["runs"][0]["ref"] == "main");
  CHECK(list["runs"][0]["verdict"].is_null());
  const Outcome text = folder.call({"history", "list", "--last", "1"});
  CHECK(contains(text.out, "2025-03-03T00:00:00Z"));
  CHECK(!contains(text.out, "2025-03-02T00:00:00Z"));
}

TEST_CASE("history: the file of the configuration and of --file") {
  const Results folder;
  folder.put("perfgate.toml", "[run]\nhistory = \"sub/h.db\"\n");
  CHECK(folder.call({"history", "add", folder.path("old.json")}).code == 0);
  CHECK(std::filesystem::exists(folder.path("sub/h.db")));
  CHECK(folder.call({"history", "add", folder.path("old.json"), "--file", folder.path("o.db")})
            .code == 0);
  CHECK(std::filesystem::exists(folder.path("o.db")));
  CHECK(!std::filesystem::exists(folder.path("history.db")));
}

TEST_CASE("history: trend of one row and of several, as text, JSON and CSV") {
  const Results folder;
  fill(folder, 5, 4);
  const Outcome one = folder.call({"history", "trend", "copy/1"});
  INFO(one.out << one.err);
  CHECK(one.code == 0);
  CHECK(contains(one.out, "copy/1 (time) on an unknown machine: 5 runs"));
  CHECK(contains(one.out, "2025-03-05T00:00:00Z"));
  CHECK(contains(one.out, "\u2588"));
  const Outcome both = folder.call({"history", "trend", "^copy/"});
  CHECK(contains(both.out, "copy/2"));
  CHECK(!contains(both.out, "2025-03-05"));
  const Json json =
      parsed(folder.call({"history", "trend", "--last", "2", "--format", "json"}), "trend");
  REQUIRE(json["trends"].size() == 2);
  CHECK(json["trends"][0]["points"].size() == 2);
  CHECK(json["trends"][0]["points"][1]["created"] == "2025-03-05T00:00:00Z");
  const Outcome csv = folder.call({"history", "trend", "copy/1", "--format", "csv"});
  CHECK(csv.code == 0);
  CHECK(contains(csv.out, "\r\ncopy/1,time,s,lower_is_better,,1,2025-03-01T00:00:00Z,"));
}

TEST_CASE("history: trends as a page") {
  const Results folder;
  fill(folder, 30, 16);
  const Outcome page = folder.call({"history", "trend", "--format", "html"});
  INFO(page.err);
  CHECK(page.code == 0);
  CHECK(page.out.starts_with("<!DOCTYPE html>"));
  CHECK(contains(page.out, "copy/1"));
  CHECK(contains(page.out, "<svg"));
}

TEST_CASE("history: change points name day, size and direction") {
  const Results folder;
  fill(folder, 30, 16);
  const Outcome text = folder.call({"history", "changepoints"});
  INFO(text.out << text.err);
  CHECK(text.code == 0);
  CHECK(contains(text.out, "copy/1 (time) on an unknown machine\n"));
  CHECK(contains(text.out, "between 2025-03-15T00:00:00Z"));
  CHECK(contains(text.out, "1 change point in 2 rows searched of 2"));
  const Json json =
      parsed(folder.call({"history", "changepoints", "--format", "json"}), "changepoints");
  REQUIRE(json["rows"][0]["changes"].size() == 1);
  CHECK(json["rows"][0]["changes"][0]["worse"] == true);
  CHECK(std::abs(json["rows"][0]["changes"][0]["ratio"]["estimate"].get<double>() - 1.2) <= 0.02);
  CHECK(json["rows"][1]["changes"].empty());
  const Json few = parsed(
      folder.call({"history", "changepoints", "--last", "29", "--format", "json"}), "changepoints");
  CHECK(few["rows"][0]["searched"] == false);
}

TEST_CASE("history: a report completes the results that it is about") {
  const Results folder;
  CHECK(folder.call({"history", "add", folder.path("slow.json")}).code == 0);
  const Outcome report = folder.call({"compare", folder.path("old.json"), folder.path("slow.json"),
                                      "--format", "json", "-o", folder.path("report.json")});
  INFO(report.err);
  const Outcome added = folder.call({"history", "add", folder.path("report.json")});
  INFO(added.err);
  CHECK(added.code == 0);
  CHECK(contains(added.out, "completed (2 rows)"));
  const Json list = parsed(folder.call({"history", "list", "--format", "json"}), "history");
  REQUIRE(list["runs"].size() == 1);
  CHECK(list["runs"][0]["verdict"].is_string());
}

TEST_CASE("history: gate adds what it judged, with --history or by configuration") {
  const Results folder;
  const std::vector<std::string> gate = {"gate", folder.path("old.json"), folder.path("same.json")};
  CHECK(folder.call(gate).code == 0);
  CHECK(!std::filesystem::exists(folder.path("history.db")));
  std::vector<std::string> kept = gate;
  kept.emplace_back("--history");
  CHECK(folder.call(kept).code == 0);
  Json list = parsed(folder.call({"history", "list", "--format", "json"}), "history");
  REQUIRE(list["runs"].size() == 1);
  CHECK(list["runs"][0]["verdict"] == "pass");
  folder.put("perfgate.toml", "[run]\nhistory = \"h.db\"\n[policy]\nundecided = \"warn\"\n");
  CHECK(folder.call({"gate", folder.path("old.json"), folder.path("slow.json")}).code != 3);
  list = parsed(folder.call({"history", "list", "--format", "json"}), "history");
  REQUIRE(list["runs"].size() == 1);
  CHECK(list["history"] == folder.path("h.db"));
  folder.put("h.db", "not a history");
  const Outcome broken = folder.call({"gate", folder.path("old.json"), folder.path("same.json")});
  CHECK(broken.code == 3);  // the verdict is there, and so is the error
  CHECK(contains(broken.out, "PASS"));
  CHECK(contains(broken.err, "no SQLite file"));
  CHECK(folder.get("h.db") == "not a history");
}

TEST_CASE("history: errors are one sentence with the documented code") {
  const Results folder;
  const auto refused = [&](const std::vector<std::string>& args, int code,
                           const std::string& words) {
    const Outcome outcome = folder.call(args);
    INFO(outcome.err);
    CHECK(outcome.code == code);
    CHECK(is_one_sentence(outcome));
    CHECK(contains(outcome.err, words));
  };
  refused({"history", "list"}, 3, "there is no history");
  CHECK(!std::filesystem::exists(folder.path("history.db")));
  refused({"history"}, 2, "a verb is needed");
  refused({"history", "add"}, 2, "RESULTS");
  refused({"history", "add", folder.path("none.json")}, 3, "none.json");
  fill(folder, 2, 99);
  // One bad source and nothing is stored.
  refused({"history", "add", folder.path("old.json"), folder.path("none.json")}, 3, "none.json");
  CHECK(parsed(folder.call({"history", "list", "--format", "json"}), "history")["runs"].size() ==
        2);
  refused({"history", "trend", "nothing"}, 3, "no row matches row 'nothing'");
  refused({"history", "trend", "("}, 2, "ROW");
  refused({"history", "trend", "--last", "0"}, 2, "--last");
  refused({"history", "changepoints", "--last", "1001"}, 2, "--last");
  refused({"history", "trend", "copy/1", "--format", "markdown"}, 2,
          "use --format text or json, csv");
  refused({"history", "list", "--format", "csv"}, 2, "use --format text or json");
}

}  // namespace perfgate::cli_test
