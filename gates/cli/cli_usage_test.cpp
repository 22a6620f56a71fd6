// SPDX-License-Identifier: Apache-2.0
// Wrong command lines: exit code 2 and one sentence that names the word and, where there is one,
// the right word. Help and version.
#include "cli_harness.h"

#include <perfgate/version.h>

#include <doctest/doctest.h>

namespace perfgate::cli_test {
namespace {

void check_usage(const std::vector<std::string>& args, const std::string& sentence) {
  const Outcome outcome = call(args);
  CAPTURE(sentence);
  CHECK(outcome.code == 2);
  CHECK(is_one_sentence(outcome));
  INFO(outcome.err);
  CHECK(contains(outcome.err, sentence));
}

TEST_CASE("usage: version") {
  const Outcome outcome = call({"--version"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out == std::string("perfgate ") + version() + "\n");
  CHECK(outcome.err.empty());
}

TEST_CASE("usage: help names every verb, every exit code, and examples") {
  const Outcome outcome = call({"--help"});
  CHECK(outcome.code == 0);
  for (const char* part : {"run", "compare", "gate", "report", "ledger", "baseline", "verify",
                           "init", "Examples:", "Exit codes:", "\n  0 ", "\n  1 ", "\n  2 ",
                           "\n  3 ", "\n  4 ", "\n  5 ", "\n  130 ", "--exit-zero", "--config"}) {
    CAPTURE(part);
    CHECK(contains(outcome.out, part));
  }
  CHECK(call({"help"}).out == outcome.out);
  CHECK(call({"-h"}).out == outcome.out);
}

TEST_CASE("usage: help of a verb, before or after it") {
  const Outcome outcome = call({"compare", "--help"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "BASELINE"));
  CHECK(contains(outcome.out, "--baseline-set"));
  CHECK(contains(outcome.out, "Usage: perfgate compare [OPTIONS] BASELINE [CURRENT]"));
  CHECK(contains(outcome.out, "Global options and exit codes: perfgate --help"));
  CHECK(contains(call({"--help"}).out, "Usage: perfgate [OPTIONS] VERB"));
  CHECK(call({"help", "compare"}).out == outcome.out);
  CHECK(contains(call({"baseline", "save", "--help"}).out, "--max-runs"));
}

TEST_CASE("usage: verbs") {
  check_usage({}, "a verb is needed (see perfgate --help)");
  check_usage({"-q"}, "a verb is needed");
  check_usage({"comapre", "a", "b"}, "unknown verb 'comapre'; did you mean 'compare'?");
  check_usage({"--format", "json", "gaet"}, "unknown verb 'gaet'; did you mean 'gate'?");
  check_usage({"frobnicate"}, "unknown verb 'frobnicate' (see perfgate --help)");
  check_usage({"baseline"}, "a verb is needed (see perfgate baseline --help)");
  check_usage({"baseline", "sav", "x"}, "unknown verb 'sav'; did you mean 'save'?");
}

TEST_CASE("usage: options") {
  check_usage({"compare", "a", "b", "--formt", "json"},
              "unknown option '--formt'; did you mean '--format'?");
  check_usage({"compare", "a", "--baseline-se=x", "b"}, "did you mean '--baseline-set'?");
  check_usage({"--exit-zer", "compare", "a", "b"}, "did you mean '--exit-zero'?");
  check_usage({"compare", "a", "b", "--unknown"}, "unknown option '--unknown'");
  check_usage({"compare", "a", "b", "-x"}, "unknown option '-x'");
  check_usage({"compare", "a", "b", "--format", "xml"}, "must be text, markdown, json, junit, ");
  check_usage({"compare", "a", "b", "--format", "jsn"}, "did you mean 'json'?");
  check_usage({"compare", "a", "b", "--color", "sometimes"}, "must be auto, always or never");
  check_usage({"compare", "a", "b", "--format"}, "--format needs a value");
  check_usage({"gate", "--rounds="}, "--rounds needs a value");
  check_usage({"gate", "--rounds", "1", "--rounds", "2"}, "--rounds may be given only once");
  check_usage({"compare", "a", "b", "--filter", "("}, "'(' is not a valid regular expression");
  check_usage({"compare", "a", "b", "--filter", std::string(2000, 'a')}, "longer than 1000 bytes");
}

TEST_CASE("usage: arguments") {
  check_usage({"compare"}, "BASELINE is required (see perfgate compare --help)");
  check_usage({"compare", "a", "b", "c"}, "unexpected argument 'c'");
  check_usage({"report"}, "REPORT is required");
  check_usage({"verify"}, "FILE is required");
  check_usage({"baseline", "save"}, "RUN is required (see perfgate baseline save --help)");
}

TEST_CASE("usage: numbers are whole, decimal and in range") {
  for (const char* value : {"nan", "inf", "-1", "0", "1e3", "010x", "1.5", "", " 5", "5 ",
                            "99999999999999999999", "+5", "0x10"}) {
    CAPTURE(value);
    check_usage({"gate", std::string("--rounds=") + value}, "--rounds");
    check_usage({"baseline", "save", "x", "--max-runs", value}, "--max-runs");
  }
  check_usage({"gate", "--seed", "-1"}, "--seed");
  check_usage({"gate", "--profile", "fast"}, "must be quick or full, not 'fast'");
}

TEST_CASE("usage: run options make no sense for a run that exists") {
  check_usage({"gate", "base.json", "run", "--rounds", "5"}, "with CURRENT nothing is run");
}

TEST_CASE("usage: a path may be named like a verb") {
  const Outcome outcome = call({"compare", "compare", "gate"});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "compare"));
  CHECK(call({"report", "report"}).code == 3);
  CHECK(call({"compare", "--", "--odd", "name"}).code == 3);
}

TEST_CASE("usage: formats that a verb does not have") {
  check_usage({"verify", "x", "--format", "markdown"}, "verify has no Markdown form");
  check_usage({"baseline", "show", "x", "--format", "markdown"}, "use --format text or json");
}

TEST_CASE("usage: control characters of the command line are not echoed") {
  const Outcome outcome = call({"\x1b[31mred"});
  CHECK(outcome.code == 2);
  CHECK_FALSE(contains(outcome.err, "\x1b"));
}

}  // namespace
}  // namespace perfgate::cli_test
