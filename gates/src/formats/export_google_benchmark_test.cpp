// SPDX-License-Identifier: Apache-2.0
// Google Benchmark JSON out, and in again through the reader.
#include "baseline/text_part.h"
#include "formats/sample_results.h"
#include "ingest/sources.h"

#include <perfgate/formats.h>
#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

TEST_CASE("export google_benchmark: members that its readers ask for") {
  const auto exported = export_google_benchmark(formats_test::sample_results());
  REQUIRE(exported.has_value());
  CHECK(exported->left_out == 2);  // memory, published
  const Result<Json> json = parse_json(exported->text, "x");
  REQUIRE(json.has_value());
  const Json& entries = json->at("benchmarks");
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].at("name") == "copy/1024");
  CHECK(entries[0].at("repetitions") == 3);
  CHECK(entries[1].at("repetition_index") == 1);
  CHECK(entries[1].at("iterations") == 200);
  CHECK(entries[0].at("threads") == 2);
  CHECK(entries[0].at("cpu_time") == entries[0].at("real_time"));
  CHECK(entries[3].at("error_occurred") == true);
  CHECK(json->at("context").at("date") == "2026-11-20T10:00:00Z");
}

TEST_CASE("export google_benchmark: reads back as the same samples") {
  const ResultSet original = formats_test::sample_results();
  const auto exported = export_google_benchmark(original);
  REQUIRE(exported.has_value());
  const auto again = parse_google_benchmark(exported->text, "x");
  REQUIRE(again.has_value());
  REQUIRE(again->rows.size() == 2);
  CHECK(again->created == original.created);
  CHECK(again->rows[0].id == "copy/1024");
  CHECK(again->rows[0].labels.at("threads") == "2");
  CHECK(again->rows[0].runs[0].iters == std::vector<double>{100, 200, 1});
  const std::vector<double> values = {1.25e-6, 1.5e-6, 1e-6};
  REQUIRE(again->rows[0].runs[0].values.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(std::abs(again->rows[0].runs[0].values[i] / values[i] - 1) <= 4e-16);
  }
  CHECK(again->rows[1].failure == "SIGSEGV in round-01");
}

TEST_CASE("export google_benchmark: nothing that it could hold") {
  ResultSet results = formats_test::sample_results();
  results.rows = {results.rows[0]};
  const auto exported = export_google_benchmark(results);
  REQUIRE_FALSE(exported.has_value());
  CHECK(exported.error().message == test::Part("runs/x: no row has samples of a time"));
}

}  // namespace
}  // namespace perfgate
