// SPDX-License-Identifier: Apache-2.0
// The verb run, in-process: what it prints, and its exit codes. What happens to processes is tested
// beside the runner.
#include "cli_harness.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <filesystem>

namespace perfgate::cli_test {
namespace {

/// A configuration whose suite "s" is a shell script that lists s/1 and s/2.
class Suites : public Results {
 public:
  explicit Suites(const std::string& body) {
    put("bench", std::string("#!/bin/sh\n") + R"(
emit() {
  mkdir -p "$2/$1/new"
  printf '{"group_id":"%s","function_id":null,"value_str":null,"throughput":null,"full_id":"%s","directory_name":"%s","title":"%s"}' \
    "$1" "$1" "$1" "$1" > "$2/$1/new/benchmark.json"
  printf '{"sampling_mode":"Flat","iters":[1,1,1,1,1,1,1,1,1,1],"times":[10,11,12,13,14,15,16,17,18,19]}' \
    > "$2/$1/new/sample.json"
}
if [ "$1" = list ]; then printf 's/1\ns/2\n'; exit 0; fi
)" + body + "\n");
    std::filesystem::permissions(path("bench"), std::filesystem::perms::owner_all);
    put("perfgate.toml",
        "[run]\nround_spacing_s = 0\nrounds = 2\n[[suite]]\nname = \"s\"\nfeatures = [\"cpu\"]\n"
        "command = [\"./bench\", \"{out}\"]\nlist = [\"./bench\", \"list\"]\n");
  }
};

}  // namespace

TEST_CASE("run: the folder, the counts, exit code 0") {
  const Suites suites("emit s/1 \"$1\"; emit s/2 \"$1\"");
  const Outcome outcome = suites.call({"run", "--out", suites.path("out")});
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(outcome.out == suites.path("out") + "\n2 rows in 2 processes\n");
  CHECK(contains(outcome.err, "round 1/2 done after 0:00:0"));
  CHECK(contains(outcome.err, "round 2/2 done after 0:00:0"));
  CHECK(std::filesystem::exists(suites.path("out/run.json")));

  const Outcome quiet = suites.call({"-q", "run", "--rounds", "1", "--filter", "s/1"});
  CHECK(quiet.code == 0);
  CHECK(quiet.err.empty());
  CHECK(quiet.out.starts_with(suites.path("runs/")));
  CHECK(quiet.out.find('\n') + 1 == quiet.out.size());
}

TEST_CASE("run: a failed row is exit code 1 and named") {
  const Suites suites("emit s/1 \"$1\"; echo 'out of range' >&2; exit 4");
  const Outcome outcome =
      suites.call({"run", "--out", suites.path("out"), "--rounds", "1", "--seed", "7"});
  CHECK(outcome.code == 1);
  CHECK(outcome.out == suites.path("out") +
                           "\n2 rows in 1 process; 1 row failed in 1 process\n"
                           "failed: s/2 in round-01: exit status 4: out of range\n");

  const Outcome json =
      suites.call({"run", "--out", suites.path("json"), "--rounds", "1", "--format", "json"});
  CHECK(json.code == 1);
  const auto parsed = parse_json(json.out, "out");
  REQUIRE(parsed);
  CHECK(parsed->at("failed_rows") == 1);
  CHECK(parsed->at("rows") == 2);
  CHECK(parsed->at("path") == suites.path("json"));
  CHECK(parsed->at("failures").size() == 1);
}

TEST_CASE("run: terminal escapes of a program stay harmless") {
  const Suites suites("printf '\\033[31mred\\n' >&2; exit 4");
  const Outcome outcome = suites.call({"run", "--out", suites.path("out"), "--rounds", "1"});
  CHECK(outcome.code == 1);
  CHECK_FALSE(contains(outcome.out, "\x1b"));
  CHECK(contains(outcome.out, "[31mred"));
}

TEST_CASE("run: what is refused, one sentence each") {
  const Suites suites("exit 0");
  const auto refused = [&](std::vector<std::string> args, int code, const std::string& sentence) {
    args.insert(args.begin(), "run");
    const Outcome outcome = suites.call(args);
    CAPTURE(sentence);
    INFO(outcome.err);
    CHECK(outcome.code == code);
    CHECK(is_one_sentence(outcome));
    CHECK(contains(outcome.err, sentence));
  };
  refused({"--rounds", "0"}, 2, "whole number from 1 to 1000");
  refused({"--rounds", "nan"}, 2, "whole number");
  refused({"--seed", "-1"}, 2, "whole number");
  refused({"--filter", "(["}, 2, "not a valid regular expression");
  refused({"--profile", "fast"}, 2, "quick or full");
  refused({"--features", "tpu"}, 2, "no suite for the feature 'tpu'");
  refused({"--format", "markdown"}, 2, "no Markdown form");
  refused({"--filter", "nothing"}, 3, "matches no row");
  refused({"--out", suites.path()}, 3, "not empty");
  std::filesystem::remove(suites.path("bench"));
  refused({}, 3, "program not found");
}

TEST_CASE("run: without a suite it says what to do") {
  const Results results;
  const Outcome outcome = results.call({"run"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "no [[suite]] is listed"));
}

}  // namespace perfgate::cli_test
