// SPDX-License-Identifier: Apache-2.0
#include "ingest/sources.h"
#include "ingest/temp_tree.h"

#include <doctest/doctest.h>

namespace perfgate {
namespace {

Result<ResultSet> hyperfine_rows(const std::string& entries) {
  return parse_hyperfine(fmt::format(R"({{"results":[{}]}})", entries), "hf.json");
}

TEST_CASE("hyperfine: a row per command, seconds") {
  const auto results = hyperfine_rows(
      R"({"command":"sort -n {f}","mean":0.2,"times":[0.25,0.15],"exit_codes":[0,1],)"
      R"("parameters":{"f":"big.txt"}},{"command":"cat","times":[1.5],"exit_codes":[null]})");
  REQUIRE(results.has_value());
  CHECK(results->kind == "hyperfine");
  REQUIRE(results->rows.size() == 2);
  CHECK(results->rows[0].id == "cat");
  CHECK(results->rows[0].warnings.size() == 1);
  const Row& row = results->rows[1];
  CHECK(row.unit == "s");
  CHECK(row.runs[0].values == std::vector<double>{0.25, 0.15});
  CHECK(row.runs[0].iters.empty());
  CHECK(row.labels.at("f") == "big.txt");
  REQUIRE(row.warnings.size() == 1);
  CHECK(row.warnings[0] == "1 of 2 executions did not exit with 0");
}

TEST_CASE("hyperfine: bad results are refused") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "has no results"},
      {R"({"command":"a","times":[]})", "/results/0/times: has no samples"},
      {R"({"command":"a","mean":1})", "'times' is missing"},
      {R"({"command":"a","times":null})", "found null"},
      {R"({"command":"a","times":[1,0]})", "/results/0/times/1: is zero"},
      {R"({"command":"a","times":[-1]})", "is negative"},
      {R"({"command":"","times":[1]})", "/command: is empty"},
      {R"({"times":[1]})", "'command' is missing"},
      {R"({"command":"a","times":[1]},{"command":"a","times":[1]})",
       "row 'a' (metric 'time') occurs twice"},
      {R"({"command":"a","times":[NaN]})", "hf.json:1:"},
      {R"({"command":"a","times":[1],"exit_codes":7})", "/exit_codes: found a number"},
  };
  for (const auto& [entry, wanted] : cases) {
    CHECK(test::message_of(hyperfine_rows(entry)) == test::Part(wanted));
  }
  CHECK(test::message_of(parse_hyperfine("[]", "hf.json")) == test::Part("found an array"));
}

TEST_CASE("hyperfine: a very long command is cut, not refused") {
  const auto results =
      hyperfine_rows(fmt::format(R"({{"command":"{}","times":[1]}})", std::string(5000, 'x')));
  REQUIRE(results.has_value());
  CHECK(results->rows[0].id.size() == 512);
}

}  // namespace
}  // namespace perfgate
