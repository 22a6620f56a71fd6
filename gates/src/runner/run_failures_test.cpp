// SPDX-License-Identifier: Apache-2.0
// run_suites with programs that crash, hang, flood, lie or are not there: failed rows, never
// missing ones, and the other suites go on.
#include "runner/test_suites.h"

#include <perfgate/ingest.h>
#include <perfgate/runner.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace perfgate {
namespace {

using test::config_in;
using test::failures;
using test::fake_suite;
using test::run_json;
using test::TempFolder;

using Texts = std::vector<std::string>;

/// Runs `suite` beside a good one; checks that the good one was not harmed.
struct Outcome {
  RunSummary summary;
  Json run;
};

Outcome run_beside_good(const TempFolder& folder, const Suite& suite, int rounds = 1) {
  RunOptions options;
  options.out = folder / "out";
  options.rounds = rounds;
  const auto summary = run_suites(
      config_in(folder, {suite, fake_suite(folder, "good", "good/1\\n", "emit good/1")}), options);
  REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().message));
  Outcome outcome{*summary, run_json(folder / "out")};
  CHECK(outcome.run.at("complete") == true);
  const auto valid = validate(outcome.run, "run", "run.json");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  CHECK(std::filesystem::exists(folder / "out/round-01/good/good/1/new/sample.json"));
  return outcome;
}

Json process_of(const Json& run, const std::string& suite) {
  for (const Json& process : run.at("processes")) {
    if (process.at("suite") == suite) {
      return process;
    }
  }
  FAIL("no process of the suite");
  return {};
}

}  // namespace

TEST_CASE("a crash fails the rows that were not yet written") {
  const TempFolder folder;
  const Suite suite =
      fake_suite(folder, "bad", "bad/1\\nbad/2\\nbad/3\\n", "emit bad/1; kill -SEGV $$");
  const Outcome outcome = run_beside_good(folder, suite, 2);
  CHECK(failures(outcome.run) ==
        Texts{"round-01/bad/2: killed by SIGSEGV", "round-01/bad/3: killed by SIGSEGV",
              "round-02/bad/2: killed by SIGSEGV", "round-02/bad/3: killed by SIGSEGV"});
  CHECK(outcome.summary.rows == 4);
  CHECK(outcome.summary.failed_rows == 2);
  CHECK(outcome.summary.failed_processes == 2);
  CHECK(outcome.summary.failures.at(0) == "bad/2 in round-01: killed by SIGSEGV");
  const Json process = process_of(outcome.run, "bad");
  CHECK(process.at("exit_code").is_null());
  CHECK(process.at("signal") == SIGSEGV);
  CHECK(process.at("output") == "round-01/bad");

  const auto results = ingest(folder / "out");
  REQUIRE_MESSAGE(results.has_value(), (results ? "" : results.error().message));
  REQUIRE(results->rows.size() == 4);
  CHECK(results->rows[0].failure.empty());
  CHECK(results->rows[1].id == "bad/2");
  CHECK(results->rows[1].failure.find("killed by SIGSEGV") != std::string::npos);
}

TEST_CASE("a crash before the first row leaves failed rows only") {
  const TempFolder folder;
  const Outcome outcome =
      run_beside_good(folder, fake_suite(folder, "bad", "bad/1\\n", "kill -ABRT $$"));
  CHECK(failures(outcome.run) == Texts{"round-01/bad/1: killed by SIGABRT"});
  CHECK(process_of(outcome.run, "bad").at("output") == "");
  const auto results = ingest(folder / "out");
  REQUIRE_MESSAGE(results.has_value(), (results ? "" : results.error().message));
  CHECK(results->rows.size() == 2);
}

TEST_CASE("a hang is ended by the timeout") {
  const TempFolder folder;
  Suite suite = fake_suite(folder, "bad", "bad/1\\nbad/2\\n", "emit bad/1; sleep 300");
  suite.timeout_s = 1.5;
  const Outcome outcome = run_beside_good(folder, suite);
  CHECK(failures(outcome.run) == Texts{"round-01/bad/2: no end within 1.5 s; stopped"});
  CHECK(process_of(outcome.run, "bad").at("timed_out") == true);
}

TEST_CASE("rows that are not written although the program says all is well") {
  const TempFolder folder;
  const Outcome some =
      run_beside_good(folder, fake_suite(folder, "bad", "bad/1\\nbad/2\\n", "emit bad/1; exit 0"));
  CHECK(failures(some.run) == Texts{"round-01/bad/2: no result written"});
  CHECK(some.summary.failed_processes == 1);
}

TEST_CASE("a program that writes nothing and says all is well fails all its rows") {
  const TempFolder folder;
  const Outcome none = run_beside_good(folder, fake_suite(folder, "bad", "bad/1\\n", "exit 0"));
  CHECK(failures(none.run) == Texts{"round-01/bad/1: no result written"});
  const auto results = ingest(folder / "out");
  REQUIRE_MESSAGE(results.has_value(), (results ? "" : results.error().message));
  REQUIRE(results->rows.size() == 2);
  CHECK_FALSE(results->rows[0].failure.empty());
}

TEST_CASE("an exit status fails something even when every row is there") {
  const TempFolder folder;
  const Outcome outcome = run_beside_good(
      folder, fake_suite(folder, "bad", "bad/1\\n", "emit bad/1; echo 'leak found' >&2; exit 3"));
  CHECK(failures(outcome.run) ==
        Texts{"round-01/bad: exit status 3: leak found; every row was written before"});
  CHECK(process_of(outcome.run, "bad").at("exit_code") == 3);
}

TEST_CASE("a hundred megabytes of output do no harm") {
  const TempFolder folder;
  const Outcome outcome = run_beside_good(
      folder, fake_suite(folder, "loud", "loud/1\\n", "head -c 100000000 /dev/zero; emit loud/1"));
  CHECK(failures(outcome.run).empty());
  CHECK(std::filesystem::file_size(folder / "out/round-01/loud.log") < 5'000'000);
}

TEST_CASE("a half-written result is set aside and fails its rows") {
  const TempFolder folder;
  const Outcome outcome = run_beside_good(
      folder, fake_suite(folder, "bad", "bad/1\\n",
                         "emit bad/1; printf '{\"sampling' > $out/bad/1/new/sample.json; exit 1"));
  REQUIRE(failures(outcome.run).size() == 1);
  CHECK(failures(outcome.run)[0].starts_with("round-01/bad/1: exit status 1; unreadable result: "));
  CHECK(process_of(outcome.run, "bad").at("output") == "");
  CHECK(std::filesystem::exists(folder / "out/round-01/bad.unreadable/bad/1/new/sample.json"));
  CHECK(ingest(folder / "out"));
}

TEST_CASE("a suite that cannot list its rows is a failed suite") {
  const TempFolder folder;
  Suite suite = fake_suite(folder, "bad", "", "emit bad/1");
  const auto outcome_of = [&](const std::string& listing, const std::string& out) {
    folder.script("bad", listing);
    RunOptions options;
    options.out = folder / out;
    const auto summary = run_suites(
        config_in(folder, {suite, fake_suite(folder, "good", "good/1\\n", "emit good/1")}),
        options);
    REQUIRE(summary);
    CHECK(summary->failed_rows == 1);
    const Texts lines = failures(run_json(folder / out));
    REQUIRE(lines.size() == 1);
    CHECK(ingest(folder / out));
    return lines[0];
  };
  CHECK(outcome_of("echo broken >&2; exit 2", "a") ==
        "round-01/bad: listing its rows failed: exit status 2: broken");
  CHECK(outcome_of("exit 0", "b") == "round-01/bad: listing its rows failed: it names none");
  CHECK(outcome_of("printf 'a\\001b\\n'", "c") ==
        "round-01/bad: line 1 of the listing holds control characters");
}

TEST_CASE("programs are checked before anything runs") {
  const TempFolder folder;
  Suite suite = fake_suite(folder, "bad", "bad/1\\n", "emit bad/1");
  const auto message = [&] {
    RunOptions options;
    options.out = folder / "out";
    const auto summary = run_suites(
        config_in(folder, {fake_suite(folder, "good", "good/1\\n", "emit good/1"), suite}),
        options);
    REQUIRE_FALSE(summary);
    CHECK(summary.error().code == ExitCode::kInput);
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
    return summary.error().message;
  };
  suite.command[0] = "./missing";
  CHECK(message() ==
        "suite 'bad': " + (folder / "./missing") + ": program not found; build it first");
  folder.write("text", "");
  suite.command[0] = "./text";
  CHECK(message().find("not executable") != std::string::npos);
  suite.command[0] = "./bad";
  suite.list[0] = "./missing";
  CHECK(message().find("program not found") != std::string::npos);
}

TEST_CASE("a program that vanishes during the run fails its later rows") {
  const TempFolder folder;
  const Outcome outcome =
      run_beside_good(folder, fake_suite(folder, "bad", "bad/1\\n", "emit bad/1; rm ./bad"), 2);
  CHECK(failures(outcome.run) ==
        Texts{"round-02/bad/1: cannot run './bad': No such file or directory"});
}

TEST_CASE("an out folder that is in use or impossible is refused before anything runs") {
  const TempFolder folder;
  const Config config =
      config_in(folder, {fake_suite(folder, "a", "a/1\\n", "touch ../started; emit a/1")});
  folder.write("file", "");
  for (const std::string& out :
       {folder.path(), folder / "file", folder / "file/below", std::string("/proc/perfgate")}) {
    RunOptions options;
    options.out = out;
    const auto summary = run_suites(config, options);
    REQUIRE_FALSE(summary);
    CHECK(summary.error().code == ExitCode::kInput);
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
  }
}

TEST_CASE("an interrupt stops the run, which says that it is incomplete") {
  std::signal(SIGINT, SIG_DFL);  // a background job of a shell starts with SIGINT ignored
  const TempFolder folder;
  Config config = config_in(
      folder,
      {fake_suite(folder, "a", "a/1\\n",
                  "emit a/1; case $out in *round-02*) echo $$ > pid; exec sleep 300;; esac")});
  config.rounds = 3;
  std::atomic<bool> stop{false};
  std::thread sender([&] {
    while (!stop && folder.read("pid").empty()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ::kill(::getpid(), SIGINT);
  });
  RunOptions options;
  options.out = folder / "out";
  const auto summary = run_suites(config, options);
  stop = true;
  sender.join();
  REQUIRE_FALSE(summary);
  CHECK(summary.error().code == ExitCode::kInterrupted);
  CHECK(summary.error().message.starts_with("interrupted in round 2 of 3; "));
  CHECK(::kill(std::stoi(folder.read("pid")), 0) != 0);
  const Json run = run_json(folder / "out");
  CHECK(run.at("complete") == false);
  CHECK(run.at("finished").is_null());
  CHECK(run.at("processes").size() == 1);
  CHECK_FALSE(ingest(folder / "out"));  // half a run is not evidence
}

}  // namespace perfgate
