// SPDX-License-Identifier: Apache-2.0
// Google Benchmark files: repetitions, units, aggregates, failures, and what is refused.
#include "ingest/sources.h"
#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

Result<ResultSet> google_rows(const std::string& entries, const std::string& context = "{}") {
  return parse_google_benchmark(
      fmt::format(R"({{"context":{},"benchmarks":[{}]}})", context, entries), "gb.json");
}

TEST_CASE("google benchmark: entries of one name are samples of one run") {
  const auto results = google_rows(
      R"({"name":"BM_b","run_type":"iteration","iterations":10,"real_time":2.0,"cpu_time":9,)"
      R"("time_unit":"us","bytes_per_second":1.5e9,"threads":1,"label":"avx2"},)"
      R"({"name":"BM_a","iterations":3,"real_time":7,"time_unit":"ns"},)"
      R"({"name":"BM_b","run_type":"iteration","iterations":20,"real_time":4.0,"time_unit":"us"})",
      R"({"date":"2026-11-20T10:00:00+01:00"})");
  REQUIRE(results.has_value());
  CHECK(results->kind == "google_benchmark");
  CHECK(results->created == "2026-11-20T09:00:00Z");
  REQUIRE(results->rows.size() == 2);
  CHECK(results->rows[0].id == "BM_a");
  const Row& row = results->rows[1];
  CHECK(row.id == "BM_b");
  REQUIRE(row.runs.size() == 1);
  REQUIRE(row.runs[0].values.size() == 2);
  CHECK(std::abs(row.runs[0].values[0] - 2e-6) <= 1e-18);
  CHECK(std::abs(row.runs[0].values[1] - 4e-6) <= 1e-18);
  CHECK(row.runs[0].iters == std::vector<double>{10, 20});
  CHECK(row.labels.at("bytes_per_second") == "1500000000");
  CHECK(row.labels.at("threads") == "1");
  CHECK(row.labels.at("label") == "avx2");
}

TEST_CASE("google benchmark: units") {
  const std::pair<const char*, double> units[] = {
      {"ns", 3e-9}, {"us", 3e-6}, {"ms", 3e-3}, {"s", 3.0}};
  for (const auto& [unit, seconds] : units) {
    const auto results = google_rows(
        fmt::format(R"({{"name":"a","iterations":1,"real_time":3,"time_unit":"{}"}})", unit));
    REQUIRE(results.has_value());
    CHECK(std::abs(results->rows[0].runs[0].values[0] - seconds) <= 1e-12 * seconds);
  }
  CHECK(test::message_of(
            google_rows(R"({"name":"a","iterations":1,"real_time":3,"time_unit":"fortnight"})")) ==
        test::Part("found 'fortnight', wanted ns, us, ms or s"));
}

TEST_CASE("google benchmark: aggregates are no samples") {
  const std::string mean =
      R"({"name":"a_mean","run_name":"a","run_type":"aggregate","aggregate_name":"mean",)"
      R"("iterations":3,"real_time":3,"time_unit":"ns"})";
  CHECK(test::message_of(google_rows(mean)) == test::Part("holds only aggregates"));
  const auto mixed =
      google_rows(mean + R"(,{"name":"b","iterations":1,"real_time":3,"time_unit":"ns"},)"
                         R"({"name":"a_BigO","run_name":"c","run_type":"aggregate",)"
                         R"("aggregate_name":"BigO"})");
  REQUIRE(mixed.has_value());
  CHECK(mixed->rows.size() == 1);
  REQUIRE(mixed->warnings.size() == 1);
  CHECK(mixed->warnings[0] == test::Part("1 benchmarks are left out"));
  const auto whole =
      google_rows(mean + R"(,{"name":"a","iterations":1,"real_time":3,"time_unit":"ns"})");
  REQUIRE(whole.has_value());
  CHECK(whole->warnings.empty());
}

TEST_CASE("google benchmark: an error or a skip is a failed row, not a missing one") {
  const auto results =
      google_rows(R"({"name":"a","error_occurred":true,"error_message":"out of cheese"},)"
                  R"({"name":"b","skipped":true,"skip_message":"no GPU"},)"
                  R"({"name":"c","error_occurred":true},)"
                  R"({"name":"d","iterations":1,"real_time":3,"time_unit":"ns"})");
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 4);
  CHECK(results->rows[0].failure == "out of cheese");
  CHECK(results->rows[0].runs.empty());
  CHECK(results->rows[1].failure == "skipped: no GPU");
  CHECK(results->rows[2].failure == "the benchmark reported an error");
  CHECK(results->rows[3].failure.empty());
}

TEST_CASE("google benchmark: bad entries are refused") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"name":"a","iterations":1,"real_time":0,"time_unit":"ns"})",
       "/benchmarks/0/real_time: is zero"},
      {R"({"name":"a","iterations":1,"real_time":-1,"time_unit":"ns"})", "is negative"},
      {R"({"name":"a","iterations":1,"real_time":NaN,"time_unit":"ns"})",
       "found null, wanted a finite number"},
      {R"({"name":"a","iterations":1,"real_time":-Infinity,"time_unit":"ns"})", "found null"},
      {R"({"name":"a","iterations":0,"real_time":1,"time_unit":"ns"})", "/iterations: is 0"},
      {R"({"name":"a","real_time":1,"time_unit":"ns"})", "'iterations' is missing"},
      {R"({"iterations":1,"real_time":1,"time_unit":"ns"})", "'name' is missing"},
      {R"({"name":"","iterations":1,"real_time":1,"time_unit":"ns"})", "/name: is empty"},
      {R"({"name":"a","iterations":1,"real_time":1e999,"time_unit":"ns"})", "gb.json:1:"},
      {"7", "/benchmarks/0: found a number, wanted an object"},
      {"", "has no benchmarks"},
  };
  for (const auto& [entry, wanted] : cases) {
    CHECK(test::message_of(google_rows(entry)) == test::Part(wanted));
  }
  CHECK(test::message_of(parse_google_benchmark("{}", "gb.json")) ==
        test::Part("'benchmarks' is missing"));
  CHECK(test::message_of(parse_google_benchmark("", "gb.json")) == test::Part("gb.json"));
}

TEST_CASE("google benchmark: a debug library and frequency scaling are said") {
  const auto results = google_rows(
      R"({"name":"a","iterations":1,"real_time":3,"time_unit":"ns"})",
      R"({"library_build_type":"debug","cpu_scaling_enabled":true,"date":"yesterday"})");
  REQUIRE(results.has_value());
  CHECK(results->warnings.size() == 2);
  CHECK(results->created.empty());
}

TEST_CASE("google benchmark: bare NaN in counters and raw bytes in names are read from a file") {
  const test::TempTree tree;
  const std::string path =
      tree.write("gb.json",
                 "{\"context\":{},\"benchmarks\":[{\"name\":\"a\xff\x01<script>\",\"iterations\":1,"
                 "\"real_time\":3,\"time_unit\":\"ns\",\"gflops\":NaN,\"x\":-Infinity}]}");
  const auto results = ingest(path);
  REQUIRE(results.has_value());
  CHECK(results->rows.size() == 1);
  CHECK(results->path == path);
}

}  // namespace
}  // namespace perfgate
