// SPDX-License-Identifier: Apache-2.0
// A chain grows, and every way of tampering with it shows.
#include "ledger/hash_chain.h"

#include "ledger/test_report.h"

#include <perfgate/files.h>
#include <perfgate/json.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <string>

namespace perfgate::ledger_detail {
namespace {

std::string chain_of(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) {
    const auto chain = read_chain(text, "chain");
    REQUIRE(chain);
    GateReport report = test::report();
    report.created = "2026-11-2" + std::to_string(i) + "T09:00:00Z";
    text += chain_line(*chain, report, sha256_hex(std::to_string(i)));
  }
  return text;
}

std::string chain_error(const std::string& text) {
  const auto chain = read_chain(text, "chain");
  REQUIRE_FALSE(chain);
  CHECK(chain.error().code == ExitCode::kInput);
  return chain.error().message;
}

std::string line_of(const std::string& text, int number) {
  std::size_t begin = 0;
  for (int i = 1; i < number; ++i) {
    begin = text.find('\n', begin) + 1;
  }
  return text.substr(begin, text.find('\n', begin) + 1 - begin);
}

}  // namespace

TEST_CASE("lines are valid, numbered and linked") {
  const std::string text = chain_of(3);
  const auto chain = read_chain(text, "chain");
  REQUIRE(chain);
  REQUIRE(chain->lines.size() == 3);
  CHECK(chain->text == text);
  CHECK(chain->torn.empty());
  CHECK(chain->reports[1] == sha256_hex("1"));
  CHECK(chain->lines[0].at("prev") == std::string(64, '0'));
  CHECK(chain->lines[2].at("prev") == chain->lines[1].at("sha256"));
  CHECK(chain->lines[2].at("seq") == 3);
  for (const Json& line : chain->lines) {
    const auto valid = validate(line, "ledger", "line");
    CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  }
}

TEST_CASE("the hash is that of the line without it, as any tool can compute it") {
  const std::string line = chain_of(1);
  const std::size_t at = line.find(",\"sha256\":");
  REQUIRE(at != std::string::npos);
  const std::string rest = line.substr(0, at) + line.substr(at + 11 + 64 + 1);
  CHECK(line.substr(at + 11, 64) == sha256_hex(rest.substr(0, rest.size() - 1)));
}

TEST_CASE("an empty chain is a chain") {
  const auto chain = read_chain("", "chain");
  REQUIRE(chain);
  CHECK(chain->lines.empty());
  CHECK(chain->last_sha256 == std::string(64, '0'));
}

TEST_CASE("changed, removed, reordered and inserted lines show") {
  const std::string text = chain_of(3);
  std::string changed = text;
  changed.replace(changed.find("\"regressed\":1"), 13, "\"regressed\":0");
  CHECK(chain_error(changed) ==
        "chain:1: sha256 is not that of the line: it was changed after it was written");
  CHECK(chain_error(line_of(text, 1) + line_of(text, 3)) ==
        "chain:2: seq is 3, wanted 2: lines are missing or out of order");
  CHECK(chain_error(line_of(text, 2) + line_of(text, 1)).starts_with("chain:1: seq is 2"));
  CHECK(chain_error(text + line_of(text, 3)).starts_with("chain:4: seq is 3"));
  CHECK(chain_error(line_of(text, 1) + "\n" + line_of(text, 2)).find("line 2") !=
        std::string::npos);
  CHECK(chain_error(line_of(text, 1) + "[]\n") ==
        "chain:2: not a line of schema perfgate/ledger/1");

  // A line with a valid hash of its own, but of another chain.
  auto other = read_chain(line_of(text, 1), "chain");
  REQUIRE(other);
  other->last_sha256 = std::string(64, 'a');
  CHECK(chain_error(line_of(text, 1) + chain_line(*other, test::report(), sha256_hex("x"))) ==
        "chain:2: prev is not the sha256 of the line before");
}

TEST_CASE("a torn last line is told from a whole one, at every length") {
  const std::string text = chain_of(2);
  const std::size_t first = text.find('\n') + 1;
  for (std::size_t size = first + 1; size + 1 < text.size(); ++size) {
    const auto chain = read_chain(text.substr(0, size), "chain");
    REQUIRE(chain);
    CHECK(chain->lines.size() == 1);
    CHECK(chain->torn.size() == size - first);
    CHECK(chain->text == text.substr(0, first));
  }
  const auto unterminated = read_chain(text.substr(0, text.size() - 1), "chain");
  REQUIRE(unterminated);
  CHECK(unterminated->lines.size() == 2);
  CHECK(unterminated->torn.empty());
  CHECK(unterminated->text == text);
}

TEST_CASE("text that is not UTF-8 is hashed as it is written") {
  GateReport report = test::report();
  report.baseline.path = "bad\xff";
  const auto empty = read_chain("", "chain");
  REQUIRE(empty);
  CHECK(read_chain(chain_line(*empty, report, sha256_hex("x")), "chain"));
}

}  // namespace perfgate::ledger_detail
