// SPDX-License-Identifier: Apache-2.0
// Tests: help, version, and what is said about a wrong command line.
#include "cli_harness.h"
#include "values.h"

#include <doctest/doctest.h>

namespace bitnet::runtime {
namespace {

using cli_test::call;
using cli_test::contains;
using cli_test::is_one_sentence;
using cli_test::Outcome;

TEST_CASE("help: exit codes and examples, on standard output") {
  for (const char* word : {"--help", "help", "-h"}) {
    const Outcome outcome = call({word});
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(contains(outcome.out, "130  interrupted"));
    CHECK(contains(outcome.out, "BITNET_ISA"));
  }
}

TEST_CASE("help: every verb shows its usage, its choices and where the exit codes are") {
  for (const char* verb : {"generate", "chat", "bench", "perplexity", "info", "synth", "convert",
                           "tokenize", "verify-receipt"}) {
    CAPTURE(verb);
    const Outcome outcome = call({verb, "--help"});
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(contains(outcome.out, std::string("Usage: bitnet ") + verb));
    CHECK(outcome.out.ends_with("\n\nExit codes: bitnet --help\n"));
    CHECK_FALSE(contains(outcome.out, "NAME"));
    CHECK(call({"help", verb}).out == outcome.out);
  }
  CHECK(contains(call({"bench", "--help"}).out, "--output md|json|csv"));
  CHECK(contains(call({"convert", "--help"}).out, "i2_s|tl1|tl2|tq1_0|tq2_0"));
}

TEST_CASE("version: one line") {
  const Outcome outcome = call({"--version"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with("bitnet "));
}

TEST_CASE("usage: one sentence and exit code 2") {
  const std::vector<std::vector<std::string>> wrong = {{}, {"nonsense"}, {"--nonsense"}};
  for (const auto& args : wrong) {
    const Outcome outcome = call(args);
    CHECK(outcome.code == 2);
    CHECK_MESSAGE(is_one_sentence(outcome), outcome.err);
  }
  CHECK(contains(call({"nonsense"}).err, "unknown verb 'nonsense'"));
}

TEST_CASE("values: numbers are read whole or not at all") {
  CHECK(cli::parse_integer("010").value_or(-1) == 10);
  CHECK(cli::parse_integer("-3").value_or(0) == -3);
  for (const char* bad : {"", "1x", " 1", "0x10", "1e3", "99999999999999999999", "+1"}) {
    CHECK_MESSAGE(!cli::parse_integer(bad), bad);
  }
  CHECK(cli::parse_real("0.5").value_or(0) == 0.5);
  for (const char* bad : {"", "nan", "inf", "1.0.0", "1,5", "0.5 "}) {
    CHECK_MESSAGE(!cli::parse_real(bad), bad);
  }
}

}  // namespace
}  // namespace bitnet::runtime
