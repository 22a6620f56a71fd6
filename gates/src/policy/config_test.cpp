// SPDX-License-Identifier: Apache-2.0
// perfgate.toml: what a correct file means, and defaults.
#include "policy/test_results.h"

#include <perfgate/config.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace perfgate {
namespace {

constexpr const char* kFull = R"toml(
[policy]
alpha = 0.01
noise_band = 0.01
power = 0.9
minor_pct = 4
major_pct = 8.5
critical_pct = 16
investigate_pct = 9
escalate_pct = 18
blocking = "major"
floor_ns = 2.5
undecided = "warn"
missing = "warn"
seed = 7
waiver_grace_days = 3

[policy.tolerance_pct]
cpu = 4
npu = 12

[run]
rounds = 7
round_spacing_s = 0.5
runs_dir = "r"
baselines_dir = "b"
reports_dir = "p"
history = "h.db"
baselines_kept = 9

[[slo]]
id = "a"
rows = "^x/"
metric = "worse_pct"
op = "<="
limit = 3
unit = "%"

[[slo]]
id = "speed"
title = "Speed-up"
rows = "^cpu/(.*)"
over = "^gpu/(.*)"
op = ">="
limit = 2
unit = "x"

[[slo]]
id = "later"
op = "<"
limit = 1
unit = "ns"
deferred = "nobody measures it"

[[waiver]]
row = "x/1"
ceiling_pct = 12
expires = 2026-06-30
owner = "ann"
reason = "known"
issue = "12"

[[waiver]]
row = "x/1"
metric = "memory"
ceiling_pct = 2
expires = "2026-06-30"
owner = "bob"
reason = "known too"

[[suite]]
name = "quant"
features = ["cpu", "gpu"]
command = ["./bench", "--out={out}"]
list = ["./bench", "--list"]
profile.quick = ["--quick"]
profile.full = []
output = "google_benchmark"
timeout_s = 12.5
)toml";

TEST_CASE("every key of a full file arrives") {
  const Result<Config> config = parse_config(kFull, "some/dir/perfgate.toml");
  REQUIRE_MESSAGE(config.has_value(), config.error().message);
  CHECK(config->path == "some/dir/perfgate.toml");
  CHECK(config->directory == "some/dir");
  const Policy& policy = config->policy;
  CHECK(policy.alpha == 0.01);
  CHECK(policy.noise_band == 0.01);
  CHECK(policy.power == 0.9);
  CHECK(policy.minor_pct == 4);
  CHECK(policy.major_pct == 8.5);
  CHECK(policy.critical_pct == 16);
  CHECK(policy.investigate_pct == 9);
  CHECK(policy.escalate_pct == 18);
  CHECK(policy.blocking == RegressionClass::kMajor);
  CHECK(policy.floor_ns == 2.5);
  CHECK(policy.undecided == "warn");
  CHECK(policy.missing == "warn");
  CHECK(policy.seed == 7);
  CHECK(policy.tolerance_pct ==
        std::map<std::string, double>{{"cpu", 4}, {"gpu", 10}, {"memory", 2}, {"npu", 12}});
  CHECK(config->rounds == 7);
  CHECK(config->round_spacing_s == 0.5);
  CHECK(config->runs_dir == "r");
  CHECK(config->baselines_dir == "b");
  CHECK(config->reports_dir == "p");
  CHECK(config->history == "h.db");
  CHECK(config->baselines_kept == 9);
  CHECK(policy.waiver_grace_days == 3);
}

TEST_CASE("objectives, waivers and suites arrive") {
  const Result<Config> config = parse_config(kFull, "perfgate.toml");
  REQUIRE(config.has_value());
  CHECK(config->directory == ".");
  REQUIRE(config->slos.size() == 3);
  CHECK(config->slos[0].title == "a");
  CHECK(config->slos[0].metric == "worse_pct");
  CHECK(config->slos[1].title == "Speed-up");
  CHECK(config->slos[1].metric == "time");
  CHECK(config->slos[1].over == "^gpu/(.*)");
  CHECK(config->slos[2].deferred == "nobody measures it");
  REQUIRE(config->waivers.size() == 2);
  CHECK(config->waivers[0].metric == "time");
  CHECK(config->waivers[0].expires == "2026-06-30");
  CHECK(config->waivers[0].issue == "12");
  CHECK(config->waivers[1].expires == "2026-06-30");
  REQUIRE(config->suites.size() == 1);
  const Suite& suite = config->suites[0];
  CHECK(suite.features == std::vector<std::string>{"cpu", "gpu"});
  CHECK(suite.command == std::vector<std::string>{"./bench", "--out={out}"});
  CHECK(suite.list.size() == 2);
  CHECK(suite.profile.at("quick") == std::vector<std::string>{"--quick"});
  CHECK(suite.profile.at("full").empty());
  CHECK(suite.output == "google_benchmark");
  CHECK(suite.timeout_s == 12.5);
}

TEST_CASE("an empty file means the defaults, and the historic objectives") {
  const Result<Config> config = parse_config("", "perfgate.toml");
  REQUIRE(config.has_value());
  CHECK(config->policy.alpha == 0.05);
  CHECK(config->policy.blocking == RegressionClass::kMinor);
  CHECK(config->policy.undecided == "fail");
  CHECK(config->policy.seed == 42);
  CHECK(config->rounds == 5);
  CHECK(config->history.empty());
  CHECK(config->baselines_kept == 5);
  CHECK(config->policy.waiver_grace_days == 14);
  CHECK(config->waivers.empty());
  CHECK(config->slos.size() == default_slos().size());
  const Result<Config> loose = parse_config("[policy.tolerance_pct]\ncpu = 20\n", "p.toml");
  REQUIRE(loose.has_value());
  const auto regression = std::find_if(loose->slos.begin(), loose->slos.end(),
                                       [](const Slo& slo) { return slo.metric == "worse_pct"; });
  REQUIRE(regression != loose->slos.end());
  CHECK(regression->limit == 20);
}

TEST_CASE("default objectives have either rows or a reason, and survive their own rules") {
  std::string text;
  for (const Slo& slo : default_slos()) {
    CAPTURE(slo.id);
    CHECK(slo.rows.empty() != slo.deferred.empty());
    text += fmt::format(
        "[[slo]]\nid='{}'\ntitle='{}'\nrows='{}'\nmetric='{}'\nop='{}'\nlimit={}\nunit='{}'\n"
        "deferred='{}'\n",
        slo.id, slo.title, slo.rows, slo.metric, slo.op, slo.limit, slo.unit, slo.deferred);
  }
  const Result<Config> config = parse_config(text, "perfgate.toml");
  REQUIRE_MESSAGE(config.has_value(), config.error().message);
  CHECK(config->slos.size() == 11);
}

TEST_CASE("loading: a named file, a missing one, and none at all") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / "perfgate-config-test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "a" / "b");
  std::ofstream(folder / "perfgate.toml") << "[run]\nrounds = 9\n";
  const Result<Config> named = load_config((folder / "perfgate.toml").string());
  REQUIRE(named.has_value());
  CHECK(named->rounds == 9);
  CHECK(named->directory == folder.string());

  const Result<Config> missing = load_config((folder / "none.toml").string());
  REQUIRE(!missing.has_value());
  CHECK(missing.error().code == ExitCode::kUsage);
  CHECK(test::mentions(missing.error().message, "none.toml"));

  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder / "a" / "b");
  const Result<Config> upward = load_config("");
  std::filesystem::current_path(before);
  REQUIRE(upward.has_value());
  CHECK(upward->rounds == 9);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace perfgate
