// SPDX-License-Identifier: Apache-2.0
// Real results that this project did not write (environment variable PERFGATE_REAL_DATA); skipped
// where they are absent.
#include "ingest/temp_tree.h"

#include <perfgate/files.h>
#include <perfgate/ingest.h>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <string>

namespace perfgate {
namespace {

namespace fs = std::filesystem;

/// Path of `name` in the data folder; says so and gives nullopt when it is absent.
std::optional<std::string> real_data(const std::string& name) {
  const char* named = std::getenv("PERFGATE_REAL_DATA");
  const std::string folder =
      named != nullptr ? named : std::string(PERFGATE_SOURCE_DIR) + "/../shared/data";
  const std::string path = folder + "/" + name;
  if (!fs::exists(path)) {
    MESSAGE("skipped: no real data at ", path);
    return std::nullopt;
  }
  return path;
}

/// Criterion's estimate of the mean: of total times over total iterations' worth, sample by sample.
double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::string with_commas(const std::string& number) {
  std::string text = number;
  for (std::size_t at = text.find('.'); at > 3; at -= 3) {
    text.insert(at - 3, ",");
  }
  return text;
}

TEST_CASE("real: PR 448, all 25 rows, the printed means to the last digit") {
  const auto tree = real_data("criterion_pr448");
  if (!tree) {
    return;
  }
  const auto results = ingest(*tree);
  REQUIRE_MESSAGE(results.has_value(), results.error().message);
  const auto printed =
      ingest(std::string(PERFGATE_SOURCE_DIR) + "/baselines/history/pr-448-cpu.json");
  REQUIRE(printed.has_value());
  REQUIRE(results->rows.size() == 25);
  REQUIRE(printed->rows.size() == 25);
  for (std::size_t i = 0; i < 25; ++i) {
    const Row& row = results->rows[i];
    CHECK(row.id == printed->rows[i].id);
    REQUIRE(row.runs.size() == 1);
    CHECK(row.runs[0].values.size() == 100);
    CHECK(row.labels.at("elements") == row.id.substr(row.id.rfind('/') + 1));
    CHECK(with_commas(fmt::format("{:.2f}", mean(row.runs[0].values) * 1e6)) + "\xc2\xb5s" ==
          printed->rows[i].labels.at("printed"));
  }
}

TEST_CASE("real: PR 448, base equals new byte for byte") {
  const auto tree = real_data("criterion_pr448");
  if (!tree) {
    return;
  }
  std::size_t pairs = 0;
  for (const auto& entry : fs::recursive_directory_iterator(*tree)) {
    if (entry.path().parent_path().filename() != "new" || !entry.is_regular_file()) {
      continue;
    }
    const fs::path base =
        entry.path().parent_path().parent_path() / "base" / entry.path().filename();
    const auto a = read_file(entry.path().string(), std::size_t{1} << 20U);
    const auto b = read_file(base.string(), std::size_t{1} << 20U);
    REQUIRE((a && b));
    CHECK(*a == *b);
    ++pairs;
  }
  CHECK(pairs == 100);
  IngestOptions options;
  options.criterion_set = "base";
  const auto base = ingest(*tree, options), now = ingest(*tree);
  REQUIRE((base && now));
  for (std::size_t i = 0; i < now->rows.size(); ++i) {
    CHECK(base->rows[i].runs[0].values == now->rows[i].runs[0].values);
  }
}

TEST_CASE("real: whole-suite runs, every folder has its 20 rows") {
  const auto data = real_data("criterion_runs");
  if (!data) {
    return;
  }
  std::size_t folders = 0;
  for (const auto& entry : fs::directory_iterator(*data)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory()) {
      continue;
    }
    ++folders;
    const auto results = ingest(entry.path().string());
    REQUIRE_MESSAGE(results.has_value(), results.error().message);
    CHECK_MESSAGE(results->rows.size() == 20, name);
    const std::size_t runs = name.rfind("paired_", 0) == 0 ? 40 : 1;
    CHECK_MESSAGE(results->run_names.size() == runs, name);
    for (const Row& row : results->rows) {
      CHECK(row.runs.size() == runs);
      CHECK(row.warnings.empty());
    }
  }
  CHECK(folders == 30);
}

TEST_CASE("real: one side of a paired round") {
  const auto data = real_data("criterion_runs/paired_1_idle/round_01/A1");
  if (!data) {
    return;
  }
  const auto results = ingest(*data);
  REQUIRE(results.has_value());
  CHECK(results->rows.size() == 20);
  CHECK(results->run_names.size() == 1);
}

TEST_CASE("real: inputs of Google Benchmark's own compare tool") {
  const auto first = real_data("google_benchmark/test1_run1.json");
  const auto second = real_data("google_benchmark/test3_run0.json");
  if (!first || !second) {
    return;
  }
  const auto run1 = ingest(*first);
  REQUIRE_MESSAGE(run1.has_value(), run1.error().message);
  CHECK(run1->rows.size() == 14);
  const auto run0 = ingest(*second);
  REQUIRE_MESSAGE(run0.has_value(), run0.error().message);
  for (const Row& row : run0->rows) {
    CHECK_FALSE(row.runs.empty());
  }
  CHECK_FALSE(run0->warnings.empty());
}

}  // namespace
}  // namespace perfgate
