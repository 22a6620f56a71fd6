// SPDX-License-Identifier: Apache-2.0
// One page of every kind. With PERFGATE_HTML_PAGES=DIR they are written there, to be looked at
// after a change of the design.
#include "html/html_samples.h"
#include "report/sample_reports.h"

#include <perfgate/files.h>

#include <doctest/doctest.h>

#include <cstdlib>

namespace perfgate {
namespace {

void look_at(const std::string& name, const std::string& page) {
  CAPTURE(name);
  CHECK(page.starts_with("<!DOCTYPE html>\n"));
  CHECK(html_samples::nesting_fault(html_samples::markup_of(page)) == "");
  if (const char* folder = std::getenv("PERFGATE_HTML_PAGES")) {
    CHECK(write_file_atomic(std::string(folder) + "/" + name + ".html", page));
  }
}

GateReport with_everything(GateReport report) {
  const GateReport failing = report_samples::failing();
  report.slos = failing.slos;
  report.hardware = failing.hardware;
  report.attempts = {{"runs/a", 60, "FAIL: 3 rows are worse"},
                     {"runs/b", 3, "FAIL: 1 row is worse"}};
  report.calibration = "12 A/A runs of this machine; measured false alarms 0 of 66 (at most 4.4 %)";
  report.baseline.commit = "fdf0361";
  report.current.commit = "8c2a9d0";
  return report;
}

TEST_CASE("pages: every kind of report") {
  const html_samples::Sample runs = html_samples::suite(60, {5, 20, 0.03, 0.01});
  HtmlSources with_trend = runs.sources();
  with_trend.trends = {html_samples::trend(60)};
  look_at("runs", render_html(with_everything(runs.report), with_trend));
  const html_samples::Sample pairs = html_samples::paired_suite(12, 20);
  look_at("paired", render_html(pairs.report, pairs.sources()));
  look_at("failing", render_html(report_samples::failing()));
  look_at("hostile", render_html(report_samples::hostile()));
  look_at("point", render_html(report_samples::point()));
  look_at("trends", render_trends_html("bench/000", {html_samples::trend(60)}));
  GateReport error;
  error.verdict = SuiteVerdict::kError;
  error.headline = "ERROR: no baseline of this machine: baselines/x86_64-abc/suite.json is missing";
  look_at("error", render_html(error));
}

}  // namespace
}  // namespace perfgate
