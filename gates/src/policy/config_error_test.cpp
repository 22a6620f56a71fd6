// SPDX-License-Identifier: Apache-2.0
// perfgate.toml: one sentence with path:line:column for everything that cannot be meant.
#include "policy/row_pattern.h"
#include "policy/test_results.h"

#include <perfgate/config.h>

#include <doctest/doctest.h>

#include <string>

namespace perfgate {
namespace {

// The error of a file, which must be one line of usage error.
std::string fault(const std::string& text) {
  const Result<Config> config = parse_config(text, "p.toml");
  if (config) {
    return "accepted";
  }
  CHECK(config.error().code == ExitCode::kUsage);
  CHECK(!test::mentions(config.error().message, "\n"));
  return config.error().message;
}

const std::string kSlo = "[[slo]]\nid = 'a'\nrows = 'x'\nop = '<'\nlimit = 1\nunit = 's'\n";
const std::string kWaiver =
    "[[waiver]]\nrow = 'a'\nceiling_pct = 9\nexpires = '2026-01-31'\nowner = 'o'\nreason = 'r'\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("the bases of the cases below are correct files") {
  CHECK(fault(kSlo) == "accepted");
  CHECK(fault(kWaiver) == "accepted");
  CHECK(fault("[[suite]]\nname = 's'\ncommand = ['x']\n") == "accepted");
}

TEST_CASE("unknown keys are named with the nearest known one") {
  CHECK(fault("[policy]\nminor_pc = 5\n") ==
        "p.toml:2:1: unknown key 'minor_pc' in [policy]; did you mean 'minor_pct'?");
  CHECK(fault("[polcy]\n") ==
        "p.toml:1:2: unknown key 'polcy' in the file; did you mean 'policy'?");
  CHECK(fault("[run]\nzzzzzzzz = 1\n") == "p.toml:2:1: unknown key 'zzzzzzzz' in [run]");
  CHECK(test::mentions(fault("[[suite]]\nname='s'\ncommnd=['x']\n"), "did you mean 'command'?"));
  CHECK(test::mentions(fault(kSlo + "tittle = 'x'\n"), "p.toml:7:1: unknown key 'tittle'"));
  CHECK(test::mentions(fault(kWaiver + "metrics = 'x'\n"), "did you mean 'metric'?"));
}

TEST_CASE("impossible numbers") {
  for (const char* line :
       {"alpha = 0", "alpha = 1", "alpha = -0.1", "alpha = nan", "power = 1", "noise_band = -0.01",
        "noise_band = inf", "minor_pct = -5", "minor_pct = nan", "critical_pct = inf",
        "floor_ns = -1", "seed = -1", "noise_band = 0.2"}) {
    CAPTURE(line);
    const std::string key = std::string(line).substr(0, std::string(line).find(' '));
    const std::string message = fault(std::string("[policy]\n") + line + "\n");
    CHECK(test::mentions(message, "p.toml:2:"));
    CHECK(test::mentions(message, "'" + key + "' in [policy]"));
  }
  CHECK(fault("[policy]\nminor_pct = -5\n") ==
        "p.toml:2:13: 'minor_pct' in [policy] is -5; wanted a number of at least 0 and at most "
        "1000000");
  CHECK(test::mentions(fault("[policy.tolerance_pct]\ncpu = -1\n"), "'cpu'"));
  CHECK(test::mentions(fault("[policy.tolerance_pct]\ncpu = nan\n"), "'cpu'"));
  CHECK(test::mentions(fault("[policy.tolerance_pct]\n\"a\\u0000b\" = -1\n"), "\\x00b'"));
  CHECK(test::mentions(fault("[run]\nrounds = 0\n"), "'rounds'"));
  CHECK(test::mentions(fault("[run]\nrounds = 2.5\n"), "whole number"));
  CHECK(
      test::mentions(fault("[[suite]]\nname='s'\ncommand=['x']\ntimeout_s = 0\n"), "'timeout_s'"));
}

TEST_CASE("inverted classes") {
  CHECK(test::mentions(fault("[policy]\nminor_pct = 12\n"),
                       "p.toml:2:13: 'minor_pct' in [policy]: "
                       "the classes are inverted"));
  CHECK(test::mentions(fault("[policy]\ncritical_pct = 9\n"), "inverted"));
  CHECK(test::mentions(fault("[policy]\ninvestigate_pct = 30\n"), "above escalate_pct 20"));
}

TEST_CASE("wrong types and unknown words") {
  CHECK(test::mentions(fault("[policy]\nalpha = 'x'\n"), "must be a number"));
  CHECK(test::mentions(fault("policy = 3\n"), "'policy' in the file must be a table"));
  CHECK(test::mentions(fault("[slo]\nid = 'a'\n"), "must be written as [[slo]] tables"));
  CHECK(test::mentions(fault("[policy]\nblocking = 'mnor'\n"), "wanted one of acceptable, minor"));
  CHECK(test::mentions(fault("[policy]\nundecided = 'pass'\n"), "fail, warn"));
  CHECK(test::mentions(fault(replaced(kSlo, "unit = 's'", "unit = 'min'")), "s, ms, us, ns"));
  CHECK(test::mentions(fault(replaced(kSlo, "op = '<'", "op = '=='")), "<=, <, >=, >"));
  CHECK(test::mentions(fault("[run]\nruns_dir = ''\n"), "must not be empty"));
  CHECK(test::mentions(fault("[[suite]]\nname='s'\ncommand='x'\n"), "a list of"));
  CHECK(test::mentions(fault("[[suite]]\nname='s'\ncommand=[1]\n"), "must be text"));
  CHECK(test::mentions(fault("[[suite]]\nname='s'\ncommand=[]\n"), "must name a program"));
  CHECK(test::mentions(fault("[[suite]]\nname=\"a\\u0000b\"\ncommand=['x']\n"), "control"));
}

TEST_CASE("missing and doubled members") {
  CHECK(test::mentions(fault("[[slo]]\nid = 'a'\n"), "[[slo]] lacks 'op'"));
  CHECK(test::mentions(fault("[[suite]]\nname = 'a'\n"), "lacks 'command'"));
  CHECK(test::mentions(fault(replaced(kWaiver, "owner = 'o'\n", "")), "lacks 'owner'"));
  CHECK(test::mentions(fault(replaced(kWaiver, "reason = 'r'", "reason = ''")), "'reason'"));
  CHECK(test::mentions(fault(kSlo + kSlo), "'id' in [[slo]]: 'a' is defined twice"));
  CHECK(test::mentions(fault(kWaiver + kWaiver), "waived twice"));
  const std::string suite = "[[suite]]\nname = 's'\ncommand = ['x']\n";
  CHECK(test::mentions(fault(suite + suite), "'s' is defined twice"));
  CHECK(test::mentions(fault("[policy]\nalpha = 0.1\nalpha = 0.2\n"), "p.toml:3:"));
}

TEST_CASE("dates that are none") {
  for (const char* date : {"2026-02-30", "2026-13-01", "26-01-01", "tomorrow", "2026/01/31", ""}) {
    CAPTURE(date);
    CHECK(test::mentions(fault(replaced(kWaiver, "2026-01-31", date)), "wanted a date YYYY-MM-DD"));
  }
  CHECK(test::mentions(fault(replaced(kWaiver, "'2026-01-31'", "20260131")), "must be text"));
}

TEST_CASE("objectives that contradict themselves") {
  CHECK(test::mentions(fault(kSlo + "deferred = 'later'\n"), "wanted one of the two"));
  CHECK(test::mentions(fault(kSlo + "over = 'y'\n"), "a ratio has unit 'x'"));
  CHECK(test::mentions(fault(kSlo + "metric = 'worse_pct'\n"), "has unit '%'"));
  CHECK(test::mentions(fault(replaced(kSlo, "limit = 1", "limit = 0")), "impossible"));
  CHECK(test::mentions(fault(replaced(kSlo, "limit = 1", "limit = nan")), "'limit'"));
  CHECK(test::mentions(fault(replaced(kSlo, "unit = 's'", "unit = 'x'")), "'over' is missing"));
}

TEST_CASE("regular expressions: bad, endless, deep, long") {
  CHECK(test::mentions(fault(replaced(kSlo, "'x'", "'['")), "not a regular expression"));
  CHECK(test::mentions(fault(replaced(kSlo, "'x'", "'(a)\\1'")), "back-references"));
  CHECK(test::mentions(fault(replaced(kSlo, "'x'", "'" + std::string(1001, 'a') + "'")),
                       "1001 bytes"));
  CHECK(test::mentions(fault(replaced(kSlo, "'x'", "'" + std::string(999, '(') + "'")),
                       "not a regular expression"));
  CHECK(fault(replaced(kSlo, "'x'", "'" + std::string(500, '(') + std::string(500, ')') + "'")) ==
        "accepted");

  const Result<RowPattern> deep =
      RowPattern::compile(std::string(499, '(') + "a" + std::string(499, ')'));
  REQUIRE(deep.has_value());
  CHECK(deep->matches("cpu/a"));
  CHECK(!deep->matches("xxx"));
  const Result<RowPattern> evil = RowPattern::compile("(a+)+$");
  REQUIRE(evil.has_value());
  CHECK(!evil->matches(std::string(2000, 'a') + "b"));  // exponential when backtracking
  const Result<RowPattern> all = RowPattern::compile(".*");
  REQUIRE(all.has_value());
  CHECK(all->matches(std::string(4096, 'a')));
  CHECK(!all->matches(std::string(1 << 20, 'a')));  // would exhaust the stack when recursing
  const Result<RowPattern> group = RowPattern::compile("^gpu/(.*)$");
  REQUIRE(group.has_value());
  CHECK(group->first_group("gpu/a/1") == std::optional<std::string>("a/1"));
  CHECK(group->first_group("cpu/a/1") == std::nullopt);
}

TEST_CASE("text that is not TOML") {
  CHECK(test::mentions(fault("[policy\n"), "p.toml:1:"));
  CHECK(test::mentions(fault("a = \n"), "p.toml:1:"));
  CHECK(test::mentions(fault(std::string("\xff\xfe", 2)), "p.toml:1:"));
  CHECK(test::mentions(fault(std::string(100000, '[')), "p.toml:1:"));
  CHECK(test::mentions(fault("a = " + std::string(100000, '[')), "p.toml:"));
  CHECK(test::mentions(fault(std::string((1 << 20) + 1, '#')), "at most 1048576"));
}

}  // namespace
}  // namespace perfgate
