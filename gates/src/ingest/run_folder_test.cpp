// SPDX-License-Identifier: Apache-2.0
// Run folders: rounds as runs, failed and undelivered rows, interruption, several folders,
// machines.
#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

namespace perfgate {
namespace {

struct RunText {
  std::string processes;
  std::string expected = "";
  std::string failed = "";
  std::string complete = "true";
  std::string machine = R"({"hard":{"arch":"x86_64","cpu_model":"A"},"soft":{}})";
  std::string commit = "abc";
};

std::string run_json(const RunText& text) {
  return fmt::format(
      R"({{"schema":"perfgate/run/1","tool":{{"name":"perfgate","version":"1.0.0"}},)"
      R"("created":"2026-11-20T10:00:00Z","finished":null,"complete":{},"commit":"{}",)"
      R"("dirty":false,"machine":{},"features":["cpu"],"profile":"quick","filter":"","seed":1,)"
      R"("rounds":2,"processes":[{}],"expected":[{}],"failed_rows":[{}],"warnings":[]}})",
      text.complete, text.commit, text.machine, text.processes, text.expected, text.failed);
}

std::string process(int round, const std::string& output, const std::string& suite = "s") {
  return fmt::format(R"({{"round":"round-{:02}","suite":"{}","position":0,"exit_code":0,)"
                     R"("signal":null,"timed_out":false,"output":"{}"}})",
                     round, suite, output);
}

void write_rounds(const test::TempTree& tree, const std::string& below = "") {
  tree.write_benchmark("g/a", {1, 2}, "new", below + "round-01/s/");
  tree.write_benchmark("g/a", {3, 4}, "new", below + "round-02/s/");
}

const std::string kTwoRounds = process(1, "round-01/s") + "," + process(2, "round-02/s");

TEST_CASE("run folder: rounds are runs, machine and commit come along") {
  const test::TempTree tree;
  write_rounds(tree);
  tree.write("run.json", run_json({kTwoRounds}));
  for (const std::string& path : {tree.path(), tree.at("run.json")}) {
    const auto results = ingest(path);
    REQUIRE(results.has_value());
    CHECK(results->kind == "run");
    CHECK(results->path == path);
    CHECK(results->commit == "abc");
    CHECK(results->created == "2026-11-20T10:00:00Z");
    REQUIRE(results->machine.has_value());
    CHECK(results->machine->hard.at("arch") == "x86_64");
    CHECK(results->run_names == std::vector<std::string>{"round-01", "round-02"});
    REQUIRE(results->rows.size() == 1);
    REQUIRE(results->rows[0].runs.size() == 2);
    CHECK(results->rows[0].runs[1].run == "round-02");
    CHECK(std::abs(results->rows[0].runs[1].values.front() - 3e-9) <= 1e-20);
  }
}

TEST_CASE("run folder: suites share a round; a Google Benchmark file is an output too") {
  const test::TempTree tree;
  tree.write_benchmark("g/a", {1}, "new", "round-01/s/");
  tree.write("round-01/t",
             R"({"context":{},"benchmarks":[{"name":"BM","iterations":1,"real_time":5,)"
             R"("time_unit":"ns"},{"name":"bad","error_occurred":true,"error_message":"why"}]})");
  tree.write("run.json",
             run_json({process(1, "round-01/s") + "," + process(1, "round-01/t", "t")}));
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 3);
  CHECK(results->run_names == std::vector<std::string>{"round-01"});
  CHECK(results->rows[0].id == "BM");
  CHECK(results->rows[0].runs[0].run == "round-01");
  CHECK(results->rows[1].failure == "round-01: why");
}

TEST_CASE("run folder: the same row from two suites in one round is an error") {
  const test::TempTree tree;
  tree.write_benchmark("g/a", {1}, "new", "round-01/s/");
  tree.write_benchmark("g/a", {1}, "new", "round-01/t/");
  tree.write("run.json",
             run_json({process(1, "round-01/s") + "," + process(1, "round-01/t", "t")}));
  CHECK(test::message_of(ingest(tree.path())) ==
        test::Part("row 'g/a' (metric 'time') occurs twice in run 'round-01'"));
}

TEST_CASE("run folder: failed rows are failed rows, whatever the other rounds say") {
  const test::TempTree tree;
  write_rounds(tree);
  RunText text{kTwoRounds + "," + process(2, "", "t")};
  text.failed = R"({"id":"g/a","suite":"s","round":"round-02","reason":"killed by SIGSEGV"},)"
                R"({"id":"t","suite":"t","round":"round-02","reason":"no result written"})";
  tree.write("run.json", run_json(text));
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 2);
  CHECK(results->rows[0].failure == "round-02: killed by SIGSEGV");
  CHECK(results->rows[1].id == "t");
  CHECK(results->rows[1].failure == "round-02: no result written");
}

TEST_CASE("run folder: a row that was announced and not delivered is a failed row") {
  const test::TempTree tree;
  write_rounds(tree);
  RunText text{kTwoRounds};
  text.expected = R"({"suite":"s","rows":["g/a","g/b"]})";
  tree.write("run.json", run_json(text));
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 2);
  CHECK(results->rows[0].failure.empty());
  CHECK(results->rows[1].id == "g/b");
  CHECK(results->rows[1].failure ==
        "round-01: suite s did not deliver it; round-02: suite s did not deliver it");
}

TEST_CASE("run folder: outputs that are gone, outside or links are errors") {
  const test::TempTree tree;
  write_rounds(tree);
  const std::pair<const char*, const char*> cases[] = {
      {"round-03/s", "no such file"},          {"../elsewhere", "is not a path inside it"},
      {"/etc", "is not a path inside it"},     {"", "is not a path inside it"},
      {"round-01/link", "is a symbolic link"}, {"round-01/empty", "no benchmark results found"},
  };
  std::filesystem::create_directory_symlink("/etc", tree.at("round-01/link"));
  std::filesystem::create_directory(tree.at("round-01/empty"));
  for (const auto& [output, wanted] : cases) {
    tree.write("run.json", run_json({process(1, output)}));
    CHECK(test::message_of(ingest(tree.path())) == test::Part(wanted));
  }
}

TEST_CASE("run folder: run.json must be whole") {
  const test::TempTree tree;
  write_rounds(tree);
  RunText interrupted{kTwoRounds};
  interrupted.complete = "false";
  const std::pair<std::string, const char*> cases[] = {
      {run_json(interrupted), "the run was interrupted"},
      {run_json({""}), "/processes: has no processes"},
      {run_json({R"({"suite":"s","output":"x"})"}), "/processes/0: member 'round' is missing"},
      {R"({"schema":"perfgate/run/2"})", "wanted perfgate/run/1"},
      {"{", "run.json:1:"},
      {"[]", "found an array, wanted an object"},
  };
  for (const auto& [text, wanted] : cases) {
    tree.write("run.json", text);
    CHECK(test::message_of(ingest(tree.path())) == test::Part(wanted));
  }
}

TEST_CASE("run folders: all of a folder are one result") {
  const test::TempTree tree;
  write_rounds(tree, "first/");
  write_rounds(tree, "second/");
  tree.write("first/run.json", run_json({kTwoRounds}));
  tree.write("second/run.json", run_json({process(1, "round-01/s")}));
  tree.write("notes/x.txt", "");
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  CHECK(results->commit == "abc");
  CHECK(results->run_names ==
        std::vector<std::string>{"first/round-01", "first/round-02", "second/round-01"});
  REQUIRE(results->rows.size() == 1);
  CHECK(results->rows[0].runs.size() == 3);
  REQUIRE(results->warnings.size() == 1);
  CHECK(results->warnings[0] == test::Part("1 folders without run.json are left out"));
}

TEST_CASE("run folders: other machine, other commit, a link") {
  const test::TempTree tree;
  write_rounds(tree, "first/");
  write_rounds(tree, "second/");
  tree.write("first/run.json", run_json({kTwoRounds}));
  RunText text{kTwoRounds};
  SUBCASE("machine") {
    text.machine = R"({"hard":{"arch":"x86_64","cpu_model":"B"},"soft":{}})";
    tree.write("second/run.json", run_json(text));
    const auto results = ingest(tree.path());
    CHECK(test::message_of(results) == test::Part("cpu_model is 'A' and 'B'"));
    CHECK(results.error().code == ExitCode::kIncomparable);
  }
  SUBCASE("commit") {
    text.commit = "def";
    tree.write("second/run.json", run_json(text));
    const auto results = ingest(tree.path());
    REQUIRE(results.has_value());
    CHECK(results->commit.empty());
    CHECK(results->warnings.front() == test::Part("2 commits"));
  }
  SUBCASE("link") {
    std::filesystem::create_directory_symlink(tree.at("first"), tree.at("latest"));
    CHECK(test::message_of(ingest(tree.path())) == test::Part("latest: is a symbolic link"));
  }
}

}  // namespace
}  // namespace perfgate
