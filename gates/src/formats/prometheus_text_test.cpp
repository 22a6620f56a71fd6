// SPDX-License-Identifier: Apache-2.0
// Prometheus text: labels, numbers, and whole reports against the grammar.
#include "formats/prometheus_text.h"

#include "baseline/text_part.h"
#include "formats/prometheus_grammar.h"
#include "report/sample_reports.h"

#include <perfgate/formats.h>

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

using formats_detail::PrometheusFamily;
using formats_test::check_prometheus;
using test::Part;

TEST_CASE("prometheus: a family") {
  PrometheusFamily family("x_seconds", "Help text.");
  CHECK(family.text().empty());
  family.add({}, 1.5);
  family.add({{"row", "a\"b\\c\nd\x01"}, {"unit", "s"}}, 1e-9);
  family.add({{"row", "nan"}}, std::nan(""));
  family.add({{"row", "inf"}}, -HUGE_VAL);
  CHECK(family.text() ==
        "# HELP x_seconds Help text.\n# TYPE x_seconds gauge\nx_seconds 1.5\n"
        "x_seconds{row=\"a\\\"b\\\\c\\\\x0ad\\\\x01\",unit=\"s\"} 1e-09\n"
        "x_seconds{row=\"nan\"} NaN\nx_seconds{row=\"inf\"} -Inf\n");
  check_prometheus(family.text());
}

TEST_CASE("prometheus: reports") {
  const std::string text = render_prometheus(report_samples::failing());
  const std::set<std::string> families = check_prometheus(text);
  CHECK(families.contains("perfgate_row_baseline_seconds"));
  CHECK(families.contains("perfgate_row_current_seconds"));
  CHECK(text == Part("perfgate_exit_code 1\n"));
  CHECK(text == Part("perfgate_rows{verdict=\"regressed\"} 1\n"));
  CHECK(text == Part("perfgate_row_change_ratio{row=\"quantize/I2S/1024\",metric=\"time\","
                     "unit=\"s\"} 1.1"));
  CHECK(text == Part("perfgate_slo_status_info{slo=\"accuracy\",status=\"breached\"} 1\n"));
  CHECK(text == Part("perfgate_row_limit_ratio{row=\"quantize/I2S/1024\",metric=\"time\","
                     "unit=\"s\"} 0.05\n"));
  check_prometheus(render_prometheus(report_samples::hostile()));
  CHECK(check_prometheus(render_prometheus(report_samples::point()))
            .contains("perfgate_row_current_per_second"));
}

TEST_CASE("prometheus: percentages are ratios, an unknown unit is only a label") {
  GateReport report = report_samples::failing();
  report.rows = {report_samples::row("a", 50, 50, RowVerdict::kEquivalent),
                 report_samples::row("b", 2, 3, RowVerdict::kEquivalent)};
  report.rows[0].unit = "%";
  report.rows[1].unit = "widgets";
  const std::string text = render_prometheus(report);
  check_prometheus(text);
  CHECK(text == Part("perfgate_row_current_ratio{row=\"a\",metric=\"time\",unit=\"%\"} 0.5\n"));
  CHECK(text == Part("perfgate_row_current_value{row=\"b\",metric=\"time\",unit=\"widgets\"} 3\n"));
}

}  // namespace
}  // namespace perfgate
