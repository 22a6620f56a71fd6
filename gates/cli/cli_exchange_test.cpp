// SPDX-License-Identifier: Apache-2.0
// import and export: every foreign format to a baseline and to compare; formats out; refusals.
#include "cli_harness.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

namespace perfgate::cli_test {
namespace {

class Foreign : public Results {
 public:
  Foreign() {
    put("go.txt",
        "pkg: m\nBenchmarkCopy-2\t100\t1000 ns/op\t64 B/op\nBenchmarkCopy-2\t100\t1010 ns/op\t64 "
        "B/op\n");
    put("hyperfine.json", R"({"results":[{"command":"a","times":[1.5,1.6]}]})");
    put("pytest.json",
        R"({"machine_info":{},"benchmarks":[{"name":"t","stats":{"data":[0.5,0.6]}}]})");
    put("nanobench.json",
        R"({"results":[{"name":"n","measurements":[{"iterations":5,"elapsed":1e-6}]}]})");
    put("catch2.xml",
        "<Catch2TestRun><TestCase name=\"c\"><BenchmarkResults name=\"b\" samples=\"9\" "
        "iterations=\"1\"><mean value=\"50\"/></BenchmarkResults></TestCase></Catch2TestRun>");
  }
};

TEST_CASE("import: every foreign format becomes a valid baseline") {
  const Foreign files;
  for (const char* name :
       {"go.txt", "hyperfine.json", "pytest.json", "nanobench.json", "catch2.xml", "old.json"}) {
    CAPTURE(name);
    const Outcome outcome =
        files.call({"import", files.path(name), "--out", files.path("baseline.json")});
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == 0);
    CHECK(contains(outcome.out, "imported " + files.path("baseline.json")));
    CHECK(files.call({"verify", files.path("baseline.json")}).code == 0);
    // The baseline holds what the source holds: the same data on both sides is exit code 4.
    const Outcome same =
        files.call({"compare", files.path("baseline.json"), files.path(name), "--exit-zero"});
    INFO(same.out << same.err);
    CHECK(same.code == 0);
  }
}

TEST_CASE("import: several sources are the runs of one baseline") {
  const Foreign files;
  const Outcome outcome = files.call({"import", files.path("old.json"), files.path("same.json"),
                                      files.path("slow.json"), "--out", files.path("b.json")});
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(contains(outcome.out, "google_benchmark, 2 rows, 3 runs"));
  const Result<Json> json = read_json_file(files.path("b.json"));
  REQUIRE(json.has_value());
  CHECK(json->at("runs") == Json::array({"run-01", "run-02", "run-03"}));
}

TEST_CASE("import: refusals leave no file behind") {
  const Foreign files;
  files.put("bad.txt", "BenchmarkX many 5 ns/op\n");
  files.put("failed.txt", "BenchmarkX 1 5 ns/op\n--- FAIL: BenchmarkY\n");
  for (const char* name : {"bad.txt", "failed.txt", "none.txt"}) {
    const Outcome outcome =
        files.call({"import", files.path(name), "--out", files.path("out.json")});
    CAPTURE(name);
    CHECK(outcome.code == 3);
    CHECK(is_one_sentence(outcome));
    CHECK(files.get("out.json").empty());
  }
  CHECK(contains(files.call({"import", files.path("go.txt")}).err, "--out is required"));
  CHECK(files.call({"import", files.path("go.txt"), "--out", files.path("x"), "--format", "csv"})
            .code == 2);
}

TEST_CASE("export: every format, and back where there is a way back") {
  const Foreign files;
  for (const char* format : {"csv", "jsonl", "prometheus", "benchstat", "google_benchmark"}) {
    CAPTURE(format);
    const Outcome outcome =
        files.call({"export", files.path("old.json"), "--format", format, "-o", files.path("out")});
    INFO(outcome.err);
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(contains(files.get("out"), std::string(format) == "benchstat" ? "Copy/1" : "copy/1"));
  }
  for (const char* format : {"benchstat", "google_benchmark"}) {
    CAPTURE(format);
    REQUIRE(files
                .call({"export", files.path("go.txt"), "--format", format, "-o", files.path("back"),
                       "--filter", "Copy"})
                .code == 0);
    const Outcome same = files.call({"compare", files.path("go.txt"), files.path("back")});
    INFO(same.out << same.err);
    CHECK(contains(same.out, "Copy-2"));
    CHECK(same.code != 3);
  }
}

TEST_CASE("export: what a format cannot hold is counted, what no format is is refused") {
  const Foreign files;
  const Outcome outcome =
      files.call({"export", files.path("go.txt"), "--format", "google_benchmark"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.err, "1 of 2 rows are left out: google_benchmark cannot hold them"));
  const Outcome none = files.call({"export", files.path("go.txt")});
  CHECK(none.code == 2);
  CHECK(contains(none.err, "export needs --format csv, jsonl, prometheus, benchstat or google_"));
  CHECK(
      contains(files.call({"export", files.path("go.txt"), "--format", "junit"}).err, "not junit"));
  CHECK(contains(files
                     .call({"compare", files.path("old.json"), files.path("same.json"), "--format",
                            "benchstat"})
                     .err,
                 "a report has no benchstat form"));
}

}  // namespace
}  // namespace perfgate::cli_test
