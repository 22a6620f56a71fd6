// SPDX-License-Identifier: Apache-2.0
// Machine formats of reports at the command line, and gate --junit --github with a fake job around.
#include "cli_harness.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <cstdlib>

namespace perfgate::cli_test {
namespace {

/// Sets a variable of the environment for one test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }

  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

TEST_CASE("formats: compare and report print each, byte for byte the same") {
  const Results results;
  const Outcome json = results.call({"compare", results.path("old.json"), results.path("slow.json"),
                                     "--format", "json", "-o", results.path("compare.json")});
  REQUIRE(json.code == 1);
  const std::pair<const char*, const char*> starts[] = {
      {"junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"},
      {"github", "::error title=copy/2::regressed"},
      {"checkrun", "{\n  \"completed_at\""},
      {"csv", "id,metric,unit,"},
      {"jsonl", "{\"alpha\":"},
      {"prometheus", "# HELP perfgate_verdict_info"},
  };
  for (const auto& [format, start] : starts) {
    CAPTURE(format);
    const Outcome first =
        results.call({"report", results.path("compare.json"), "--format", format});
    INFO(first.err);
    CHECK(first.code == 1);
    CHECK(first.out.starts_with(start));
    CHECK(results.call({"report", results.path("compare.json"), "--format", format}).out ==
          first.out);
    CHECK(results
              .call({"compare", results.path("old.json"), results.path("slow.json"), "--format",
                     format})
              .out.starts_with(start));
  }
}

TEST_CASE("formats: checkrun names the commit of the job") {
  const Results results;
  const Variable sha("GITHUB_SHA", std::string(40, 'e'));
  const Outcome outcome = results.call(
      {"compare", results.path("old.json"), results.path("same.json"), "--format", "checkrun"});
  CHECK(contains(outcome.out, "\"head_sha\": \"" + std::string(40, 'e') + "\""));
  CHECK(contains(outcome.out, "\"conclusion\": \"success\""));
}

std::vector<std::string> gate_of(const Results& results, const std::string& current,
                                 const std::vector<std::string>& more) {
  std::vector<std::string> args = {"gate", results.path("old.json"), results.path(current)};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

TEST_CASE("gate --junit: written for a verdict and for an error") {
  const Results results;
  const std::string junit = results.path("ci/junit.xml");
  CHECK(results.call(gate_of(results, "slow.json", {"--junit", junit})).code == 1);
  CHECK(contains(results.get("ci/junit.xml"), "failures=\"3\""));  // verdict, row, SLO
  CHECK(results.call(gate_of(results, "none.json", {"--junit", junit})).code == 3);
  CHECK(contains(results.get("ci/junit.xml"), "errors=\"1\""));
  CHECK(contains(results.get("ci/junit.xml"), "none.json"));
}

TEST_CASE("gate --github: summary is appended, outputs set, annotations on stderr") {
  const Results results;
  const Variable summary("GITHUB_STEP_SUMMARY", results.path("summary"));
  const Variable output("GITHUB_OUTPUT", results.path("output"));
  results.put("summary", "before");
  results.put("output", "a=b\n");
  const Outcome outcome =
      results.call(gate_of(results, "slow.json", {"--github", "--exit-zero", "--format", "json"}));
  CHECK(outcome.code == 0);
  CHECK(results.get("summary").starts_with("before\n## FAIL"));
  CHECK(results.get("output").starts_with("a=b\nverdict=fail\nexit-code=1\nreports-dir="));
  CHECK(contains(outcome.err, "::error title=copy/2::regressed"));
  CHECK(parse_json(outcome.out, "out").has_value());
  CHECK(results.call(gate_of(results, "none.json", {"--github"})).code == 3);
  CHECK(contains(results.get("output"), "verdict=error\nexit-code=3\n"));
}

TEST_CASE("gate --github: a summary never exceeds 1 MiB") {
  const Results results;
  const Variable summary("GITHUB_STEP_SUMMARY", results.path("summary"));
  results.put("summary", std::string((1U << 20U) - 3000, 'x') + "\n");
  CHECK(results.call(gate_of(results, "same.json", {"--github"})).code == 0);
  CHECK(results.get("summary").size() <= (1U << 20U));
  CHECK(contains(results.get("summary"), "## PASS"));
  results.put("summary", std::string((1U << 20U) - 100, 'x'));
  const Outcome full = results.call(gate_of(results, "same.json", {"--github"}));
  CHECK(full.code == 0);
  CHECK(contains(full.err, "the step summary has no room left"));
  CHECK(results.get("summary").size() == (1U << 20U) - 100);
}

TEST_CASE("gate --github: outside of GitHub Actions it is a usage error, before any work") {
  const Results results;
  ::unsetenv("GITHUB_STEP_SUMMARY");
  const Outcome outcome = results.call(gate_of(results, "same.json", {"--github"}));
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "GITHUB_STEP_SUMMARY"));
}

}  // namespace
}  // namespace perfgate::cli_test
