// SPDX-License-Identifier: Apache-2.0
// Tests: the rows and forms of bench; what it refuses. No test looks at how fast anything is.
#include "bench_report.h"
#include "cli_harness.h"
#include "cli_model.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace bitnet::runtime {
namespace {

using cli_test::call;
using cli_test::contains;
using cli_test::Outcome;
using cli_test::SmallModel;

std::vector<std::string> bench(const SmallModel& model, const std::string& format) {
  return {"bench", "-m", model.path(), "-p", "40,8", "-n", "6",   "-d",
          "0,16",  "-r", "2",          "-t", "1,2",  "-o", format};
}

TEST_CASE("bench: a row for every test, depth and number of threads, in llama-bench's words") {
  const SmallModel model;
  const Outcome outcome = call(bench(model, "json"));
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  const auto rows = nlohmann::json::parse(outcome.out);
  REQUIRE(rows.size() == 12);
  for (const auto& row : rows) {
    CHECK(row["model_filename"] == model.path());
    CHECK(row["samples_ts"].size() == 2);
    CHECK(row["samples_ns"].size() == 2);
    CHECK(row["avg_ts"].get<double>() > 0);
    CHECK(row["stddev_ts"].get<double>() >= 0);
    CHECK(row["n_prompt"].get<int>() * row["n_gen"].get<int>() == 0);
  }
  CHECK(rows[0]["n_prompt"] == 40);
  CHECK(rows[2]["n_gen"] == 6);
  CHECK(rows[3]["n_depth"] == 16);
  CHECK(rows[6]["n_threads"] == 2);
}

TEST_CASE("bench: markdown and CSV") {
  const SmallModel model;
  const std::string table = call(bench(model, "md")).out;
  for (const char* part : {"pp40", "pp8", "tg6", "pp40 @ d16", "tg6 @ d16", "\xC2\xB1", "t/s"}) {
    CHECK_MESSAGE(contains(table, part), part);
  }
  const std::string csv = call(bench(model, "csv")).out;
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 13);
  CHECK(csv.starts_with("build_version,"));
}

TEST_CASE("bench: 0 leaves a kind of test out; more than the model's context is refused early") {
  const SmallModel model;
  const Outcome only = call({"bench", "-m", model.path(), "-p", "0", "-n", "3", "-r", "1"});
  CHECK(contains(only.out, "tg3"));
  CHECK_FALSE(contains(only.out, "pp"));
  const Outcome refused = call({"bench", "-m", model.path(), "-p", "16", "-d", "100000"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "a context of 100128 was asked for"));
  CHECK(call({"bench", "-m", model.path(), "-p", "1,x"}).code == 2);
  CHECK(call({"bench", "-m", model.path(), "-r", "0"}).code == 2);
  CHECK(call({"bench", "-m", model.path()}, "", true).code == 130);
}

TEST_CASE("bench report: mean and sample deviation") {
  const cli::MeanAndDeviation three = cli::mean_and_deviation({1, 2, 6});
  CHECK(std::abs(three.mean - 3) <= 1e-12);
  CHECK(std::abs(three.deviation - std::sqrt(7.0)) <= 1e-12);
  CHECK(cli::mean_and_deviation({5}).deviation == 0);
  CHECK(cli::mean_and_deviation({}).mean == 0);
}

}  // namespace
}  // namespace bitnet::runtime
