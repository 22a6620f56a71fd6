// SPDX-License-Identifier: Apache-2.0
// One Criterion measurement: arithmetic, old forms, labels. Malformed files are in
// bad_input_test.cpp.
#include "ingest/sources.h"
#include "ingest/temp_tree.h"

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

constexpr const char* kBenchmark =
    R"({"group_id":"quant","function_id":"I2S","value_str":"1024","throughput":{"Elements":1024},)"
    R"("full_id":"quant/I2S/1024","directory_name":"quant/I2S/1024","title":"t"})";

Result<CriterionRow> parse_row(std::string sample,
                               std::optional<std::string> benchmark = kBenchmark,
                               std::optional<std::string> context = std::nullopt) {
  return parse_criterion({std::move(sample), std::move(benchmark), std::move(context)},
                         "folder/name", "tree/folder/name/new");
}

TEST_CASE("criterion: seconds per iteration from total nanoseconds, in the order taken") {
  const auto row =
      parse_row(R"({"sampling_mode":"Linear","iters":[1,2,4],"times":[1500,2000,8000]})");
  REQUIRE(row.has_value());
  CHECK(row->row.id == "quant/I2S/1024");
  CHECK(row->row.metric == "time");
  CHECK(row->row.unit == "s");
  CHECK(row->row.direction == Direction::kLowerIsBetter);
  CHECK(row->directory_name == "quant/I2S/1024");
  REQUIRE(row->row.runs.size() == 1);
  const RunSamples& run = row->row.runs.front();
  REQUIRE(run.values.size() == 3);
  CHECK(std::abs(run.values[0] - 1.5e-6) <= 1e-18);
  CHECK(std::abs(run.values[1] - 1.0e-6) <= 1e-18);
  CHECK(std::abs(run.values[2] - 2.0e-6) <= 1e-18);
  CHECK(run.iters == std::vector<double>{1, 2, 4});
  CHECK(row->row.labels.at("elements") == "1024");
}

TEST_CASE("criterion: legacy sample.json is two bare arrays") {
  const auto row = parse_row("[[1,2],[1000,3000]]");
  REQUIRE(row.has_value());
  const RunSamples& run = row->row.runs.front();
  REQUIRE(run.values.size() == 2);
  CHECK(std::abs(run.values[1] - 1.5e-6) <= 1e-18);
  CHECK(run.iters == std::vector<double>{1, 2});
}

TEST_CASE("criterion: the id of old versions is made from parts, else from the folder") {
  const std::string sample = "[[1],[1000]]";
  const auto parts = parse_row(sample, R"({"group_id":"g","function_id":null,"value_str":"8"})");
  REQUIRE(parts.has_value());
  CHECK(parts->row.id == "g/8");
  CHECK(parts->row.warnings.empty());
  for (const std::optional<std::string>& text :
       {std::optional<std::string>("{}"), std::optional<std::string>()}) {
    const auto row = parse_row(sample, text);
    REQUIRE(row.has_value());
    CHECK(row->row.id == "folder/name");
    REQUIRE(row->row.warnings.size() == 1);
    CHECK(row->row.warnings.front() == test::Part("the id is its folder"));
  }
}

TEST_CASE("criterion: every kind of throughput becomes a label") {
  const std::string sample = "[[1],[1000]]";
  const auto bytes = parse_row(sample, R"({"full_id":"a","throughput":{"Bytes":4096}})");
  REQUIRE(bytes.has_value());
  CHECK(bytes->row.labels.at("bytes") == "4096");
  const auto both = parse_row(
      sample, R"({"full_id":"a","throughput":{"ElementsAndBytes":{"elements":8,"bytes":16}}})");
  REQUIRE(both.has_value());
  CHECK(both->row.labels.at("elements") == "8");
  CHECK(both->row.labels.at("bytes") == "16");
}

TEST_CASE("criterion: context.json gives labels and says when nothing was verified") {
  const auto row =
      parse_row("[[1],[1000]]", kBenchmark,
                R"({"schema":"benchsuite/context/1","isa":"avx2","threads":2,"bytes_read":512,)"
                R"("bytes_written":256,"elements":1024,"verified":false,"share_of_copy":0.5,)"
                R"("labels":{"shape":"32x32","isa":"ignored"}})");
  REQUIRE(row.has_value());
  CHECK(row->row.labels.at("isa") == "avx2");
  CHECK(row->row.labels.at("threads") == "2");
  CHECK(row->row.labels.at("bytes_read") == "512");
  CHECK(row->row.labels.at("verified") == "false");
  CHECK(row->row.labels.at("share_of_copy") == "0.5");
  CHECK(row->row.labels.at("shape") == "32x32");
  CHECK(row->row.labels.count("schema") == 0);
  REQUIRE(row->row.warnings.size() == 1);
  CHECK(row->row.warnings.front() == test::Part("did not verify"));
}

TEST_CASE("criterion: a foreign or malformed context.json is an error") {
  CHECK(test::message_of(parse_row("[[1],[1]]", kBenchmark, "{}")) ==
        test::Part("'schema' is missing"));
  CHECK(test::message_of(
            parse_row("[[1],[1]]", kBenchmark, R"({"schema":"benchsuite/context/2"})")) ==
        test::Part("wanted benchsuite/context/1"));
  CHECK(test::message_of(parse_row("[[1],[1]]", kBenchmark,
                                   R"({"schema":"benchsuite/context/1","labels":{"a":1}})")) ==
        test::Part("/labels/a: found a number, wanted text"));
}

TEST_CASE("criterion: any printable or unprintable id is data") {
  for (const char* id : {"../../etc/passwd", "a\\nb", "<script>alert(1)</script>", "x|y",
                         "\\u001b[31mred", "a\\u0000b"}) {
    const auto row = parse_row("[[1],[1]]", fmt::format(R"({{"full_id":"{}"}})", id));
    REQUIRE(row.has_value());
    CHECK_FALSE(row->row.id.empty());
  }
}

TEST_CASE("criterion: a long id is cut and keeps its identity") {
  const std::string common(600, 'x');
  const auto row_of = [](const std::string& id) {
    return parse_row("[[1],[1]]", fmt::format(R"({{"full_id":"{}"}})", id));
  };
  const auto a = row_of(common + "a"), b = row_of(common + "b"), again = row_of(common + "a");
  REQUIRE((a && b && again));
  CHECK(a->row.id.size() == 512);
  CHECK(a->row.id != b->row.id);
  CHECK(a->row.id == again->row.id);
}

}  // namespace
}  // namespace perfgate
