// SPDX-License-Identifier: Apache-2.0
// The verbs paired, calibrate and doctor, and --paired of compare and gate, in-process: what they
// print, write and return. How processes are run is tested beside the runner.
#include "cli_harness.h"
#include "second_run.h"

#include <perfgate/files.h>
#include <perfgate/json.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace perfgate::cli_test {
namespace {

namespace fs = std::filesystem;

// A program whose row s/1 takes `nanoseconds` x (1 + a noise of 0.1 % that changes with the seed
// and with the folder that it writes to). The letter makes the bytes of two programs differ.
std::string program(const std::string& letter, int nanoseconds) {
  return "#!/bin/sh\nletter=" + letter + "\nbase=" + std::to_string(nanoseconds) + R"sh(
if [ "$1" = list ]; then printf 's/1\n'; exit 0; fi
mkdir -p "$1/s/1/new"
printf '{"group_id":"s","function_id":"1","value_str":null,"throughput":null,"full_id":"s/1","directory_name":"s/1","title":"s/1"}' > "$1/s/1/new/benchmark.json"
n=$((base * 1000 + ($2 % 99991 + ${#1} * ($2 % 13 + 1)) * 7919 % 997))
times=""
for i in 0 1 2 3 4 5 6 7 8 9; do times="$times,$((n + i))"; done
printf '{"sampling_mode":"Flat","iters":[1,1,1,1,1,1,1,1,1,1],"times":[%s]}' "${times#,}" > "$1/s/1/new/sample.json"
)sh";
}

class TwoBuilds : public TestFolder {
 public:
  TwoBuilds(int before, int after) {
    put_program("base/s", program("a", before));
    put_program("new/s", program("b", after));
    put("perfgate.toml",
        "[policy]\nundecided = \"warn\"\n[run]\nround_spacing_s = 0\npaired_rounds = 6\n"
        "steal_pct = 100\n"
        "[[suite]]\nname = \"s\"\ncommand = [\"./s\", \"{out}\", \"{seed}\"]\n"
        "list = [\"./s\", \"list\"]\n");
    put_program("s", program("a", before));
  }

  void put_program(const std::string& name, const std::string& text) const {
    put(name, text);
    fs::permissions(path(name), fs::perms::owner_all);
  }

  [[nodiscard]] Outcome call(std::vector<std::string> args) const {
    args.push_back("--config");
    args.push_back(path("perfgate.toml"));
    return cli_test::call(args);
  }

  [[nodiscard]] Outcome paired(std::vector<std::string> more = {}) const {
    std::vector<std::string> args{"paired",    "--base", path("base"), "--candidate",
                                  path("new"), "--out",  path("out")};
    args.insert(args.end(), more.begin(), more.end());
    return call(args);
  }
};

bool valid_report(const std::string& path) {
  const auto json = read_json_file(path);
  return json && validate(*json, "compare", path).has_value();
}

}  // namespace

TEST_CASE("paired: equal builds pass, the report is beside the rounds") {
  const TwoBuilds builds(1000, 1000);
  const Outcome outcome = builds.paired();
  INFO(outcome.err);
  INFO(outcome.out);
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "PASS: no change larger than"));
  CHECK(contains(outcome.out, "paired"));
  CHECK(contains(outcome.err, "rounds and report: " + builds.path("out")));
  CHECK(valid_report(builds.path("out/compare.json")));
  CHECK(fs::exists(builds.path("out/compare.md")));
  CHECK_FALSE(fs::exists(builds.path("out/second")));
  // The rounds can be compared again, with the same verdict; gate takes them too.
  const Outcome again =
      builds.call({"compare", "--paired", builds.path("out/base"), builds.path("out/candidate")});
  CHECK(again.code == 0);
  CHECK(contains(again.out, "PASS: no change larger than"));
  const Outcome gate =
      builds.call({"gate", "--paired", builds.path("out/base"), builds.path("out/candidate")});
  CHECK(gate.code == 0);
}

TEST_CASE("paired: a slower candidate fails, confirmed by the second stage") {
  const TwoBuilds builds(1000, 1300);
  const Outcome outcome = builds.paired();
  INFO(outcome.err);
  INFO(outcome.out);
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "FAIL: s/1 is worse by"));
  CHECK(contains(outcome.err, "second stage: 1 row once more"));
  REQUIRE(valid_report(builds.path("out/compare.json")));
  const auto json = read_json_file(builds.path("out/compare.json"));
  CHECK(json->at("evidence") == "paired");
  CHECK(json->at("attempts").size() == 2);
  CHECK(json->at("rows")[0].at("paired").at("rounds") == 6);
  CHECK(fs::exists(builds.path("out/second/paired.json")));
  const Outcome verified =
      builds.call({"verify", builds.path("out/paired.json"), builds.path("out/second/paired.json"),
                   builds.path("out/compare.json")});
  INFO(verified.out);
  CHECK(verified.code == 0);
}

TEST_CASE("paired: the same program on both sides says A/A") {
  const TwoBuilds builds(1000, 1000);
  builds.put_program("new/s", program("a", 1000));
  const Outcome outcome = builds.paired();
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "A/A: base and candidate are the same programs"));
  const auto json = read_json_file(builds.path("out/compare.json"));
  REQUIRE(json);
  CHECK(json->at("counts").at("equivalent") == json->at("counts").at("rows"));
}

TEST_CASE("paired: witnesses are asked for, said, stored, and never decide") {
  const TwoBuilds builds(1000, 1300);
  const Outcome plain = builds.paired();
  CHECK_FALSE(contains(plain.out, "witness"));
  fs::remove_all(builds.path("out"));
  const Outcome outcome = builds.paired({"--witness", "callgrind", "--verbose"});
  INFO(outcome.err);
  INFO(outcome.out);
  CHECK(outcome.code == plain.code);
  CHECK(contains(outcome.out, "witness peak_rss: "));
  CHECK(contains(outcome.out, "witness binary_size: "));
  // The suite has no plan, so that counts would not be comparable; that is said and not 0.
  CHECK(contains(outcome.out, "witness instructions: "));
  REQUIRE(valid_report(builds.path("out/compare.json")));
  const auto json = read_json_file(builds.path("out/compare.json"));
  const Json& witnesses = json->at("rows")[0].at("witnesses");
  REQUIRE(witnesses.size() == 3);
  CHECK(witnesses[0].at("base").get<double>() > 0);
  CHECK(witnesses[2].at("base").is_null());
  fs::remove_all(builds.path("out"));
  const Outcome counted = builds.paired({"--witness", "allocations", "--verbose"});
  CHECK(counted.code == plain.code);
  CHECK(contains(counted.out, "witness allocations: the suite has no plan"));
  CHECK(contains(counted.out, "witness allocated: the suite has no plan"));
  REQUIRE(valid_report(builds.path("out/compare.json")));
  CHECK(builds.paired({"--witness", "oracle"}).code == 2);
}

TEST_CASE("paired: what is refused") {
  const TwoBuilds builds(1000, 1000);
  const auto refused = [&](const std::vector<std::string>& args, int code,
                           const std::string& sentence) {
    const Outcome outcome = builds.call(args);
    CAPTURE(sentence);
    INFO(outcome.err);
    CHECK(outcome.code == code);
    CHECK(is_one_sentence(outcome));
    CHECK(contains(outcome.err, sentence));
  };
  refused({"paired"}, 2, "needs either --base DIR");
  refused({"paired", "--base", "x"}, 2, "needs either --base DIR");
  refused({"paired", "--base", "x", "--candidate", "y", "--base-ref", "z"}, 2, "needs either");
  refused({"paired", "--candidate-ref", "z"}, 2, "needs either");
  refused({"paired", "--base-ref", "main"}, 2, "needs [build] commands");
  refused({"paired", "--base", builds.path("none"), "--candidate", builds.path("new")}, 3,
          "the base is no folder");
  refused({"paired", "--base", "x", "--candidate", "y", "--rounds", "0"}, 2, "whole number");
  refused({"gate", "--paired"}, 2, "--paired compares rounds that were recorded");
}

TEST_CASE("paired: commits are built in worktrees that vanish") {
  const TwoBuilds builds(1000, 1000);
  const std::string config = read_file(builds.path("perfgate.toml"), 10000).value();
  builds.put(
      "perfgate.toml",
      "[build]\ncommands = [[\"cp\", \"s.in\", \"s\"], [\"chmod\", \"+x\", \"s\"]]\n" + config);
  builds.put("s.in", program("a", 1000));
  builds.put(".gitignore", "runs\ns\nbase\nnew\n");
  const auto git = [&](const std::string& arguments) {
    const std::string command = "cd '" + builds.path() +
                                "' && git -c user.name=t -c user.email=t@t -c "
                                "init.defaultBranch=main " +
                                arguments + " >/dev/null 2>&1";
    return std::system(command.c_str());
  };
  REQUIRE(git("init") == 0);
  REQUIRE(git("add .") == 0);
  REQUIRE(git("commit -m one") == 0);
  builds.put("s.in", program("b", 1300));
  REQUIRE(git("commit -am two") == 0);
  const Outcome outcome =
      builds.call({"paired", "--base-ref", "HEAD~1", "--out", builds.path("out")});
  INFO(outcome.err);
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "FAIL: s/1 is worse by"));
  CHECK(contains(outcome.err, "cp s.in s"));
  CHECK(fs::is_empty(builds.path("runs/worktrees")) == false);  // the build logs stay
  for (const auto& entry : fs::directory_iterator(builds.path("runs/worktrees"))) {
    CHECK(entry.path().extension() == ".log");
  }
  // Two builds of each commit, told apart by {seed}, take turns from block to block.
  const std::string varied = read_file(builds.path("perfgate.toml"), 10000).value();
  builds.put("perfgate.toml",
             "[build]\nvariants = 2\ncommands = [[\"sh\", \"-c\", \"cp s.in s; echo '# {seed}' >> "
             "s\"], [\"chmod\", \"+x\", \"s\"]]\n" +
                 varied.substr(varied.find("[policy]")));
  const Outcome both =
      builds.call({"paired", "--base-ref", "HEAD~1", "--out", builds.path("out2")});
  INFO(both.err);
  CHECK(both.code == 1);
  CHECK(contains(both.err, "echo '# 1' >> s"));
  const auto record = read_json_file(builds.path("out2/paired.json"));
  REQUIRE(record);
  std::set<int> variants;
  for (const Json& pair : record->at("pairs")) {
    variants.insert(pair.at("variant").get<int>());
  }
  CHECK(variants == std::set<int>{0, 1});
  const Outcome unknown = builds.call({"paired", "--base-ref", "--help-me"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "is no commit"));
}

TEST_CASE("calibrate: measures, saves beside the baselines, and compare uses it") {
  const TwoBuilds builds(1000, 1000);
  const Outcome outcome = builds.call({"calibrate", "--runs", "12"});
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "12 A/A runs of 1 rows"));
  CHECK(contains(outcome.out, "false alarms, five runs a side: 0 of 1 suites red"));
  const std::size_t at = outcome.out.find("saved ");
  REQUIRE(at != std::string::npos);
  const std::string file = outcome.out.substr(at + 6, outcome.out.size() - at - 7);
  CHECK(file.ends_with("/calibration.json"));
  CHECK(builds.call({"verify", file}).code == 0);

  CHECK(builds.call({"run", "--rounds", "3", "--out", builds.path("r1")}).code == 0);
  CHECK(builds.call({"run", "--rounds", "3", "--seed", "5", "--out", builds.path("r2")}).code == 0);
  const Outcome compared =
      builds.call({"compare", builds.path("r1"), builds.path("r2"), "--format", "json"});
  const auto json = parse_json(compared.out, "out");
  REQUIRE(json);
  CHECK(contains(json->at("calibration").get<std::string>(), "12 A/A runs"));
  CHECK(json->at("rows")[0].at("ratio").at("method").get<std::string>().find("calibrated") !=
        std::string::npos);
  // A broken file is not silently ignored.
  const Json broken = {{"schema", "perfgate/calibration/1"}};
  builds.put(fs::relative(file, builds.path()).string(), dump_json(broken));
  const Outcome refused = builds.call({"compare", builds.path("r1"), builds.path("r2")});
  CHECK(refused.code == 3);
  CHECK(contains(refused.err, "calibration.json"));
}

TEST_CASE("calibrate: from runs that exist, and what is too few") {
  const TwoBuilds builds(1000, 1000);
  CHECK(builds.call({"run", "--rounds", "9", "--out", builds.path("r")}).code == 0);
  const Outcome few = builds.call({"calibrate", "--from", builds.path("r")});
  CHECK(few.code == 3);
  CHECK(contains(few.err, "9 runs; a calibration needs at least 10"));
  CHECK(builds.call({"calibrate", "--runs", "9"}).code == 2);
}

TEST_CASE("doctor: a list for people, JSON by its schema") {
  const Outcome outcome = call({"doctor"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "governor"));
  CHECK(contains(outcome.out, "container"));
  const Outcome json = call({"doctor", "--format", "json"});
  const auto parsed = parse_json(json.out, "out");
  REQUIRE(parsed);
  CHECK(validate(*parsed, "doctor", "doctor").has_value());
  CHECK(parsed->at("findings").size() == 11);
  CHECK(call({"doctor", "--format", "markdown"}).code == 2);
}

TEST_CASE("a filter names exactly the rows of the second stage") {
  CHECK(cli::filter_of({"a/b"}) == "^(a/b)$");
  CHECK(cli::filter_of({"a.b/(1)", "c"}) == "^(a\\.b/\\(1\\)|c)$");
  CHECK(cli::filter_of({std::string(1001, 'x')}).empty());
  CHECK(cli::ids_of({"a\ntime", "a\nmemory", "b\ntime"}) == std::set<std::string>{"a", "b"});
}

}  // namespace perfgate::cli_test
