// SPDX-License-Identifier: Apache-2.0
// Catch2's XML: rows, names, failures; and XML that no benchmark writes.
#include "ingest/sources.h"
#include "ingest/temp_tree.h"
#include "ingest/xml_events.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

std::string catch2_benchmark(const std::string& name, const std::string& mean) {
  return "<BenchmarkResults name=\"" + name +
         "\" samples=\"100\" resamples=\"100000\" iterations=\"3\" clockResolution=\"19\" "
         "estimatedDuration=\"5e+06\"><!--All values in nano seconds--><mean value=\"" +
         mean +
         "\" lowerBound=\"1\" upperBound=\"2\" ci=\"0.95\"/><standardDeviation value=\"3\"/>"
         "<outliers variance=\"0.1\"/></BenchmarkResults>";
}

std::string catch2_report(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Catch2TestRun name=\"t\">\n" + inside +
         "</Catch2TestRun>\n";
}

TEST_CASE("catch2: the mean of every benchmark, named by test case and section") {
  const auto results = parse_catch2(
      catch2_report("<TestCase name=\"Fib\">" + catch2_benchmark("20 &lt;fast&gt;", "2.5e+04") +
                    "<Section name=\"deep\">" + catch2_benchmark("b", "7") +
                    "</Section></TestCase><TestCase name=\"Other\">" + catch2_benchmark("b", "8") +
                    catch2_benchmark("b", "9") + "<OverallResult success=\"true\"/></TestCase>"),
      "c.xml");
  REQUIRE(results.has_value());
  CHECK(results->kind == "catch2");
  REQUIRE(results->rows.size() == 3);
  CHECK(results->rows[0].id == "Fib/20 <fast>");
  CHECK(std::abs(results->rows[0].runs[0].values[0] - 2.5e-5) <= 1e-18);
  CHECK(results->rows[0].runs[0].iters == std::vector<double>{300});
  CHECK(results->rows[0].warnings[0] == test::Part("mean of 100 samples"));
  CHECK(results->rows[1].id == "Fib/deep/b");
  CHECK(results->rows[2].id == "Other/b");
  CHECK(results->rows[2].runs[0].values.size() == 2);  // a test case that ran once a section
}

TEST_CASE("catch2: version 2, and a benchmark that failed") {
  const auto results = parse_catch2(
      "<Catch name=\"t\"><Group name=\"t\"><TestCase name=\"x\"><BenchmarkResults name=\"b\" "
      "samples=\"1\" iterations=\"1\"><failed message=\"thrown\"/></BenchmarkResults></TestCase>"
      "</Group></Catch>",
      "c.xml");
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 1);
  CHECK(results->rows[0].failure == "thrown");
  CHECK(results->rows[0].runs.empty());
}

TEST_CASE("catch2: bad files are refused with one sentence") {
  std::string nested;
  for (int i = 0; i < 300; ++i) {
    nested += "<Section name=\"s\">";
  }
  const std::pair<std::string, const char*> cases[] = {
      {"<html><body/></html>", "c.xml:1: is XML that starts with 'html', not a report of Catch2"},
      {"<Catch2TestRun", "is not XML"},
      {"<Catch2TestRun></Catch>", "c.xml:1: is not XML: mismatched tag"},
      {"<Catch2TestRun/>", "has no BenchmarkResults"},
      {catch2_report("<TestCase name=\"a\"><Expression/></TestCase>"), "has no BenchmarkResults"},
      {catch2_report(catch2_benchmark("a", "nan")), "c.xml:3: the mean of 'a' is 'nan', wanted"},
      {catch2_report(catch2_benchmark("a", "0")), "the mean of 'a' is zero"},
      {catch2_report(catch2_benchmark("a", "-1")), "the mean of 'a' is negative"},
      {catch2_report(catch2_benchmark("", "1")), "BenchmarkResults has no name"},
      {catch2_report("<BenchmarkResults name=\"a\" samples=\"0\" iterations=\"1\"/>"),
       "samples or iterations are no number above 0"},
      {catch2_report("<BenchmarkResults name=\"a\" samples=\"1\" iterations=\"1\"/>"),
       "the benchmark 'a' has no mean"},
      {"<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b "
       "\"&a;&a;\">]><Catch2TestRun>&b;</Catch2TestRun>",
       "has a document type"},
      {catch2_report(nested), "nested deeper than 256"},
      {catch2_report("<a b=\"\xff\"/>"), "is not XML: not well-formed"},
      {catch2_report("<a b=\"1\" b=\"2\"/>"), "is not XML: duplicate attribute"},
  };
  for (const auto& [text, wanted] : cases) {
    CAPTURE(wanted);
    CHECK(test::message_of(parse_catch2(text, "c.xml")) == test::Part(wanted));
  }
}

TEST_CASE("catch2: every truncation of a report is refused") {
  const std::string whole =
      catch2_report("<TestCase name=\"a\">" + catch2_benchmark("b", "5") + "</TestCase>");
  REQUIRE(parse_catch2(whole, "c.xml").has_value());
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    CHECK_FALSE(parse_catch2(whole.substr(0, size), "c.xml").has_value());
  }
}

TEST_CASE("catch2: what an event throws is an error, not a crash") {
  const XmlEvents events{[](const XmlElement&) -> std::string { throw std::runtime_error("boom"); },
                         [](const std::string&) { return std::string(); }};
  CHECK(test::message_of(read_xml("<a/>", "e.xml", events)) == test::Part("e.xml:1: boom"));
}

TEST_CASE("catch2: told by content") {
  const test::TempTree tree;
  const auto results = ingest(tree.write("c.xml", catch2_report(catch2_benchmark("b", "5"))));
  REQUIRE(results.has_value());
  CHECK(results->kind == "catch2");
  CHECK(test::message_of(ingest(tree.write("h.html", "<!DOCTYPE html><p>"))) ==
        test::Part("document type"));
}

}  // namespace
}  // namespace perfgate
