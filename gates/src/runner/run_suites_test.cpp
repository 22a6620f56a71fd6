// SPDX-License-Identifier: Apache-2.0
// run_suites with programs that behave: order, seeds, filters, profiles, folders, run.json.
// Programs that do not are in run_failures_test.cpp.
#include "runner/test_suites.h"

#include <perfgate/ingest.h>
#include <perfgate/runner.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <stdlib.h>
#include <string>
#include <vector>

namespace perfgate {
namespace {

using test::config_in;
using test::fake_suite;
using test::run_json;
using test::TempFolder;

using Texts = std::vector<std::string>;

RunSummary must_run(const Config& config, const RunOptions& options) {
  const auto summary = run_suites(config, options);
  REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().message));
  return *summary;
}

std::string must_fail(const Config& config, const RunOptions& options, ExitCode code) {
  const auto summary = run_suites(config, options);
  REQUIRE_FALSE(summary);
  CHECK(summary.error().code == code);
  return summary.error().message;
}

/// "round-01 a, round-01 b, ..." in the order they ran.
Texts order_of(const Json& run) {
  Texts order;
  for (const Json& process : run.at("processes")) {
    order.push_back(process.at("round").get<std::string>() + " " +
                    process.at("suite").get<std::string>());
  }
  return order;
}

Config three_suites(const TempFolder& folder) {
  Config config = config_in(folder, {fake_suite(folder, "a", "a/1\\na/2\\n", "emit a/1; emit a/2"),
                                     fake_suite(folder, "b", "b/1\\n", "emit b/1"),
                                     fake_suite(folder, "c", "c/1\\n", "emit c/1")});
  config.rounds = 4;
  return config;
}

}  // namespace

TEST_CASE("a run is recorded whole, valid, and readable as results") {
  const TempFolder folder;
  RunOptions options;
  options.out = folder / "out";
  Texts notes;
  options.notify = [&notes](const std::string& line) { notes.push_back(line); };
  const RunSummary summary = must_run(three_suites(folder), options);
  CHECK(summary.path == folder / "out");
  CHECK(summary.rows == 4);
  CHECK(summary.processes == 12);
  CHECK(summary.failed_rows == 0);
  CHECK(summary.failed_processes == 0);
  CHECK(summary.failures.empty());
  REQUIRE(notes.size() == 4);
  CHECK(notes[1].starts_with("round 2/4 done after 0:0"));
  CHECK(notes[1].ends_with(", failed rows 0"));

  const Json run = run_json(folder / "out");
  const auto valid = validate(run, "run", "run.json");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  CHECK(run.at("complete") == true);
  CHECK(run.at("finished").is_string());
  CHECK(run.at("features") == Json({"cpu"}));
  CHECK(run.at("profile") == "full");
  CHECK(run.at("rounds") == 4);
  CHECK(run.at("failed_rows").empty());
  CHECK(run.at("expected").at(0) == Json({{"suite", "a"}, {"rows", {"a/1", "a/2"}}}));
  for (const Json& process : run.at("processes")) {
    CHECK(process.at("exit_code") == 0);
    CHECK(process.at("signal").is_null());
    CHECK(process.at("max_rss_bytes").get<long>() > 0);
    CHECK(process.at("output") ==
          process.at("round").get<std::string>() + "/" + process.at("suite").get<std::string>());
  }
  const auto results = ingest(folder / "out");
  REQUIRE_MESSAGE(results.has_value(), (results ? "" : results.error().message));
  REQUIRE(results->rows.size() == 4);
  CHECK(results->rows[0].id == "a/1");
  CHECK(results->rows[0].runs.size() == 4);
  CHECK(results->run_names == Texts{"round-01", "round-02", "round-03", "round-04"});
}

TEST_CASE("the order is random, and the same for the same seed") {
  const TempFolder folder;
  const Config config = three_suites(folder);
  RunOptions options;
  std::map<std::uint64_t, Texts> orders;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    options.seed = seed;
    options.out = folder / ("out" + std::to_string(seed));
    must_run(config, options);
    orders[seed] = order_of(run_json(options.out));
  }
  options.seed = 2;
  options.out = folder / "again";
  must_run(config, options);
  CHECK(order_of(run_json(options.out)) == orders[2]);
  CHECK(std::set<Texts>{orders[1], orders[2], orders[3]}.size() == 3);

  std::map<std::string, std::set<std::string>> seeds;
  const Json again = run_json(options.out);
  for (const Json& process : again.at("processes")) {
    seeds[process.at("round")].insert(process.at("seed").dump());
  }
  std::set<std::string> distinct;
  for (const auto& [round, of_round] : seeds) {
    CHECK(of_round.size() == 1);
    distinct.insert(of_round.begin(), of_round.end());
  }
  CHECK(distinct.size() == 4);
}

TEST_CASE("placeholders, profile arguments and the folder that commands run in") {
  const TempFolder folder;
  Suite suite = fake_suite(folder, "a", "a/1\\n", R"(echo "$2|$3|$4|$PWD"; emit a/1)");
  suite.profile = {{"quick", {"--quick"}}, {"full", {"--full"}}};
  const Config config = config_in(folder, {suite});
  RunOptions options;
  options.out = folder / "out";
  options.profile = "quick";
  options.filter = "^a";
  must_run(config, options);
  const Json run = run_json(folder / "out");
  const std::string seed = run.at("processes").at(0).at("seed").dump();
  CHECK(folder.read("out/round-01/a.log") == "^a|" + seed + "|--quick|" + folder.path() + "\n");
  CHECK(run.at("profile") == "quick");
  CHECK(run.at("filter") == "^a");

  options.out = folder / "unfiltered";
  options.filter = "";
  options.profile = "full";
  must_run(config, options);
  CHECK(folder.read("unfiltered/round-01/a.log").starts_with(".|"));
  options.out = folder / "other";
  options.profile = "fast";
  CHECK(must_fail(config, options, ExitCode::kUsage) ==
        "unknown profile 'fast'; known: full, quick");
}

TEST_CASE("a filter is applied to listings of programs that ignore it") {
  const TempFolder folder;
  const Config config = three_suites(folder);
  RunOptions options;
  options.out = folder / "out";
  options.rounds = 1;
  options.filter = "^a/2$|^c";
  const RunSummary summary = must_run(config, options);
  CHECK(summary.processes == 2);  // suite b has no such row and is not started
  CHECK(summary.failed_rows == 0);
  const Json run = run_json(folder / "out");
  CHECK(run.at("expected") ==
        Json({{{"suite", "a"}, {"rows", {"a/2"}}}, {{"suite", "c"}, {"rows", {"c/1"}}}}));
  // The fake ignores the filter and writes a/1 too: said, not counted as a failure.
  REQUIRE_FALSE(summary.warnings.empty());
  CHECK(summary.warnings.back() == "suite 'a' delivered 1 rows that it does not list, e.g. 'a/1'");

  options.out = folder / "none";
  options.filter = "nothing";
  CHECK(must_fail(config, options, ExitCode::kInput) ==
        "--filter 'nothing' matches no row of any suite");
  options.filter = "([";
  CHECK(must_fail(config, options, ExitCode::kUsage).starts_with("--filter '(['"));
  CHECK_FALSE(std::filesystem::exists(folder / "none"));
}

TEST_CASE("suites are chosen by feature") {
  const TempFolder folder;
  Suite gpu = fake_suite(folder, "gpu_suite", "g/1\\n", "emit g/1");
  gpu.features = {"gpu"};
  Suite any = fake_suite(folder, "any", "x/1\\n", "emit x/1");
  any.features = {"cpu", "gpu"};
  const Config config =
      config_in(folder, {fake_suite(folder, "cpu_suite", "c/1\\n", "emit c/1"), gpu, any});
  const auto suites_of = [&](const Texts& features) {
    static int runs = 0;
    RunOptions options;
    options.out = folder / ("out" + std::to_string(++runs));
    options.features = features;
    must_run(config, options);
    std::set<std::string> names;
    const Json run = run_json(options.out);
    for (const Json& process : run.at("processes")) {
      names.insert(process.at("suite"));
    }
    return names;
  };
  CHECK(suites_of({}) == std::set<std::string>{"any", "cpu_suite"});
  CHECK(suites_of({"gpu"}) == std::set<std::string>{"any", "gpu_suite"});
  CHECK(suites_of({"cpu", "gpu"}) == std::set<std::string>{"any", "cpu_suite", "gpu_suite"});
  RunOptions options;
  options.features = {"tpu"};
  CHECK(must_fail(config, options, ExitCode::kUsage) ==
        "no suite for the feature 'tpu'; the config has: cpu, gpu");
  CHECK(must_fail(config_in(folder, {}), {}, ExitCode::kUsage)
            .ends_with("no [[suite]] is listed, so there is nothing to run"));
}

TEST_CASE("rounds have bounds") {
  const TempFolder folder;
  const Config config = three_suites(folder);
  for (const int rounds : {-1, 1001}) {
    RunOptions options;
    options.rounds = rounds;
    must_fail(config, options, ExitCode::kUsage);
  }
}

TEST_CASE("Google Benchmark output is a file, and its names keep their suffixes") {
  const TempFolder folder;
  const std::string json =
      R"({"context":{"date":"2026-11-20T09:00:00+00:00"},"benchmarks":[{"name":"g/1/iterations:1","run_name":"g/1/iterations:1","run_type":"iteration","iterations":1,"real_time":5.0,"cpu_time":5.0,"time_unit":"ns"}]})";
  Suite suite = fake_suite(folder, "g", "g/1/iterations:1\\n", "echo '" + json + "' > \"$out\"");
  suite.output = "google_benchmark";
  RunOptions options;
  options.out = folder / "out";
  options.rounds = 2;
  const RunSummary summary = must_run(config_in(folder, {suite}), options);
  CHECK_MESSAGE(summary.failed_rows == 0, (summary.failures.empty() ? "" : summary.failures[0]));
  CHECK(run_json(folder / "out").at("processes").at(0).at("output") == "round-01/g.json");
  const auto results = ingest(folder / "out");
  REQUIRE_MESSAGE(results.has_value(), (results ? "" : results.error().message));
  REQUIRE(results->rows.size() == 1);
  CHECK(results->rows[0].runs.size() == 2);
}

TEST_CASE("default folders are named by time and never shared; the commit comes from git") {
  const TempFolder folder;
  const Config config = config_in(folder, {fake_suite(folder, "a", "a/1\\n", "emit a/1")});
  folder.script("make_repository",
                "export HOME=\"$PWD\" GIT_CONFIG_NOSYSTEM=1\ngit init -q . && git add a && "
                "git -c user.name=t -c user.email=t@t commit -q -m t && git rev-parse HEAD");
  std::string commit;
  const auto made = run_process({"./make_repository"}, folder.path(), 30, "", &commit);
  REQUIRE(made);
  REQUIRE_MESSAGE(made->exit_code == 0, made->output_tail);
  commit.pop_back();
  ::setenv("SOURCE_DATE_EPOCH", "1000000000", 1);
  const RunSummary first = must_run(config, {});
  const RunSummary second = must_run(config, {});
  ::unsetenv("SOURCE_DATE_EPOCH");
  CHECK(first.path == folder / ("runs/20010909T014640Z-" + commit.substr(0, 7)));
  CHECK(second.path == first.path + "-2");
  CHECK(run_json(first.path).at("commit") == commit);
  CHECK(run_json(first.path).at("dirty") == false);
  folder.write("a", folder.read("a") + "\n");
  CHECK(run_json(must_run(config, {}).path).at("dirty") == true);
}

TEST_CASE("a suite without a listing is taken as it comes") {
  const TempFolder folder;
  Suite suite = fake_suite(folder, "a", "", "emit x/1; emit x/2");
  suite.list.clear();
  RunOptions options;
  options.out = folder / "out";
  const RunSummary summary = must_run(config_in(folder, {suite}), options);
  CHECK(summary.rows == 2);
  CHECK(summary.failed_rows == 0);
  CHECK(run_json(folder / "out").at("warnings").empty() == summary.warnings.empty());
}

}  // namespace perfgate
