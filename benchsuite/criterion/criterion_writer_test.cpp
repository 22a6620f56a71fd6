// SPDX-License-Identifier: Apache-2.0
// The written tree: exact text, replacement, refusal, removal, and validity against the schemas.
#include "test_files.h"

#include <benchsuite/criterion_writer.h>
#include <benchsuite/metrics_file.h>

#include <doctest/doctest.h>

#include <limits>

namespace benchsuite {
namespace {

namespace fs = std::filesystem;

RowRecord example(SamplingMode mode) {
  CriterionIds ids;
  RowRecord record;
  record.id =
      ids.make("sizes", "I2S_quantize", "1024", Throughput{ThroughputUnit::kElements, 1024});
  record.measurement.mode = mode;
  for (int i = 1; i <= 10; ++i) {
    record.measurement.iters.push_back(i);
    record.measurement.times_ns.push_back(i * 250.5);
  }
  const auto estimates = estimate(record.measurement, 100, 1);
  REQUIRE(estimates);
  record.estimates = *estimates;
  record.fences = tukey_fences(per_iteration_ns(record.measurement));
  record.context.isa = "avx2";
  record.context.bytes_read = 4096;
  record.context.bytes_written = 320;
  record.context.elements = 1024;
  record.context.verified = true;
  record.context.labels = {{"shape", "32x32"}};
  return record;
}

TEST_CASE("the files hold what Criterion would write, member for member") {
  const test::TempFolder root;
  REQUIRE(write_row(root.path(), example(SamplingMode::kLinear)));
  const fs::path folder = root.path() / "sizes/I2S_quantize/1024/new";
  CHECK(test::read_text(folder / "benchmark.json") ==
        R"({"group_id":"sizes","function_id":"I2S_quantize","value_str":"1024",)"
        R"("throughput":{"Elements":1024},"full_id":"sizes/I2S_quantize/1024",)"
        R"("directory_name":"sizes/I2S_quantize/1024","title":"sizes/I2S_quantize/1024"})");
  CHECK(test::read_text(folder / "sample.json") ==
        R"({"sampling_mode":"Linear","iters":[1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0,10.0],)"
        R"("times":[250.5,501.0,751.5,1002.0,1252.5,1503.0,1753.5,2004.0,2254.5,2505.0]})");
  const std::string one =
      R"({"confidence_interval":{"confidence_level":0.95,"lower_bound":250.5,"upper_bound":250.5},)"
      R"("point_estimate":250.5,"standard_error":0.0})";
  const std::string zero =
      R"({"confidence_interval":{"confidence_level":0.95,"lower_bound":0.0,"upper_bound":0.0},)"
      R"("point_estimate":0.0,"standard_error":0.0})";
  CHECK(test::read_text(folder / "estimates.json") ==
        R"({"mean":)" + one + R"(,"median":)" + one + R"(,"median_abs_dev":)" + zero +
            R"(,"slope":)" + one + R"(,"std_dev":)" + zero + "}");
  CHECK(test::read_text(folder / "tukey.json") == "[250.5,250.5,250.5,250.5]");
  CHECK(test::read_text(folder / "context.json") ==
        R"({"schema":"benchsuite/context/1","isa":"avx2","threads":1,"bytes_read":4096,)"
        R"("bytes_written":320,"elements":1024,"verified":true,"labels":{"shape":"32x32"}})");
}

TEST_CASE("an emitted tree validates against the schemas, flat rows with a null slope included") {
  const test::TempFolder root;
  RowRecord flat = example(SamplingMode::kFlat);
  flat.id.directory_name = "flat";
  flat.id.throughput.reset();
  flat.id.function.reset();
  flat.context.copy_bytes_per_s = 1e10;
  flat.context.share_of_copy = 0.9;
  REQUIRE(write_row(root.path(), flat));
  REQUIRE(write_row(root.path(), example(SamplingMode::kLinear)));
  REQUIRE(
      write_metrics(root.path(), {{"accuracy/I2S", "accuracy", "dB", Better::kHigher, 9.5, {}}}));
  CHECK(test::read_text(root.path() / "flat/new/estimates.json").find(R"("slope":null)") !=
        std::string::npos);
  test::check_tree_against_schemas(root.path());
}

TEST_CASE("a second write replaces the first and leaves no temporary folder") {
  const test::TempFolder root;
  RowRecord record = example(SamplingMode::kLinear);
  REQUIRE(write_row(root.path(), record));
  const fs::path row = root.path() / record.id.directory_name;
  std::ofstream(row / "new" / "stale.json") << "{}";
  record.context.isa = "scalar";
  REQUIRE(write_row(root.path(), record));
  CHECK(test::read_text(row / "new/context.json").find(R"("isa":"scalar")") != std::string::npos);
  CHECK_FALSE(fs::exists(row / "new/stale.json"));
  CHECK(std::distance(fs::directory_iterator(row), fs::directory_iterator()) == 1);
}

TEST_CASE("what JSON cannot say is never written") {
  const test::TempFolder root;
  RowRecord record = example(SamplingMode::kLinear);
  record.estimates.mean.upper = std::numeric_limits<double>::infinity();
  const auto infinite = write_row(root.path(), record);
  REQUIRE_FALSE(infinite);
  CHECK(infinite.error().find("estimates.json: a value is not finite") != std::string::npos);
  record = example(SamplingMode::kLinear);
  record.context.labels["bad"] = "\xff";
  CHECK_FALSE(write_row(root.path(), record));
  CHECK(fs::is_empty(root.path()));
}

TEST_CASE("a tree that cannot be written is an error that names the path") {
  const test::TempFolder root;
  const fs::path file = root.path() / "file";
  std::ofstream(file) << "x";
  const auto result = write_row(file, example(SamplingMode::kLinear));
  REQUIRE_FALSE(result);
  CHECK(result.error().find(file.string()) != std::string::npos);
  CHECK(test::read_text(file) == "x");
  CHECK_FALSE(write_metrics(file, {}));
}

TEST_CASE("discarding a row removes its files and empty folders, nothing else") {
  const test::TempFolder root;
  const RowRecord record = example(SamplingMode::kLinear);
  REQUIRE(write_row(root.path(), record));
  const fs::path base = root.path() / record.id.directory_name / "base";
  fs::create_directories(base);
  REQUIRE(discard_row(root.path(), record.id));
  CHECK(fs::exists(base));
  CHECK_FALSE(fs::exists(base.parent_path() / "new"));
  fs::remove(base);
  REQUIRE(discard_row(root.path(), record.id));
  CHECK(fs::is_empty(root.path()));
  REQUIRE(discard_row(root.path(), record.id));
}

TEST_CASE("metrics: order, direction, duplicates, values that are not finite") {
  const test::TempFolder root;
  MetricRow row{"accuracy/I2S", "accuracy", "%", Better::kHigher, 100, {{"n", "1024"}}};
  MetricRow other = row;
  other.metric = "size";
  other.better = Better::kLower;
  REQUIRE(write_metrics(root.path(), {row, other}));
  const std::string text =
      R"({"schema":"benchsuite/metrics/1","rows":[{"id":"accuracy/I2S","metric":"accuracy",)"
      R"("unit":"%","direction":"higher_is_better","value":100.0,"labels":{"n":"1024"}},)"
      R"({"id":"accuracy/I2S","metric":"size","unit":"%","direction":"lower_is_better",)"
      R"("value":100.0,"labels":{"n":"1024"}}]})";
  CHECK(test::read_text(root.path() / "metrics.json") == text);
  CHECK_FALSE(write_metrics(root.path(), {row, row}));
  row.value = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(write_metrics(root.path(), {row}));
  CHECK(test::read_text(root.path() / "metrics.json") == text);
  CHECK(std::distance(fs::directory_iterator(root.path()), fs::directory_iterator()) == 1);
}

}  // namespace
}  // namespace benchsuite
