// SPDX-License-Identifier: Apache-2.0
// The page as a whole: its policy holds, its markup is sound, names stay text, sizes stay bounded,
// and every section of a report is there.
#include "html/assets.h"
#include "html/csp.h"
#include "html/html_samples.h"
#include "html/markup.h"
#include "report/sample_reports.h"

#include <perfgate/report.h>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

namespace perfgate {
namespace {

using html_samples::has;
using html_samples::markup_of;
using html_samples::nesting_fault;
using html_samples::times;

constexpr const char* kEcdfTitle = "<title>Distribution of both sides</title>";

std::string policy_of(const std::string& page) {
  const std::string start = "http-equiv=\"Content-Security-Policy\" content=\"";
  const std::size_t from = page.find(start) + start.size();
  return page.substr(from, page.find('"', from) - from);
}

std::string element(const std::string& page, const std::string& name) {
  const std::size_t from = page.find("<" + name + ">") + name.size() + 2;
  return page.substr(from, page.find("</" + name + ">", from) - from);
}

// The tags of the markup without the text between them.
std::string tags_of(const std::string& markup) {
  std::string tags;
  for (std::size_t at = markup.find('<'); at != std::string::npos; at = markup.find('<', at + 1)) {
    tags += markup.substr(at, markup.find('>', at) + 1 - at);
  }
  return tags;
}

// No attribute that the policy would have to stop, no address to fetch from.
void check_harmless(const std::string& page) {
  const std::string markup = markup_of(page);
  CHECK(nesting_fault(markup) == "");
  const std::string tags = tags_of(markup);
  CHECK_FALSE(has(tags, " style="));
  CHECK_FALSE(has(tags, " src="));
  CHECK_FALSE(has(tags, " on"));
  CHECK(times(markup, "<script") == 1);
  CHECK(times(markup, "<style") == 1);
  for (std::size_t at = markup.find(" href=\""); at != std::string::npos;
       at = markup.find(" href=\"", at + 1)) {
    const std::string target = markup.substr(at + 7, 5);
    CAPTURE(target);
    CHECK((target[0] == '#' || target == "data:"));
  }
  CHECK_FALSE(has(markup, "\x1b"));
}

TEST_CASE("html: the policy names the hashes of what the page holds") {
  const html_samples::Sample sample = html_samples::suite(4);
  const std::string page = render_html(sample.report, sample.sources());
  const std::string policy = policy_of(page);
  CHECK(policy == html_detail::content_policy(element(page, "style"), element(page, "script")));
  CHECK(element(page, "style") == html_detail::page_style());
  CHECK(has(policy, "default-src 'none'"));
  check_harmless(page);
}

TEST_CASE("html: style and script cannot end early and are ASCII") {
  for (const std::string_view text : {html_detail::page_style(), html_detail::page_script()}) {
    CHECK_FALSE(has(text, "</"));
    CHECK_FALSE(has(text, "<!--"));
    for (const char c : text) {
      REQUIRE(static_cast<unsigned char>(c) < 0x80);
    }
  }
  CHECK_FALSE(has(html_detail::page_script(), "innerHTML"));
}

TEST_CASE("html: verdict, reasons, lines and every section of a failing gate") {
  const GateReport report = report_samples::failing();
  const std::string page = render_html(report);
  check_harmless(page);
  CHECK(has(page, "<span class=\"word\">\u2717 FAIL</span> quantize/I2S/1024 time is 12.0 %"));
  for (const std::string& reason : report.reasons) {
    CHECK(has(page, "<li>" + html_detail::escaped(reason) + "</li>"));
  }
  CHECK(has(page, html_detail::escaped(gate_line(report))));
  CHECK(has(page, html_detail::escaped(evidence_line(report))));
  for (const char* part :
       {"id=\"changes\"", "id=\"slos\"", "id=\"rows\"", "id=\"method\"", "id=\"machine\"",
        "id=\"warnings\"", "Quantisation accuracy", "no GPU kernels are built yet",
        "Example CPU | 2 GHz", "kernel differs: 6.1.0 and 6.1.1", "fdf0361", "NEXT \u2192 ",
        "SIGSEGV in round-02", "<dt>\u2717 regressed</dt><dd>1</dd>", "over 15 %",
        "The measurements were not at hand when this page was made"}) {
    CAPTURE(part);
    CHECK(has(page, part));
  }
  CHECK(times(page, kEcdfTitle) == 0);
  // The verdict stands before everything else.
  CHECK(page.find("class=\"verdict bad\"") < page.find("<main>"));
}

TEST_CASE("html: the worst rows come first") {
  const std::string page = render_html(report_samples::failing());
  const std::string table = page.substr(page.find("<table class=\"rows\">"));
  const auto place = [&](const char* name) {
    return table.find(std::string("<code>") + html_detail::escaped_path(name));
  };
  CHECK(place("quantize/TL1/1024") < place("quantize/I2S/1024"));
  CHECK(place("quantize/I2S/1024") < place("quantize/I2S/262144"));
  CHECK(place("quantize/I2S/262144") < place("dequantize/I2S/1024"));
}

TEST_CASE("html: measurements are drawn for every row, both sides") {
  const html_samples::Sample sample = html_samples::suite(4);
  const std::string page = render_html(sample.report, sample.sources());
  CHECK(times(page, kEcdfTitle) == 4);
  CHECK(times(page, "<title>Values in order</title>") == 4);
  CHECK(times(page, "<path class=\"b\" d=\"M") == 4);
  CHECK(times(page, "<path class=\"c\" d=\"M") == 4);
  CHECK(has(page, "Baseline: 100 samples, median"));
  CHECK_FALSE(has(page, "not at hand"));
}

TEST_CASE("html: paired rounds show the change of each round") {
  const html_samples::Sample sample = html_samples::paired_suite(3, 12);
  const std::string page = render_html(sample.report, sample.sources());
  check_harmless(page);
  CHECK(times(page, "<title>Change in each round</title>") == 3);
  CHECK(has(page, "12 rounds between"));
  CHECK(has(page, "Signed rank"));
}

TEST_CASE("html: published figures and reports without rows") {
  check_harmless(render_html(report_samples::point()));
  CHECK(has(render_html(report_samples::point()), "Published figures have no samples"));
  GateReport error;
  error.verdict = SuiteVerdict::kError;
  error.headline = "ERROR: no baseline";
  const std::string page = render_html(error);
  check_harmless(page);
  CHECK(has(page, "\u2717 ERROR"));
  CHECK_FALSE(has(page, "id=\"rows\""));
  check_harmless(render_html({}));
}

TEST_CASE("html: hostile names are text everywhere") {
  GateReport report = report_samples::hostile();
  check_harmless(render_html(report));
  const std::string evil = "<img src=x onerror=alert(1)>\" onclick=\"alert(2)' --> </script> \x1b";
  report.created = report.calibration = report.headline = evil;
  report.attempts = {{evil, 1, evil}, {evil, 1, evil}};
  for (ReportRow& row : report.rows) {
    row.id = evil + row.id;
    row.paired = PairedFacts{10, evil, {}, {}, {}, true, true};
    row.witnesses = {{evil, "B", 1024, 2048, ""}, {"instructions", "1", {}, {}, evil}};
  }
  HtmlSources sources;
  HtmlTrend trend = html_samples::trend(20);
  trend.id = trend.metric = trend.unit = evil;
  trend.points[10].time = trend.points[10].commit = evil;
  sources.trends = {trend};
  const std::string page = render_html(report, sources);
  check_harmless(page);
  CHECK_FALSE(has(page, "<img"));
  CHECK_FALSE(has(page, "\" onclick"));
  CHECK(has(page, "1 KiB \u2192 2 KiB"));
  check_harmless(render_trends_html(evil, {trend}));
}

TEST_CASE("html: 500 rows with their plots stay below 2 MB") {
  const html_samples::Sample runs = html_samples::suite(500);
  const std::string page = render_html(runs.report, runs.sources());
  MESSAGE("500 rows of five runs: " << page.size() << " bytes");
  CHECK(times(page, kEcdfTitle) == 500);
  CHECK(page.size() <= 2'000'000);
  const html_samples::Sample pairs = html_samples::paired_suite(500, 20);
  const std::string paired_page = render_html(pairs.report, pairs.sources());
  MESSAGE("500 rows of 20 rounds: " << paired_page.size() << " bytes");
  CHECK(times(paired_page, kEcdfTitle) == 500);
  CHECK(paired_page.size() <= 2'000'000);
}

TEST_CASE("html: trends give way, the least important first, where 500 rows leave no room") {
  const html_samples::Sample runs = html_samples::paired_suite(500, 20);
  HtmlSources sources = runs.sources();
  for (const ReportRow* row : html_trend_rows(runs.report)) {
    sources.trends.push_back(html_samples::trend(200));
    sources.trends.back().id = row->id;
  }
  REQUIRE(sources.trends.size() == 100);
  const std::string page = render_html(runs.report, sources);
  const std::size_t shown = times(page, "History of this row");
  MESSAGE("500 rows of 20 rounds, " << shown << " trends: " << page.size() << " bytes");
  CHECK(page.size() <= kHtmlBytes);
  CHECK(shown >= kLeastHtmlTrends);
  CHECK(shown < 100);
  CHECK(times(page, " in the course of time</title>") == shown);
  CHECK(has(page, fmt::format("{} more rows are left out of this page", 100 - shown)));
  CHECK(has(page, sources.trends[0].id + " time in the course of time"));
  CHECK_FALSE(has(page, sources.trends[99].id + " time in the course of time"));
}

TEST_CASE("html: a page without the room still has the trends that matter most") {
  const html_samples::Sample many = html_samples::suite(700);
  HtmlSources sources = many.sources();
  for (std::size_t i = 0; i < kLeastHtmlTrends + 1; ++i) {
    sources.trends.push_back(html_samples::trend(200));
    sources.trends.back().id = many.report.rows[i].id;
  }
  const std::string page = render_html(many.report, sources);
  REQUIRE(page.size() > kHtmlBytes);
  CHECK(times(page, " in the course of time</title>") == kLeastHtmlTrends);
  CHECK(has(page, "1 more row is left out of this page"));
}

TEST_CASE("html: the rows whose history is asked for have results, worst first") {
  GateReport report = html_samples::suite(150).report;
  report.rows[140].verdict = RowVerdict::kRegressed;
  report.rows[141].verdict = RowVerdict::kMissing;
  report.rows[141].current = {};
  const std::vector<const ReportRow*> rows = html_trend_rows(report);
  REQUIRE(rows.size() == 100);
  CHECK(std::find(rows.begin(), rows.end(), &report.rows[140]) < rows.begin() + 3);
  CHECK(std::find(rows.begin(), rows.end(), &report.rows[141]) == rows.end());
}

TEST_CASE("html: too many rows are cut where they matter least, with a note") {
  const GateReport report = report_samples::large(kHtmlRows + 7, 3);
  const std::string page = render_html(report);
  CHECK(times(page, "<tbody data-v=") == kHtmlRows);
  CHECK(times(page, "<details><summary>Details</summary>") == kHtmlDetails);
  CHECK(times(page, "<tbody data-v=\"regressed\"") == 3);
  CHECK(has(page, "7 rows with the least to act on are left out of this page"));
  CHECK(has(page, "Details and plots are there for the first 1000 rows"));
}

TEST_CASE("html: anchors are unique and links lead somewhere") {
  html_samples::Sample sample = html_samples::suite(50);
  HtmlSources sources = sample.sources();
  sources.trends = {html_samples::trend(30)};
  const std::string page = markup_of(render_html(sample.report, sources));
  std::set<std::string> ids;
  for (std::size_t at = page.find(" id=\""); at != std::string::npos;
       at = page.find(" id=\"", at + 1)) {
    const std::string id = page.substr(at + 5, page.find('"', at + 5) - at - 5);
    CAPTURE(id);
    CHECK(ids.insert(id).second);
  }
  for (std::size_t at = page.find("href=\"#"); at != std::string::npos;
       at = page.find("href=\"#", at + 1)) {
    const std::string id = page.substr(at + 7, page.find('"', at + 7) - at - 7);
    CAPTURE(id);
    CHECK(ids.contains(id));
  }
}

TEST_CASE("html: numbers that are none never reach the page") {
  html_samples::Sample sample = html_samples::suite(2);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  ReportRow& row = sample.report.rows[0];
  row.ratio = {inf, 0.0, nan, nan, ""};
  row.baseline.median = nan;
  row.worse_pct = row.mde_pct = inf;
  HtmlTrend trend = html_samples::trend(5);
  trend.points[2].value = nan;
  trend.points[3].upper = inf;
  HtmlSources sources = sample.sources();
  sources.trends = {trend};
  const std::string page = markup_of(render_html(sample.report, sources));
  for (std::size_t at = page.find("=\""); at != std::string::npos; at = page.find("=\"", at + 1)) {
    const std::string value = page.substr(at + 2, page.find('"', at + 2) - at - 2);
    CAPTURE(value);
    CHECK_FALSE(has(value, "nan"));
    CHECK_FALSE(value.starts_with("inf"));
  }
}

TEST_CASE(
    "html: a trend within one day shows the minutes; an interval that dwarfs the rest is cut") {
  HtmlTrend trend = html_samples::trend(3);
  for (std::size_t i = 0; i < 3; ++i) {
    trend.points[i] = {"2026-11-20T20:0" + std::to_string(i) + ":00Z", 10.0, 9.9, 10.1, ""};
  }
  const std::string narrow = render_trends_html("Trend", {trend});
  CHECK(has(narrow, ">2026-11-20 20:02<"));
  CHECK_FALSE(has(narrow, "wide intervals are cut"));
  trend.points[1].upper = 1e6;
  const std::string cut = render_trends_html("Trend", {trend});
  CHECK(has(cut, "wide intervals are cut"));
  CHECK(has(cut, ">10.2<"));  // a tick near the values, not at a million
  trend.points[2].time = "2026-11-21T20:02:00Z";
  CHECK(has(render_trends_html("Trend", {trend}), ">2026-11-21<"));
}

TEST_CASE("html: trends with their change points; an index that is none is left out") {
  HtmlTrend trend = html_samples::trend(900);
  trend.changes.push_back({5000, 3, {}, {}});
  const std::string page = render_trends_html("Trend of bench/000", {trend});
  check_harmless(page);
  CHECK(has(page, "<h1>Trend of bench/000</h1>"));
  CHECK(has(page, "900 measurements; a point is the median of up to 3"));
  CHECK(times(page, "<path class=\"ch\"") == 1);
  CHECK(has(page, "+6.0 % from 2026-"));
  CHECK(has(page, "between +5.5 % and +6.5 %: worse"));
  CHECK(page.size() < 60000);
  CHECK(has(render_trends_html("none", {}), "There are no measurements"));
  CHECK(has(render_trends_html("empty", {HtmlTrend{}}), "no measurements yet"));
  check_harmless(render_trends_html("one", {html_samples::trend(1)}));
}

TEST_CASE("html: the same report is the same page") {
  const html_samples::Sample sample = html_samples::suite(6);
  CHECK(render_html(sample.report, sample.sources()) ==
        render_html(sample.report, sample.sources()));
}

}  // namespace
}  // namespace perfgate
