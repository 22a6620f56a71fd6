// SPDX-License-Identifier: Apache-2.0
// compare and report: every exit code, formats, --output, bad input, hostile names.
#include "cli_harness.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>

namespace perfgate::cli_test {
namespace {

// The moment is the only thing in a report that differs from call to call.
std::string without_time(const std::string& text) {
  return std::regex_replace(text, std::regex("\"created\": \"[^\"]*\""), "\"created\": \"T\"");
}

TEST_CASE("compare: noise passes, exit code 0") {
  const Results results;
  const Outcome outcome =
      results.call({"compare", results.path("old.json"), results.path("same.json")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with("PASS"));
  CHECK(contains(outcome.out, "copy/2"));
  CHECK_FALSE(contains(outcome.out, "no regression"));
}

TEST_CASE("compare: a regression is exit code 1 and its row is named") {
  const Results results;
  const Outcome outcome =
      results.call({"compare", results.path("old.json"), results.path("slow.json")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 1);
  CHECK(outcome.out.starts_with("FAIL"));
  CHECK(contains(outcome.out.substr(0, outcome.out.find('\n')), "copy/2"));
}

TEST_CASE("compare: a row that disappeared is exit code 1") {
  const Results results;
  results.put("less.json", google_benchmark({{"copy/1", 1000}}, 0.01, 5));
  const Outcome outcome =
      results.call({"compare", results.path("old.json"), results.path("less.json")});
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "missing"));
}

TEST_CASE("compare: the same data on both sides is exit code 4") {
  const Results results;
  results.put("copy.json", results.get("old.json"));
  const Outcome outcome =
      results.call({"compare", results.path("old.json"), results.path("copy.json")});
  CHECK(outcome.code == 4);
  CHECK(contains(outcome.out, "identical"));
}

TEST_CASE("compare: rows that cannot be tested are exit code 5 unless the policy warns") {
  const Results results;
  results.put("perfgate.toml", "[policy]\nundecided = \"fail\"\n");
  results.put("loud.json", google_benchmark({{"copy/1", 1080}, {"copy/2", 2100}}, 0.6, 4));
  const Outcome strict =
      results.call({"compare", results.path("old.json"), results.path("loud.json")});
  INFO(strict.out << strict.err);
  CHECK(strict.code == 5);
  results.put("perfgate.toml", "[policy]\nundecided = \"warn\"\n");
  CHECK(results.call({"compare", results.path("old.json"), results.path("loud.json")}).code == 0);
}

TEST_CASE("compare: --exit-zero softens verdicts, not errors") {
  const Results results;
  const Outcome failed =
      results.call({"compare", results.path("old.json"), results.path("slow.json"), "--exit-zero"});
  CHECK(failed.code == 0);
  CHECK(failed.out.starts_with("FAIL"));
  CHECK(results.call({"--exit-zero", "compare", results.path("old.json"), results.path("old.json")})
            .code == 0);
  CHECK(
      results.call({"--exit-zero", "compare", results.path("none.json"), results.path("old.json")})
          .code == 3);
  CHECK(call({"--exit-zero", "comapre"}).code == 2);
}

TEST_CASE("compare: bad input is exit code 3 and one sentence") {
  const Results results;
  results.put("empty.json", "");
  results.put("cut.json", results.get("old.json").substr(0, 500));
  results.put("other.json", "{\"a\": 1}");
  for (const char* name : {"none.json", "empty.json", "cut.json", "other.json", ""}) {
    CAPTURE(name);
    const std::string path = *name == '\0' ? std::string() : results.path(name);
    const Outcome outcome = results.call({"compare", results.path("old.json"), path});
    INFO(outcome.err);
    if (!path.empty()) {  // an empty word may also be refused as no word at all
      CHECK(outcome.code == 3);
      CHECK(contains(outcome.err, name));
    }
    CHECK(outcome.code != 0);
    CHECK(is_one_sentence(outcome));
    CHECK(results.call({"compare", path, results.path("old.json")}).code != 0);
  }
  const Outcome nothing = results.call(
      {"compare", results.path("old.json"), results.path("slow.json"), "--filter", "^nothing$"});
  CHECK(nothing.code == 3);
  CHECK(is_one_sentence(nothing));
}

TEST_CASE("compare: an unknown key in the configuration is exit code 2 with its place") {
  const Results results;
  results.put("perfgate.toml", "[policy]\n\nminor_pc = 5\n");
  const Outcome outcome =
      results.call({"compare", results.path("old.json"), results.path("same.json")});
  CHECK(outcome.code == 2);
  CHECK(is_one_sentence(outcome));
  CHECK(contains(outcome.err, "perfgate.toml:3"));
  CHECK(contains(outcome.err, "minor_pct"));
}

TEST_CASE("compare: a configuration that was named must exist") {
  const Results results;
  const Outcome outcome = call({"compare", results.path("old.json"), results.path("same.json"),
                                "--config", results.path("none.toml")});
  CHECK(outcome.code >= 2);
  CHECK(contains(outcome.err, "none.toml"));
}

TEST_CASE("compare: the filter applies to both sides") {
  const Results results;
  const Outcome outcome = results.call(
      {"compare", results.path("old.json"), results.path("slow.json"), "--filter", "copy/1"});
  CHECK(outcome.code == 0);
  CHECK_FALSE(contains(outcome.out, "copy/2"));
}

TEST_CASE("compare: global options stand before or after the verb") {
  const Results results;
  const Outcome before = results.call(
      {"--format", "json", "compare", results.path("old.json"), results.path("slow.json")});
  const Outcome after = results.call(
      {"compare", results.path("old.json"), results.path("slow.json"), "--format=json"});
  CHECK(without_time(before.out) == without_time(after.out));
  CHECK(contains(before.out, "\"schema\": \"perfgate/compare/1\""));
  CHECK(before.err.empty());
}

TEST_CASE("compare: without CURRENT and without runs") {
  const Results results;
  const Outcome outcome = results.call({"compare", results.path("old.json")});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "make one with perfgate run"));
}

TEST_CASE("compare: a missing baseline is named, whether or not there are runs") {
  const Results results;
  const Outcome outcome = results.call({"compare", results.path("gone.json")});
  CHECK(outcome.code == 3);
  CHECK(is_one_sentence(outcome));
  CHECK(contains(outcome.err, "gone.json: No such file"));
}

// A Criterion set: 20 samples of `nanoseconds` per iteration with a little noise.
void put_criterion_set(const Results& results, const std::string& set, int nanoseconds) {
  const std::string folder = "tree/group/function/1/" + set + "/";
  results.put(folder + "benchmark.json",
              R"({"group_id": "group", "function_id": "function", "value_str": "1",)"
              R"( "throughput": null, "full_id": "group/function/1",)"
              R"( "directory_name": "group/function/1", "title": "group/function/1"})");
  std::string iters;
  std::string times;
  for (int i = 1; i <= 20; ++i) {
    iters += (i == 1 ? "" : ", ") + std::to_string(100 * i) + ".0";
    times += (i == 1 ? "" : ", ") + std::to_string(100 * i * (nanoseconds + i * 7 % 5)) + ".0";
  }
  results.put(folder + "sample.json", R"({"sampling_mode": "Linear", "iters": [)" + iters +
                                          R"(], "times": [)" + times + "]}");
}

TEST_CASE("compare: the sets of one Criterion tree") {
  const Results results;
  put_criterion_set(results, "base", 1000);
  put_criterion_set(results, "new", 1500);
  const std::string tree = results.path("tree");
  const auto code_with = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"compare", tree, tree});
    return results.call(options).code;
  };
  CHECK(code_with({}) == 4);
  CHECK(code_with({"--criterion-set", "base"}) == 4);
  CHECK(code_with({"--baseline-set", "base", "--current-set", "new"}) == 1);
  CHECK(code_with({"--baseline-set", "base"}) == 1);
  CHECK(code_with({"--criterion-set", "base", "--current-set", "new"}) == 1);
  CHECK(code_with({"--current-set", "none"}) == 3);
}

TEST_CASE("compare: quiet is the verdict only, verbose is everything") {
  const Results results;
  const std::vector<std::string> base = {"compare", results.path("old.json"),
                                         results.path("slow.json")};
  std::vector<std::string> quiet = base;
  quiet.push_back("-q");
  const Outcome outcome = results.call(quiet);
  CHECK(outcome.out.find('\n') + 1 == outcome.out.size());
  CHECK(outcome.code == 1);
  std::vector<std::string> colored = base;
  colored.insert(colored.end(), {"-v", "--color", "always"});
  CHECK(contains(results.call(colored).out, "\x1b[31m"));
  CHECK_FALSE(contains(results.call(base).out, "\x1b"));
}

TEST_CASE("output: the file holds what stdout would have held") {
  const Results results;
  const Outcome outcome =
      results.call({"compare", results.path("old.json"), results.path("slow.json"), "--format",
                    "json", "-o", results.path("new/report.json")});
  CHECK(outcome.code == 1);
  CHECK(outcome.out.empty());
  const Result<Json> json = read_json_file(results.path("new/report.json"));
  CHECK(json.has_value());
  CHECK(json->at("exit_code") == 1);
  CHECK(contains(
      results.call({"compare", results.path("old.json"), results.path("slow.json"), "-o", "-"}).out,
      "FAIL"));
}

TEST_CASE("output: an unwritable file is exit code 3, an error leaves the old file alone") {
  const Results results;
  const Outcome unwritable =
      results.call({"compare", results.path("old.json"), results.path("slow.json"), "-o",
                    results.path("old.json/report.txt")});
  CHECK(unwritable.code == 3);
  CHECK(is_one_sentence(unwritable));
  results.put("kept.txt", "old");
  CHECK(results
            .call({"compare", results.path("none.json"), results.path("slow.json"), "-o",
                   results.path("kept.txt")})
            .code == 3);
  CHECK(results.get("kept.txt") == "old");
}

TEST_CASE("output: a standard output that cannot be written is exit code 3") {
  std::ostringstream out;
  std::ostringstream err;
  out.setstate(std::ios::badbit);
  CHECK(run_cli({"--version"}, out, err) == 3);
  CHECK(contains(err.str(), "cannot write to standard output"));
}

TEST_CASE("report: a stored report renders to the same bytes") {
  const Results results;
  const std::string stored = results.path("stored.json");
  CHECK(results
            .call({"compare", results.path("old.json"), results.path("slow.json"), "--format",
                   "json", "-o", stored})
            .code == 1);
  const Outcome json = call({"report", stored, "--format", "json"});
  CHECK(json.code == 1);
  CHECK(json.out == results.get("stored.json"));
  const Outcome markdown = call({"report", stored, "--format", "markdown"});
  CHECK(markdown.out.starts_with("## FAIL"));
  CHECK(markdown.out == call({"report", stored, "--format", "markdown"}).out);
  CHECK(contains(call({"report", stored}).out, "copy/2"));
}

TEST_CASE("report: what is not a report is exit code 3") {
  const Results results;
  for (const char* name : {"none.json", "old.json", "perfgate.toml"}) {
    CAPTURE(name);
    const Outcome outcome = call({"report", results.path(name)});
    CHECK(outcome.code == 3);
    CHECK(is_one_sentence(outcome));
  }
}

TEST_CASE("names from input are harmless in every format") {
  const Results results;
  const std::string evil = "BM<script>alert(1)</script>|a\n## hi \x1b[31m `x` @user ../../x";
  results.put("evil_old.json", google_benchmark({{evil, 1000}}, 0.01, 1));
  results.put("evil_new.json", google_benchmark({{evil, 1500}}, 0.01, 2));
  const std::string a = results.path("evil_old.json");
  const std::string b = results.path("evil_new.json");
  for (const char* format : {"text", "markdown", "json"}) {
    CAPTURE(format);
    const Outcome outcome = results.call({"compare", a, b, "--format", format, "-v"});
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == 1);
    CHECK_FALSE(contains(outcome.out, "\x1b"));
    CHECK_FALSE(contains(outcome.out, "\n## hi"));
    CHECK_FALSE(contains(outcome.out, "\n<script>"));
  }
  const std::string markdown = results.call({"compare", a, b, "--format", "markdown"}).out;
  std::istringstream lines(markdown);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("<script>");
    if (at != std::string::npos) {
      CAPTURE(line);
      CHECK(((at > 0 && line[at - 1] == '\\') || line.rfind('`', at) != std::string::npos));
    }
  }
}

}  // namespace
}  // namespace perfgate::cli_test
