// SPDX-License-Identifier: Apache-2.0
#include "ingest/sources.h"
#include "ingest/temp_tree.h"

#include <doctest/doctest.h>

namespace perfgate {
namespace {

Result<std::vector<Row>> metric_rows(const std::string& rows) {
  return parse_metrics(fmt::format(R"({{"schema":"benchsuite/metrics/1","rows":[{}]}})", rows),
                       "metrics.json");
}

std::string row_text(const char* unit, const char* value,
                     const char* direction = "higher_is_better") {
  return fmt::format(
      R"({{"id":"a","metric":"m","unit":"{}","direction":"{}","value":{},"labels":{{}}}})", unit,
      direction, value);
}

TEST_CASE("metrics: values in base units") {
  const auto rows = metric_rows(row_text("MiB", "2"));
  REQUIRE(rows.has_value());
  CHECK(rows->front().unit == "B");
  CHECK(rows->front().runs.front().values.front() == 2097152.0);
  const auto decibel = metric_rows(row_text("dB", "-3.5"));
  REQUIRE(decibel.has_value());
  CHECK(decibel->front().unit == "dB");
  CHECK(decibel->front().runs.front().values.front() == -3.5);
  const auto zero = metric_rows(row_text("1", "0"));
  CHECK(zero.has_value());
}

TEST_CASE("metrics: bad rows are refused") {
  const std::pair<std::string, const char*> cases[] = {
      {row_text("furlong", "1"), "/rows/0/unit: found 'furlong', wanted one of s, ms"},
      {row_text("%", "1", "up"), "/rows/0/direction"},
      {row_text("s", "0"), "/rows/0/value: is zero"},
      {row_text("%", "\"1\""), "/rows/0/value: found text"},
      {row_text("%", "null"), "/rows/0/value: found null"},
      {row_text("%", "1") + "," + row_text("%", "1"), "occurs twice"},
      {R"({"id":"","metric":"m","unit":"%","direction":"higher_is_better","value":1})",
       "/id: is empty"},
      {R"({"id":"a","metric":"m","unit":"%","direction":"higher_is_better","value":1,"labels":{"n":1}})",
       "/labels/n: found a number, wanted text"},
  };
  for (const auto& [rows, wanted] : cases) {
    CHECK(test::message_of(metric_rows(rows)) == test::Part(wanted));
  }
  CHECK(test::message_of(parse_metrics(R"({"schema":"other","rows":[]})", "m.json")) ==
        test::Part("wanted benchsuite/metrics/1"));
}

}  // namespace
}  // namespace perfgate
