// SPDX-License-Identifier: Apache-2.0
// Which measurements belong to a row: found, foreign, of a second stage, absent; thinning.
#include "html/row_data.h"

#include "html/html_samples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace perfgate::html_detail {
namespace {

TEST_CASE("row_data: both sides of a row, in run order") {
  const html_samples::Sample sample = html_samples::suite(3);
  const ReportRow& row = sample.report.rows[1];
  const RowData data = row_data(row, sample.sources());
  CHECK(data.why_empty.empty());
  CHECK(data.baseline.samples.size() == row.baseline.samples);
  CHECK(data.current.run_medians.size() == 5);
  CHECK(data.baseline.samples.front() == sample.baseline.rows[1].runs[0].values[0]);
  CHECK(data.log_ratios.empty());
}

TEST_CASE("row_data: measurements that are not the report's are not taken") {
  html_samples::Sample sample = html_samples::suite(2);
  SUBCASE("another value") {
    for (RunSamples& run : sample.current.rows[0].runs) {
      for (double& value : run.values) {
        value *= 1.001;
      }
    }
  }
  SUBCASE("a run more") {
    sample.current.rows[0].runs.push_back(sample.current.rows[0].runs.front());
  }
  SUBCASE("the row is gone") {
    sample.current.rows.erase(sample.current.rows.begin());
  }
  SUBCASE("another metric") {
    sample.current.rows[0].metric = "bytes";
  }
  const RowData data = row_data(sample.report.rows[0], sample.sources());
  CHECK(data.baseline.samples.empty());
  CHECK(data.current.samples.empty());
  CHECK(html_samples::has(data.why_empty, "not those that this row was decided on"));
  CHECK(row_data(sample.report.rows[1], sample.sources()).why_empty.empty());
}

TEST_CASE("row_data: a row on one side only has that side, if the report has figures of it") {
  html_samples::Sample sample = html_samples::suite(2);
  sample.current.rows.erase(sample.current.rows.begin());
  ReportRow missing = sample.report.rows[0];
  missing.current = {};
  const RowData data = row_data(missing, sample.sources());
  CHECK(data.why_empty.empty());
  CHECK(data.baseline.samples.size() == 100);
  CHECK(data.current.samples.empty());
  missing.baseline = {};
  CHECK(html_samples::has(row_data(missing, sample.sources()).why_empty, "was not compared"));
}

TEST_CASE("row_data: rows of a second stage come from its own results") {
  const html_samples::Sample first = html_samples::suite(2);
  const ResultSet again = test::noisy_set(9, 2, test::kQuiet, {1.2});
  const GateReport second = test::compare(first.baseline, again);
  HtmlSources sources = first.sources();
  CHECK_FALSE(row_data(second.rows[0], sources).why_empty.empty());
  sources.second_current = &again;
  const RowData data = row_data(second.rows[0], sources);
  CHECK(data.why_empty.empty());
  CHECK(data.current.samples.front() == again.rows[0].runs[0].values[0]);
  CHECK(row_data(first.report.rows[0], sources).why_empty.empty());
}

TEST_CASE("row_data: rounds of pairs give the ratios that the row was decided on") {
  const html_samples::Sample sample = html_samples::paired_suite(2, 12);
  const ReportRow& row = sample.report.rows[0];
  REQUIRE(row.paired);
  RowData data = row_data(row, sample.sources());
  REQUIRE(data.log_ratios.size() == 12);
  CHECK(std::abs(median_of(data.log_ratios) - std::log(*row.paired->signs.estimate)) <= 1e-9);
}

TEST_CASE("row_data: without sources, and of published figures") {
  const html_samples::Sample sample = html_samples::suite(1);
  CHECK(html_samples::has(row_data(sample.report.rows[0], {}).why_empty, "not at hand"));
  ReportRow published;
  published.baseline.median = published.current.median = 1;
  CHECK(html_samples::has(row_data(published, sample.sources()).why_empty, "Published figures"));
}

TEST_CASE("ecdf: few values exactly, many values thinned with both ends") {
  const std::vector<EcdfStep> few = ecdf({3, 1, 2, 2}, 64);
  REQUIRE(few.size() == 4);
  CHECK(few[0].value == 1);
  CHECK(few[0].share == 0.25);
  CHECK(few[3].value == 3);
  CHECK(few[3].share == 1);
  std::vector<double> many(1000);
  std::iota(many.rbegin(), many.rend(), 0.0);
  const std::vector<EcdfStep> steps = ecdf(many, 64);
  CHECK(steps.size() == 64);
  CHECK(steps.front().value == 0);
  CHECK(steps.back().value == 999);
  CHECK(steps.back().share == 1);
  for (const EcdfStep& step : steps) {
    CHECK(std::abs(step.share - (step.value + 1) / 1000) <= 1e-12);
  }
  CHECK(ecdf({5}, 64).size() == 1);
}

TEST_CASE("thinned: neighbours become their median") {
  const Thinned whole = thinned({1, 2, 3}, 64);
  CHECK(whole.width == 1);
  CHECK(whole.values == std::vector<double>{1, 2, 3});
  const Thinned half = thinned({1, 3, 5, 7, 100}, 3);
  CHECK(half.width == 2);
  CHECK(half.values == std::vector<double>{2, 6, 100});
  CHECK(thinned({}, 4).values.empty());
}

}  // namespace
}  // namespace perfgate::html_detail
