// SPDX-License-Identifier: Apache-2.0
// The ledger as files: idempotent, all or nothing, and verified against its chain.
#include "base/test_folder.h"
#include "ledger/test_report.h"

#include <perfgate/ledger.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace perfgate {
namespace {

GateReport report_of_day(int day) {
  GateReport report = test::report();
  report.created = "2026-11-1" + std::to_string(day) + "T09:00:00Z";
  return report;
}

std::vector<std::string> must_update(const std::string& path, const GateReport& report) {
  std::vector<std::string> warnings;
  const auto updated = ledger_update(path, report, warnings);
  REQUIRE_MESSAGE(updated.has_value(), (updated ? "" : updated.error().message));
  return warnings;
}

std::size_t must_verify(const std::string& path) {
  const auto lines = ledger_verify(path);
  REQUIRE_MESSAGE(lines.has_value(), (lines ? "" : lines.error().message));
  return *lines;
}

std::string verify_error(const std::string& path) {
  const auto lines = ledger_verify(path);
  REQUIRE_FALSE(lines);
  CHECK(lines.error().code == ExitCode::kInput);
  return lines.error().message;
}

std::size_t line_count(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("the same report twice gives the same text") {
  for (const std::string before :
       {"", "# Mine\n\ntext without newline",
        "head\n<!-- hoplog:start -->\n- me: hop\n<!-- hoplog:end -->\ntail\n"}) {
    const auto once = ledger_with_report(before, test::report());
    REQUIRE(once);
    const auto twice = ledger_with_report(*once, test::report());
    REQUIRE(twice);
    CHECK(*once == *twice);
    CHECK(once->starts_with(before.empty() ? "# Performance ledger\n" : before.substr(0, 4)));
    for (const char* name : {"gates", "hoplog", "decision", "perf"}) {
      const std::string start = std::string("<!-- ") + name + ":start -->\n";
      REQUIRE(once->find(start) != std::string::npos);
      CHECK(once->find(start) == once->rfind(start));
    }
  }
}

TEST_CASE("text outside the markers is never touched") {
  const std::string before =
      "# A | table\n\n<!-- perf:start -->\nold\n<!-- perf:end -->\nbetween \xff\n"
      "<!-- gates:start -->\n<!-- gates:end -->\n<!-- toc:start -->\n";
  const auto after = ledger_with_report(before, test::report());
  REQUIRE(after);
  CHECK(after->starts_with("# A | table\n\n<!-- perf:start -->\n| Row |"));
  CHECK(after->find("<!-- perf:end -->\nbetween \xff\n<!-- gates:start -->\n| Gate |") !=
        std::string::npos);
  CHECK(after->find("<!-- gates:end -->\n<!-- toc:start -->\n\n<!-- hoplog:start -->") !=
        std::string::npos);
  CHECK(after->find("old") == std::string::npos);
}

TEST_CASE("an update writes both files, and again changes neither") {
  const TestFolder folder;
  const std::string path = folder.path("LEDGER.md");
  CHECK(must_update(path, report_of_day(1)).empty());
  CHECK(must_update(path, report_of_day(2)).empty());
  const std::string markdown = folder.get("LEDGER.md"), chain = folder.get("LEDGER.jsonl");
  CHECK(line_count(chain) == 2);
  CHECK(must_verify(path) == 2);
  CHECK(must_verify(folder.path("LEDGER.jsonl")) == 2);
  must_update(path, report_of_day(2));
  CHECK(folder.get("LEDGER.md") == markdown);
  CHECK(folder.get("LEDGER.jsonl") == chain);
  must_update(path, report_of_day(1));  // an older report again: the chain never repeats one
  CHECK(folder.get("LEDGER.jsonl") == chain);
  const auto entries = ledger_entries(path);
  REQUIRE(entries);
  CHECK(entries->at(1).at("created") == "2026-11-12T09:00:00Z");
}

TEST_CASE("broken markers leave both files as they were") {
  const TestFolder folder;
  const std::string path = folder.path("LEDGER.md");
  must_update(path, report_of_day(1));
  const std::string chain = folder.get("LEDGER.jsonl");
  folder.put("LEDGER.md", "a\n<!-- gates:start -->\n");
  std::vector<std::string> warnings;
  const auto updated = ledger_update(path, report_of_day(2), warnings);
  REQUIRE_FALSE(updated);
  CHECK(updated.error().message == path + ": line 2: marker gates:start is never closed");
  CHECK(folder.get("LEDGER.jsonl") == chain);
  CHECK(folder.get("LEDGER.md") == "a\n<!-- gates:start -->\n");
}

TEST_CASE("a broken chain leaves both files as they were") {
  const TestFolder folder;
  const std::string path = folder.path("LEDGER.md");
  must_update(path, report_of_day(1));
  const std::string markdown = folder.get("LEDGER.md");
  std::string chain = folder.get("LEDGER.jsonl");
  chain.replace(chain.find("fail"), 4, "pass");
  folder.put("LEDGER.jsonl", chain);
  std::vector<std::string> warnings;
  REQUIRE_FALSE(ledger_update(path, report_of_day(2), warnings));
  CHECK(folder.get("LEDGER.jsonl") == chain);
  CHECK(folder.get("LEDGER.md") == markdown);
  CHECK(verify_error(path).find("LEDGER.jsonl:1: sha256 is not that of the line") !=
        std::string::npos);
}

TEST_CASE("a torn last line is refused by verify, cut by update, and said") {
  const TestFolder folder;
  const std::string path = folder.path("LEDGER.md");
  must_update(path, report_of_day(1));
  const std::string chain = folder.get("LEDGER.jsonl");
  folder.put("LEDGER.jsonl", chain + "{\"schema\":");
  CHECK(verify_error(path).find("LEDGER.jsonl:2: the last line is torn") != std::string::npos);
  const auto warnings = must_update(path, report_of_day(2));
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("the last line was torn (10 bytes)") != std::string::npos);
  CHECK(must_verify(path) == 2);
  CHECK(folder.get("LEDGER.jsonl").starts_with(chain));
}

TEST_CASE("lines cut off at the end of the chain show against the hoplog") {
  const TestFolder folder;
  const std::string path = folder.path("LEDGER.md");
  must_update(path, report_of_day(1));
  const std::string chain = folder.get("LEDGER.jsonl");
  must_update(path, report_of_day(2));
  folder.put("LEDGER.jsonl", chain);
  CHECK(must_verify(folder.path("LEDGER.jsonl")) == 1);
  CHECK(verify_error(path).find("the hoplog names report ") != std::string::npos);
}

TEST_CASE("paths that are not there or not a Markdown ledger") {
  const TestFolder folder;
  CHECK(verify_error(folder.path("none.md")).find("none.jsonl") != std::string::npos);
  std::vector<std::string> warnings;
  const auto updated = ledger_update(folder.path("x.jsonl"), test::report(), warnings);
  REQUIRE_FALSE(updated);
  CHECK(updated.error().code == ExitCode::kUsage);
  folder.put("file", "");
  CHECK_FALSE(ledger_update(folder.path("file/x.md"), test::report(), warnings));
  must_update(folder.path("plain"), test::report());
  CHECK(must_verify(folder.path("plain")) == 1);
  CHECK(folder.get("plain.jsonl").size() > 100);
}

}  // namespace perfgate
