// SPDX-License-Identifier: Apache-2.0
// From measuring to the gate, with shell scripts as benchmark programs: run, baseline, gate, the
// newest run, verify.
#include "cli_harness.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <filesystem>

namespace perfgate::cli_test {
namespace {

namespace fs = std::filesystem;

// A project whose one benchmark takes the next of the prepared result files, so that every run has
// other noise. `slow` switches to slower results.
class Project : public TestFolder {
 public:
  Project() {
    put("perfgate.toml",
        "[run]\nround_spacing_s = 0\nrounds = 5\n[policy]\nundecided = \"warn\"\n[[suite]]\nname = "
        "\"copy\"\n"
        "features = [\"cpu\"]\ncommand = [\"./bench.sh\", \"{out}\"]\n"
        "output = \"google_benchmark\"\n"
        "[[slo]]\nid = \"copy_time\"\ntitle = \"Copy\"\nrows = \"^copy/\"\nmetric = \"time\"\n"
        "op = \"<\"\nlimit = 1\nunit = \"ms\"\n");
    put("bench.sh",
        "#!/bin/sh\nset -e\ncd \"$(dirname \"$0\")\"\nn=$(cat count)\n"
        "echo $((n + 1)) > count\ncp \"data/$(cat speed)-$((n % 10)).json\" \"$1\"\n");
    fs::permissions(path("bench.sh"), fs::perms::owner_all);
    put("count", "0\n");
    for (unsigned i = 0; i < 10; ++i) {
      put("data/fast-" + std::to_string(i) + ".json", results(1000, 1 + i));
      put("data/slow-" + std::to_string(i) + ".json", results(1600, 101 + i));
    }
    set_speed("fast");
  }

  void set_speed(const std::string& speed) const { put("speed", speed + "\n"); }

  [[nodiscard]] Outcome call(std::vector<std::string> args) const {
    args.insert(args.begin(), {"--config", path("perfgate.toml")});
    return cli_test::call(args);
  }

  [[nodiscard]] Json report() const {
    const Result<Json> json = read_json_file(path("reports/latest/gate.json"));
    return json ? *json : Json();
  }

 private:
  static std::string results(double nanoseconds, unsigned salt) {
    return google_benchmark({{"copy/1", nanoseconds}, {"copy/2", 2 * nanoseconds}}, 0.01, salt);
  }
};

TEST_CASE("gate: without a baseline it says how to make one and leaves no old verdict behind") {
  const Project project;
  project.put("reports/latest/gate.json", "an old pass");
  const Outcome outcome = project.call({"gate"});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "no baseline of this machine"));
  CHECK(contains(outcome.err, "perfgate baseline save"));
  CHECK(project.report().value("verdict", "") == "error");
  CHECK(project.report().value("exit_code", 0) == 3);
  CHECK(project.get("count") == "0\n");  // nothing was measured for it
}

TEST_CASE("gate: run, save the baseline, pass, then catch a slowdown") {
  const Project project;
  const Outcome run = project.call({"run", "--out", project.path("runs/base")});
  INFO(run.out << run.err);
  REQUIRE(run.code == 0);
  const Outcome saved = project.call({"baseline", "save", project.path("runs/base")});
  INFO(saved.out << saved.err);
  REQUIRE(saved.code == 0);
  CHECK(contains(saved.out, "2 rows, 5 runs"));

  const Outcome passed = project.call({"gate"});
  INFO(passed.out << passed.err);
  CHECK(passed.code == 0);
  CHECK(passed.out.starts_with("PASS"));
  CHECK(contains(passed.out, "reports/latest/gate.json, gate.md, gate.html, ledger.md"));
  CHECK(project.report().value("schema", "") == "perfgate/gate/1");
  CHECK(project.get("reports/latest/gate.md").starts_with("## PASS"));
  CHECK(contains(project.get("reports/latest/ledger.md"), "<!-- gates:start -->"));

  project.set_speed("slow");
  const Outcome failed = project.call({"gate", "--format", "json"});
  INFO(failed.err);
  CHECK(failed.code == 1);
  CHECK(failed.out == project.get("reports/latest/gate.json"));
  CHECK(contains(failed.err, "gate.json"));
  CHECK(project.report().value("evidence", "") == "multi_run");

  const Outcome verified = project.call(
      {"verify", project.path("reports"), project.path("baselines"), project.path("runs")});
  INFO(verified.out << verified.err);
  CHECK(verified.code == 0);
  CHECK(contains(verified.out, "gate.json: gate"));
  CHECK(contains(verified.out, "ledger.jsonl: ledger, 2 entries"));
}

TEST_CASE("gate: two sources that exist, no run") {
  const Project project;
  const Outcome outcome =
      project.call({"gate", project.path("data/fast-0.json"), project.path("data/fast-1.json")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 0);
  CHECK(project.get("count") == "0\n");
  CHECK(contains(outcome.out, "Copy"));
}

TEST_CASE("gate: a breached SLO fails although nothing became slower") {
  const Project project;
  std::string config = project.get("perfgate.toml");
  config.replace(config.find("limit = 1\nunit = \"ms\""), 21, "limit = 1\nunit = \"us\"");
  project.put("perfgate.toml", config);
  const Outcome outcome =
      project.call({"gate", project.path("data/fast-0.json"), project.path("data/fast-1.json")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "breached"));
}

TEST_CASE("gate: reports that cannot be written are exit code 3") {
  const Project project;
  project.put("reports", "a file, not a folder");
  const Outcome outcome =
      project.call({"gate", project.path("data/fast-0.json"), project.path("data/fast-1.json")});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "reports"));
}

TEST_CASE("gate: a benchmark that crashes fails the gate") {
  const Project project;
  REQUIRE(project.call({"run", "--out", project.path("runs/base")}).code == 0);
  REQUIRE(project.call({"baseline", "save", project.path("runs/base")}).code == 0);
  project.put("data/fast-7.json", "{");  // what the program writes in one round is broken
  const Outcome outcome = project.call({"gate"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "failed"));
}

TEST_CASE("compare: the newest complete run is the default for CURRENT") {
  const Project project;
  const auto run = [&](const std::string& name, const std::string& hour) {
    CHECK(project.call({"run", "--rounds", "5", "--out", project.path("runs/" + name)}).code == 0);
    std::string text = project.get("runs/" + name + "/run.json");
    text.replace(text.find("\"created\": \"") + 12, 13, "2999-01-01T" + hour);
    project.put("runs/" + name + "/run.json", text);
  };
  run("aaa", "01");
  run("zzz", "02");
  project.set_speed("slow");
  run("mmm", "03");  // neither first nor last by name
  project.put("runs/interrupted/run.json", R"({"schema": "perfgate/run/1", "complete": false})");
  const Outcome outcome = project.call({"compare", project.path("runs/aaa")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.err, "interrupted/run.json: the run was interrupted"));
}

TEST_CASE("baseline: the last runs, shown and verified") {
  const Project project;
  REQUIRE(project.call({"run", "--out", project.path("runs/base")}).code == 0);
  const std::string file = project.path("kept.json");
  const Outcome saved = project.call(
      {"baseline", "save", project.path("runs/base"), "--out", file, "--max-runs", "3"});
  CHECK(saved.code == 0);
  CHECK(contains(saved.out, "3 runs"));
  CHECK(contains(saved.err, "five or more are needed"));
  CHECK_FALSE(contains(project.get("kept.json"), "\"round-01\""));
  const Outcome shown = project.call({"baseline", "show", file});
  CHECK(shown.code == 0);
  CHECK(contains(shown.out, "copy/1  time  "));
  CHECK(contains(shown.out, "(3 runs, 120 samples, cv "));
  CHECK(project.call({"baseline", "show", file, "--format", "json"}).out ==
        project.get("kept.json"));
  CHECK(project.call({"baseline", "verify", file}).out == file + ": ok (2 rows, 3 runs)\n");
}

TEST_CASE("baseline: a changed figure is found by verify, and by compare") {
  const Project project;
  const std::string file = project.path("kept.json");
  REQUIRE(
      project.call({"baseline", "save", project.path("data/fast-0.json"), "--out", file}).code ==
      0);
  std::string text = project.get("kept.json");
  const std::size_t at = text.find("\"values\": [");
  const std::size_t digit = text.find_first_of("123456789", at);
  text[digit] = text[digit] == '9' ? '8' : '9';
  project.put("kept.json", text);
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"baseline", "verify", file},
        std::vector<std::string>{"verify", file},
        std::vector<std::string>{"compare", file, project.path("data/fast-1.json")}}) {
    const Outcome outcome = project.call(args);
    CHECK(outcome.code == 3);
    CHECK(contains(outcome.out + outcome.err, "content_sha256"));
  }
}

TEST_CASE("baseline: results of an unknown machine need a file name") {
  const Project project;
  const Outcome outcome = project.call({"baseline", "save", project.path("data/fast-0.json")});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "name the file with --out"));
}

TEST_CASE("verify: all files are listed, one bad one is exit code 3") {
  const Project project;
  REQUIRE(project
              .call({"baseline", "save", project.path("data/fast-0.json"), "--out",
                     project.path("b/good.json")})
              .code == 0);
  project.put("b/bad.json", R"({"schema": "perfgate/baseline/1"})");
  project.put("b/foreign.json", R"({"anything": 1})");
  const Outcome outcome = project.call({"verify", project.path("b")});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.out, "bad.json"));
  CHECK(contains(outcome.out, "good.json: baseline"));
  CHECK_FALSE(contains(outcome.out, "foreign"));
  CHECK(contains(outcome.err, "1 of 2 files are not valid"));
  CHECK(project.call({"verify", project.path("b/foreign.json")}).code == 3);
  CHECK(project.call({"verify", project.path("none")}).code == 3);
  CHECK(project.call({"verify", project.path("b/good.json")}).code == 0);
}

TEST_CASE("verify: a Markdown file without the entries of a ledger is not one") {
  const Project project;
  project.put("notes.md", "# Notes\n");
  const Outcome outcome = project.call({"verify", project.path("notes.md")});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.out, "notes.md: is not a ledger: notes.jsonl, which holds the entries"));
}

TEST_CASE("verify: a folder without a file of ours is not valid by being empty") {
  const Project project;
  project.put("e/foreign.json", "{}");
  const Outcome outcome = project.call({"verify", project.path("e")});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "no file of perfgate found"));
}

}  // namespace
}  // namespace perfgate::cli_test
