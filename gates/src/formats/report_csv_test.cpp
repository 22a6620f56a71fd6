// SPDX-License-Identifier: Apache-2.0
// The CSV report through a reader of RFC 4180 written from its grammar.
#include "formats/csv_reader.h"
#include "report/sample_reports.h"

#include <perfgate/formats.h>

#include <doctest/doctest.h>

namespace perfgate {
namespace {

using formats_test::read_csv;

TEST_CASE("csv report: a header, a record a row, all of the same width") {
  const auto records = read_csv(render_csv(report_samples::failing()));
  REQUIRE(records.size() == 8);
  CHECK(records[0].front() == "id");
  for (const auto& record : records) {
    CHECK(record.size() == 31);
  }
  const auto column = [&](std::size_t record, const std::string& name) {
    for (std::size_t i = 0; i < records[0].size(); ++i) {
      if (records[0][i] == name) {
        return records[record][i];
      }
    }
    return std::string("no such column");
  };
  CHECK(column(4, "id") == "quantize/I2S/1024");
  CHECK(column(4, "verdict") == "regressed");
  CHECK(column(4, "class") == "minor");
  CHECK(column(4, "suspected_class") == "major");
  CHECK(column(4, "baseline_median") == "0.001");
  CHECK(column(4, "p_adjusted") == "0.004");
  CHECK(column(4, "method") == "student, pooled");
  CHECK(column(4, "limit_pct") == "5");
  CHECK(column(4, "within_limit") == "false");
  CHECK(column(5, "ratio") == "");
  CHECK(column(3, "warnings") == "fewer than 10 samples");
}

TEST_CASE("csv report: hostile text stays in its field") {
  GateReport report = report_samples::hostile();
  report.rows.front().id = "=cmd|' /C calc'!A0";
  report.rows.back().id = "\",\"\r\n\"";
  const auto records = read_csv(render_csv(report));
  REQUIRE(records.size() == 8);
  for (const auto& record : records) {
    CHECK(record.size() == 31);
  }
  CHECK(records[1].front() == "'=cmd|' /C calc'!A0");
  CHECK(records[7].front() == "\",\"\\x0d\\x0a\"");
}

}  // namespace
}  // namespace perfgate
