// SPDX-License-Identifier: Apache-2.0
// Witnesses of a paired run of shell scripts: what is read, what is counted, what is missing.
#include "runner/test_suites.h"

#include <perfgate/runner.h>
#include <perfgate/witness.h>

#include <doctest/doctest.h>

#include <string>

namespace perfgate {
namespace {

using test::TempFolder;

// Two builds whose program loops `before` and `after` times for the row s/1.
class WitnessedBuilds : public TempFolder {
 public:
  WitnessedBuilds(int before, int after) {
    build("base", before);
    build("new", after);
    suite_.name = "s";
    suite_.features = {"cpu"};
    suite_.command = {"./s", "{out}", "{filter}"};
    suite_.list = {"./s", "list"};
    suite_.plan = {"--plan={plan}"};
    suite_.timeout_s = 30;
  }

  void build(const std::string& folder, int loops) const {
    script(folder + "/s", std::string(test::kEmit) +
                              "if [ \"$1\" = list ]; then printf 's/1\\n'; exit 0; fi\nout=$1\n"
                              "i=0; while [ $i -lt " +
                              std::to_string(loops) + " ]; do i=$((i + 1)); done\nemit s/1\n");
  }

  [[nodiscard]] Config config() const {
    Config config = test::config_in(*this, {suite_});
    config.steal_pct = 100;
    return config;
  }

  [[nodiscard]] WitnessOptions measured(bool instructions) const {
    WitnessOptions options;
    options.run.base = path("base");
    options.run.candidate = path("new");
    options.run.rounds = 2;
    options.run.out = path("out");
    const auto summary = run_paired(config(), options.run);
    REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().message));
    options.folder = summary->path;
    options.rows = {{"s/1", "^s/1$"}};
    options.instructions = instructions;
    return options;
  }

  Suite suite_;
};

TEST_CASE("memory and size are read from what is there") {
  const WitnessedBuilds builds(1, 1);
  const auto rows = collect_witnesses(builds.config(), builds.measured(false));
  REQUIRE_MESSAGE(rows.has_value(), (rows ? "" : rows.error().message));
  REQUIRE(rows->size() == 1);
  const auto& witnesses = rows->front().witnesses;
  REQUIRE(witnesses.size() == 2);
  CHECK(witnesses[0].name == "peak_rss");
  CHECK(*witnesses[0].base > 1e5);
  CHECK(witnesses[1].name == "binary_size");
  CHECK(*witnesses[1].base == static_cast<double>(builds.read("base/s").size()));
  CHECK(witnesses[1].missing.empty());
}

TEST_CASE("instructions of both sides, or the reason") {
  WitnessedBuilds builds(500, 20000);
  const auto rows = collect_witnesses(builds.config(), builds.measured(true));
  REQUIRE_MESSAGE(rows.has_value(), (rows ? "" : rows.error().message));
  const Witness& counted = rows->front().witnesses.at(2);
  CHECK(counted.name == "instructions");
  CHECK(counted.base.has_value() == counted.missing.empty());
  if (counted.base && counted.candidate) {
    CHECK(*counted.candidate > 1.2 * *counted.base);
  } else {
    MESSAGE("skipped: ", counted.missing);
  }
}

TEST_CASE("allocations of both sides, or the reason") {
  WitnessedBuilds builds(50, 900);
  WitnessOptions options = builds.measured(false);
  options.allocations = true;
  const auto rows = collect_witnesses(builds.config(), options);
  REQUIRE_MESSAGE(rows.has_value(), (rows ? "" : rows.error().message));
  REQUIRE(rows->front().witnesses.size() == 4);
  const Witness& blocks = rows->front().witnesses[2];
  const Witness& bytes = rows->front().witnesses[3];
  CHECK(blocks.name == "allocations");
  CHECK(blocks.unit == "1");
  CHECK(bytes.name == "allocated");
  CHECK(bytes.unit == "B");
  CHECK(blocks.missing == bytes.missing);
  CHECK(blocks.base.has_value() == blocks.missing.empty());
  if (blocks.base && blocks.candidate) {
    CHECK(*blocks.candidate >= *blocks.base + 850);
    CHECK(*bytes.base > *blocks.base);
    CHECK(*bytes.candidate > *bytes.base);
  } else {
    MESSAGE("skipped: ", blocks.missing);
  }
}

TEST_CASE("without a plan both sides could do different work: nothing is counted") {
  WitnessedBuilds builds(1, 1);
  builds.suite_.plan.clear();
  const auto rows = collect_witnesses(builds.config(), builds.measured(true));
  REQUIRE(rows);
  const Witness& counted = rows->front().witnesses.at(2);
  CHECK_FALSE(counted.base.has_value());
  CHECK(counted.missing.size() > 10);
}

TEST_CASE("a run that is not there is an error") {
  const WitnessedBuilds builds(1, 1);
  WitnessOptions options = builds.measured(false);
  options.folder = builds / "nowhere";
  const auto rows = collect_witnesses(builds.config(), options);
  REQUIRE_FALSE(rows);
  CHECK(rows.error().message.find("nowhere/base/run.json") != std::string::npos);
}

}  // namespace
}  // namespace perfgate
