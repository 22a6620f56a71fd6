// SPDX-License-Identifier: Apache-2.0
// Paired runs of shell scripts: order, equal conditions on both sides, one-sided rows, failures,
// same programs, and going on after an interruption.
#include "runner/test_suites.h"

#include <perfgate/ingest.h>
#include <perfgate/runner.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

namespace perfgate {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;

// Both folders get a program "./s" that lists `rows` and appends what it sees to trace.
class TwoBuilds : public TempFolder {
 public:
  TwoBuilds() {
    build("base", "a", "s/1\\ns/2\\n", "emit s/1; emit s/2");
    build("new", "b", "s/1\\ns/2\\n", "emit s/1; emit s/2");
    suite_.name = "s";
    suite_.features = {"cpu"};
    suite_.command = {"./s", "{out}", "{seed}"};
    suite_.list = {"./s", "list"};
    suite_.plan = {"--plan={plan}"};
    suite_.cores = 1;
    suite_.timeout_s = 30;
  }

  void build(const std::string& folder, const std::string& letter, const std::string& rows,
             const std::string& body) const {
    script(folder + "/s",
           std::string(test::kEmit) + "# " + letter + "\nif [ \"$1\" = list ]; then printf '" +
               rows + "'; exit 0; fi\nout=$1\necho \"" + letter +
               " $2 ${#PERFGATE_PADDING} $3\" >> " + path("trace") + "\n" + body + "\n");
  }

  [[nodiscard]] Config config() const {
    Config config = test::config_in(*this, {suite_});
    config.steal_pct = 100;  // a busy test machine must not void anything
    return config;
  }

  [[nodiscard]] PairedOptions options(int rounds) const {
    PairedOptions options;
    options.base = path("base");
    options.candidate = path("new");
    options.rounds = rounds;
    options.out = path("out");
    return options;
  }

  // "b seed padding plan" lines.
  [[nodiscard]] std::vector<std::vector<std::string>> trace() const {
    std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
    for (const char c : read("trace")) {
      if (c == '\n') {
        lines.emplace_back(1);
      } else if (c == ' ') {
        lines.back().emplace_back();
      } else {
        lines.back().back() += c;
      }
    }
    lines.pop_back();
    return lines;
  }

  Suite suite_;
};

Json paired_json(const TempFolder& folder) {
  auto json = read_json_file(folder / "out/paired.json");
  REQUIRE_MESSAGE(json.has_value(), (json ? "" : json.error().message));
  const auto valid = validate(*json, "paired", "paired.json");
  REQUIRE_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  return *json;
}

TEST_CASE("pairs in ABBA blocks, with the same seed, padding and plan on both sides") {
  const TwoBuilds builds;
  const auto summary = run_paired(builds.config(), builds.options(6));
  REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().message));
  CHECK(summary->rounds == 6);
  CHECK(summary->failed_rows == 0);
  CHECK_FALSE(summary->same_programs);
  const auto lines = builds.trace();
  REQUIRE(lines.size() == 13);
  CHECK(lines[0][0] == "a");  // the planning run is the base's, without a plan
  CHECK(lines[0][3].empty());
  std::vector<std::string> paddings;
  for (std::size_t round = 0; round < 6; ++round) {
    const auto& first = lines[1 + 2 * round];
    const auto& second = lines[2 + 2 * round];
    CHECK(first[0] != second[0]);
    CHECK(std::equal(first.begin() + 1, first.end(), second.begin() + 1));
    CHECK(first[3] == "--plan=" + builds.path("out/plan/s/round/s"));
    paddings.push_back(first[2]);
    if (round % 2 == 1) {
      CHECK(first[0] == lines[2 * round][0]);  // A B, then B A
    }
  }
  std::sort(paddings.begin(), paddings.end());
  CHECK(std::unique(paddings.begin(), paddings.end()) - paddings.begin() >= 5);
  const Json json = paired_json(builds);
  CHECK(json.at("complete") == true);
  CHECK(json.at("pairs").size() == 6);
  CHECK(json.at("pairs")[0].at("planned") == true);
  CHECK(json.at("pairs")[0].at("cores").size() == 1);
  for (const char* side : {"out/base", "out/candidate"}) {
    const auto results = ingest(builds / side);
    REQUIRE_MESSAGE(results.has_value(), (results ? "" : results.error().message));
    CHECK(results->run_names.size() == 6);
    CHECK(results->rows.size() == 2);
  }
}

TEST_CASE("the same bytes on both sides are an A/A run") {
  TwoBuilds builds;
  builds.build("new", "a", "s/1\\ns/2\\n", "emit s/1; emit s/2");
  const auto summary = run_paired(builds.config(), builds.options(2));
  REQUIRE(summary);
  CHECK(summary->same_programs);
  CHECK(paired_json(builds).at("same_programs") == true);
}

TEST_CASE("without a plan argument every process plans for itself") {
  TwoBuilds builds;
  builds.suite_.plan.clear();
  REQUIRE(run_paired(builds.config(), builds.options(1)));
  CHECK(builds.trace().size() == 2);
  CHECK(paired_json(builds).at("pairs")[0].at("planned") == false);
}

TEST_CASE("a row of one side only, and a candidate that crashes") {
  const TwoBuilds builds;
  builds.build("new", "b", "s/1\\ns/3\\n", "emit s/1; kill -SEGV $$");
  const auto summary = run_paired(builds.config(), builds.options(2));
  REQUIRE(summary);
  CHECK(summary->failed_rows == 1);
  REQUIRE(summary->failures.size() == 2);
  CHECK(summary->failures[0].find("candidate: s/3 in round-01: killed by SIGSEGV") == 0);
  const auto base = ingest(summary->base);
  REQUIRE(base);
  CHECK(base->rows.size() == 2);
}

TEST_CASE("an interrupted run goes on where it stopped and loses nothing") {
  const TwoBuilds builds;
  // The base's program interrupts perfgate once, in its fourth process (planning included).
  builds.build("base", "a", "s/1\\ns/2\\n",
               "emit s/1; emit s/2; n=$(grep -c '^a ' " + builds.path("trace") +
                   "); if [ $n = 4 ]; then kill -INT $PPID; sleep 5; fi");
  const auto stopped = run_paired(builds.config(), builds.options(5));
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == ExitCode::kInterrupted);
  CHECK(stopped.error().message.find("interrupted after 2 of 5 rounds") == 0);
  CHECK(paired_json(builds).at("complete") == false);
  CHECK_FALSE(ingest(builds / "out/base"));
  const std::string kept = builds.read("out/base/round-02/s/s/1/new/sample.json");

  PairedOptions again = builds.options(5);
  again.resume = true;
  again.rounds = 6;
  const auto other = run_paired(builds.config(), again);
  REQUIRE_FALSE(other);
  CHECK(other.error().code == ExitCode::kUsage);
  CHECK(other.error().message.find("number of rounds was '5' and is '6'") != std::string::npos);

  again.rounds = 5;
  const auto finished = run_paired(builds.config(), again);
  REQUIRE_MESSAGE(finished.has_value(), (finished ? "" : finished.error().message));
  CHECK(finished->rounds == 5);
  CHECK(builds.read("out/base/round-02/s/s/1/new/sample.json") == kept);
  const Json json = paired_json(builds);
  CHECK(json.at("pairs").size() == 5);
  CHECK(json.at("complete") == true);
  const auto results = ingest(builds / "out/candidate");
  REQUIRE(results);
  CHECK(results->run_names.size() == 5);
}

TEST_CASE("killed between two rounds: nothing that was done is lost or done again") {
  const TwoBuilds builds;
  // The base's program kills perfgate in its fourth process (planning included), once.
  builds.build("base", "a", "s/1\\ns/2\\n",
               "emit s/1; emit s/2; n=$(grep -c '^a ' " + builds.path("trace") +
                   "); if [ $n = 4 ]; then kill -KILL $PPID; fi");
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    _exit(run_paired(builds.config(), builds.options(5)) ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGKILL);
  CHECK(paired_json(builds).at("done").size() == 2);
  const std::string kept = builds.read("out/candidate/round-01/s/s/1/new/sample.json");
  const std::size_t before = builds.trace().size();

  PairedOptions again = builds.options(5);
  again.resume = true;
  const auto finished = run_paired(builds.config(), again);
  REQUIRE_MESSAGE(finished.has_value(), (finished ? "" : finished.error().message));
  CHECK(finished->rounds == 5);
  CHECK(finished->failed_rows == 0);
  CHECK(builds.trace().size() <= before + 6 + 1);  // three rounds, and planning at most
  CHECK(builds.read("out/candidate/round-01/s/s/1/new/sample.json") == kept);
  for (const char* side : {"out/base", "out/candidate"}) {
    const auto results = ingest(builds / side);
    REQUIRE_MESSAGE(results.has_value(), (results ? "" : results.error().message));
    CHECK(results->run_names.size() == 5);
  }
}

TEST_CASE("a program that prints a hundred megabytes on one side") {
  const TwoBuilds builds;
  builds.build("new", "b", "s/1\\ns/2\\n",
               "emit s/1; emit s/2; head -c 104857600 /dev/zero | tr '\\0' x");
  const auto summary = run_paired(builds.config(), builds.options(1));
  REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().message));
  CHECK(summary->failed_rows == 0);
  CHECK(fs::file_size(builds.path("out/candidate/round-01/s.log")) <= (std::size_t{5} << 20));
  CHECK(ingest(summary->candidate).has_value());
}

TEST_CASE("what is refused before anything runs") {
  const TwoBuilds builds;
  const auto refused = [&](const PairedOptions& options, const std::string& part) {
    const auto result = run_paired(builds.config(), options);
    REQUIRE_FALSE(result);
    CAPTURE(part);
    CAPTURE(result.error().message);
    CHECK(result.error().message.find(part) != std::string::npos);
  };
  PairedOptions options = builds.options(2);
  options.base = builds.path("nowhere");
  refused(options, "nowhere: the base is no folder");
  options = builds.options(1001);
  refused(options, "1001 rounds");
  options = builds.options(2);
  options.resume = true;
  options.out.clear();
  refused(options, "--resume needs the folder");
  options.out = builds.path("out");
  refused(options, "paired.json");
  fs::remove(builds.path("new/s"));
  refused(builds.options(2), "candidate: suite 's': ");
  CHECK_FALSE(fs::exists(builds.path("trace")));
}

}  // namespace
}  // namespace perfgate
