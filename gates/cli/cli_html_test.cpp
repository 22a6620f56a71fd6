// SPDX-License-Identifier: Apache-2.0
// The HTML page from the command line: compare, gate, report; with measurements, without, and with
// ones that are no longer those of the report.
#include "cli_harness.h"

#include <doctest/doctest.h>

#include <filesystem>

namespace perfgate::cli_test {
namespace {

constexpr const char* kEcdf = "Distribution of both sides";

TEST_CASE("html: compare draws the measurements of every row") {
  const Results results;
  const Outcome outcome = results.call(
      {"compare", results.path("old.json"), results.path("slow.json"), "--format", "html"});
  CHECK(outcome.code == 1);
  CHECK(outcome.err.empty());
  CHECK(outcome.out.starts_with("<!DOCTYPE html>"));
  CHECK(outcome.out.ends_with("</html>\n"));
  CHECK(contains(outcome.out, "default-src 'none'"));
  CHECK(times(outcome.out, kEcdf) == 2);
}

TEST_CASE("html: -o writes the page, the exit code stays the verdict's") {
  const Results results;
  const std::string page = results.path("page.html");
  const Outcome outcome = results.call({"compare", results.path("old.json"),
                                        results.path("slow.json"), "--format", "html", "-o", page});
  CHECK(outcome.code == 1);
  CHECK(outcome.out.empty());
  CHECK(results.get("page.html").starts_with("<!DOCTYPE html>"));
}

TEST_CASE("html: a hostile name of a benchmark is text") {
  const Results results;
  const std::string evil = "<img src=x onerror=alert(1)>\"'/&\x01";
  results.put("a.json", google_benchmark({{evil, 1000}}, 0.01, 1));
  results.put("b.json", google_benchmark({{evil, 1000}}, 0.01, 2));
  const Outcome outcome =
      results.call({"compare", results.path("a.json"), results.path("b.json"), "--format", "html"});
  CHECK(outcome.code == 0);
  CHECK_FALSE(contains(outcome.out, "<img"));
  CHECK(contains(outcome.out, "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;/<wbr>&amp;\\x01"));
}

TEST_CASE("html: a stored report finds its measurements while they are there") {
  const Results results;
  const auto stored = [&] {
    return results.call({"report", results.path("report.json"), "--format", "html"});
  };
  const Outcome direct = results.call(
      {"compare", results.path("old.json"), results.path("slow.json"), "--format", "json"});
  results.put("report.json", direct.out);
  const Outcome whole = stored();
  CHECK(whole.code == 1);
  CHECK(times(whole.out, kEcdf) == 2);
  CHECK(stored().out == whole.out);

  results.put("slow.json", google_benchmark({{"copy/1", 1000}, {"copy/2", 2800}}, 0.01, 99));
  const Outcome changed = stored();
  CHECK(changed.code == 1);
  CHECK(times(changed.out, kEcdf) == 0);
  CHECK(times(changed.out, "not those that this row was decided on") == 2);

  std::filesystem::remove(results.path("old.json"));
  std::filesystem::remove(results.path("slow.json"));
  const Outcome gone = stored();
  CHECK(gone.code == 1);
  CHECK(gone.err.empty());
  CHECK(times(gone.out, kEcdf) == 0);
  CHECK(contains(gone.out, "The measurements were not at hand when this page was made: the rows"));
}

TEST_CASE("html: gate writes the page beside the other reports") {
  const Results results;
  const Outcome outcome =
      results.call({"gate", results.path("old.json"), results.path("slow.json")});
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "gate.html"));
  const std::string page = results.get("reports/latest/gate.html");
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(times(page, kEcdf) == 2);
  CHECK(contains(page, "class=\"verdict bad\""));
  const Outcome printed = results.call(
      {"gate", results.path("old.json"), results.path("slow.json"), "--format", "html"});
  CHECK(printed.code == 1);
  CHECK(printed.out == results.get("reports/latest/gate.html"));
}

TEST_CASE("html: a gate that comes to no verdict leaves no old page behind") {
  const Results results;
  results.put("reports/latest/gate.html", "an old pass");
  const Outcome outcome =
      results.call({"gate", results.path("old.json"), results.path("absent.json")});
  CHECK(outcome.code == 3);
  const std::string page = results.get("reports/latest/gate.html");
  CHECK(contains(page, "ERROR"));
  CHECK(contains(page, "absent.json"));
  CHECK(contains(page, "class=\"verdict bad\""));
  CHECK_FALSE(contains(page, "<table class=\"rows\">"));
}

TEST_CASE("html: verbs without a page say so") {
  const Results results;
  const Outcome outcome = results.call({"doctor", "--format", "html"});
  CHECK(outcome.code == 2);
  CHECK(is_one_sentence(outcome));
  CHECK(contains(outcome.err, "HTML"));
}

}  // namespace
}  // namespace perfgate::cli_test
