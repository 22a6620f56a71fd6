// SPDX-License-Identifier: Apache-2.0
// Trees: sets, several copies side by side, half measurements, links, limits, metrics.json.
#include "ingest/criterion_tree.h"

#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

#include <filesystem>

namespace perfgate {
namespace {

constexpr const char* kMetrics =
    R"({"schema":"benchsuite/metrics/1","rows":[{"id":"accuracy/I2S","metric":"accuracy",)"
    R"("unit":"%","direction":"higher_is_better","value":99.5,"labels":{"n":"64"}}]})";

TEST_CASE("criterion tree: rows sorted by id, one run") {
  const test::TempTree tree;
  tree.write_benchmark("g/b", {3, 4});
  tree.write_benchmark("g/a/8", {1, 2});
  tree.write_benchmark("single", {5});
  tree.write("report/index.html", "<html>");
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  CHECK(results->kind == "criterion");
  CHECK(results->path == tree.path());
  CHECK(results->run_names == std::vector<std::string>{"run-01"});
  REQUIRE(results->rows.size() == 3);
  CHECK(results->rows[0].id == "g/a/8");
  CHECK(results->rows[1].id == "g/b");
  CHECK(results->rows[2].id == "single");
  CHECK(results->rows[1].runs.front().run == "run-01");
  CHECK_FALSE(results->machine.has_value());
}

TEST_CASE("criterion tree: bounds on entries and bytes hold") {
  const test::TempTree tree;
  tree.write_benchmark("a", {1, 2});
  tree.write_benchmark("b", {3, 4});
  const auto read = [&](const TreeLimits& limits) {
    return read_criterion_tree(tree.path(), "new", limits);
  };
  CHECK(read({}).has_value());
  // Folders a, a/new, b, b/new and two files in each of these.
  CHECK(read({8, 1000}).has_value());
  CHECK(test::message_of(read({7, 1000})) == test::Part("more than 7 files and folders"));
  CHECK(test::message_of(read({8, 100})) == test::Part("more than 100 bytes to read"));
}

TEST_CASE("criterion tree: another set, and benchmarks that lack it") {
  const test::TempTree tree;
  tree.write_benchmark("a", {1}, "new");
  tree.write_benchmark("a", {2}, "base");
  tree.write_benchmark("b", {3}, "new");
  IngestOptions options;
  options.criterion_set = "base";
  const auto base = ingest(tree.path(), options);
  REQUIRE(base.has_value());
  REQUIRE(base->rows.size() == 1);
  CHECK(base->rows.front().runs.front().values.front() == 2e-9);
  REQUIRE(base->warnings.size() == 1);
  CHECK(base->warnings.front() ==
        test::Part("1 benchmarks have no measurement named 'base' (first one: 'b')"));
  options.criterion_set = "main";
  CHECK(test::message_of(ingest(tree.path(), options)) == test::Part("'base', 'new'"));
}

TEST_CASE("criterion tree: half a measurement is an error") {
  const test::TempTree tree;
  tree.write_benchmark("a", {1});
  tree.write("b/new/benchmark.json", R"({"full_id":"b"})");
  CHECK(test::message_of(ingest(tree.path())) == test::Part("sample.json is missing"));
}

TEST_CASE("criterion tree: the same id twice is an error") {
  const test::TempTree tree;
  tree.write_benchmark("a", {1});
  std::filesystem::copy(tree.at("a"), tree.at("a_2"), std::filesystem::copy_options::recursive);
  CHECK(test::message_of(ingest(tree.path())) ==
        test::Part("row 'a' (metric 'time') occurs twice"));
}

TEST_CASE("criterion tree: copies side by side are runs") {
  const test::TempTree tree;
  tree.write_benchmark("g/a", {1}, "new", "r1/");
  tree.write_benchmark("g/a", {2}, "new", "r2/");
  tree.write_benchmark("g/b", {3}, "new", "r2/");
  tree.write("r1/metrics.json", kMetrics);
  tree.write("r2/metrics.json", kMetrics);
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  CHECK(results->run_names == std::vector<std::string>{"r1", "r2"});
  REQUIRE(results->rows.size() == 3);
  CHECK(results->rows[0].id == "accuracy/I2S");
  CHECK(results->rows[0].runs.size() == 2);
  REQUIRE(results->rows[1].runs.size() == 2);
  CHECK(results->rows[1].runs[1].run == "r2");
  CHECK(results->rows[1].runs[1].values.front() == 2e-9);
  REQUIRE(results->rows[2].warnings.size() == 2);
  CHECK(results->rows[2].warnings[1] ==
        test::Part("measured in 1 of 2 runs (first one without it: r1)"));
}

TEST_CASE("criterion tree: trees with different rows below one folder are one run") {
  const test::TempTree tree;
  tree.write_benchmark("a", {1}, "new", "crate1/criterion/");
  tree.write_benchmark("b", {2}, "new", "crate2/criterion/");
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  CHECK(results->run_names == std::vector<std::string>{"run-01"});
  CHECK(results->rows.size() == 2);
}

TEST_CASE("criterion tree: a copy below a tree is the same row twice, not a run") {
  const test::TempTree tree;
  tree.write_benchmark("a", {1});
  tree.write_benchmark("a", {2}, "new", "backup/");
  CHECK(test::message_of(ingest(tree.path())) == test::Part("occurs twice"));
}

TEST_CASE("criterion tree: symlinks are named and never followed") {
  const test::TempTree outside;
  outside.write_benchmark("secret", {1});
  const test::TempTree tree;
  tree.write_benchmark("a", {1});
  SUBCASE("folder") {
    std::filesystem::create_directory_symlink(outside.path(), tree.at("link"));
  }
  SUBCASE("file") {
    std::filesystem::create_symlink("/etc/passwd", tree.at("a/new/link"));
  }
  SUBCASE("dangling") {
    std::filesystem::create_symlink("nowhere", tree.at("a/link"));
  }
  CHECK(test::message_of(ingest(tree.path())) == test::Part("link: is a symbolic link"));
}

TEST_CASE("criterion tree: the root itself may be a symlink, the user named it") {
  const test::TempTree tree;
  tree.write_benchmark("tree/a", {1});
  std::filesystem::create_directory_symlink(tree.at("tree"), tree.at("latest"));
  CHECK(ingest(tree.at("latest")).has_value());
}

TEST_CASE("criterion tree: depth is bounded") {
  const test::TempTree tree;
  std::string folder;
  for (int depth = 0; depth < 40; ++depth) {
    folder += "d/";
  }
  tree.write_benchmark(folder + "a", {1});
  CHECK(test::message_of(ingest(tree.path())) == test::Part("nested deeper than 16"));
}

TEST_CASE("criterion tree: 10,000 rows are read") {
  const test::TempTree tree;
  for (int row = 0; row < 10'000; ++row) {
    tree.write_benchmark(fmt::format("g/{}", row), {1, 2});
  }
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  CHECK(results->rows.size() == 10'000);
}

TEST_CASE("criterion tree: metrics.json gives rows with one value") {
  const test::TempTree tree;
  tree.write("metrics.json", kMetrics);
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 1);
  const Row& row = results->rows.front();
  CHECK(row.metric == "accuracy");
  CHECK(row.unit == "%");
  CHECK(row.direction == Direction::kHigherIsBetter);
  CHECK(row.runs.front().values == std::vector<double>{99.5});
  CHECK(row.warnings.empty());
  CHECK(ingest(tree.at("metrics.json")).has_value());
}

}  // namespace
}  // namespace perfgate
