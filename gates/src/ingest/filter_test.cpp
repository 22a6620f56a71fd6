// SPDX-License-Identifier: Apache-2.0
#include "ingest/filter.h"

#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>

namespace perfgate {
namespace {

ResultSet rows_named(const std::vector<std::string>& ids) {
  ResultSet results;
  results.path = "r";
  for (const std::string& id : ids) {
    Row row;
    row.id = id;
    results.rows.push_back(row);
  }
  return results;
}

TEST_CASE("filter: keeps matching rows in order") {
  ResultSet results = rows_named({"g/a/1", "g/a/16", "g/b/1"});
  REQUIRE(filter_rows(results, "/1$").has_value());
  REQUIRE(results.rows.size() == 2);
  CHECK(results.rows[0].id == "g/a/1");
  CHECK(results.rows[1].id == "g/b/1");
  REQUIRE(filter_rows(results, "").has_value());
  CHECK(results.rows.size() == 2);
}

TEST_CASE("filter: nothing matches, no expression, too long") {
  ResultSet results = rows_named({"a", "b"});
  const auto none = filter_rows(results, "zzz");
  CHECK(test::message_of(none) == test::Part("'zzz' matches none of the 2 rows"));
  CHECK(none.error().code == ExitCode::kInput);
  results = rows_named({"a", "b"});
  for (const char* bad : {"(", "[a", "*", "a{2,1}", "(?<x"}) {
    const auto refused = filter_rows(results, bad);
    CHECK(test::message_of(refused) == test::Part("is not a valid regular expression"));
    CHECK(refused.error().code == ExitCode::kUsage);
  }
  CHECK(test::message_of(filter_rows(results, std::string(1001, 'a'))) ==
        test::Part("longer than 1000"));
  CHECK(results.rows.size() == 2);
}

TEST_CASE("filter: a pattern that would backtrack for ever is refused") {
  ResultSet results = rows_named({std::string(500, 'a') + "!"});
  CHECK(test::message_of(filter_rows(results, "^(a+)+(b+)+$")) == test::Part("takes too long"));
}

TEST_CASE("filter: long ids do not exhaust the stack") {
  ResultSet results = rows_named({std::string(512, 'x')});
  CHECK(filter_rows(results, "^(.|\\n)*$").has_value());
}

TEST_CASE("filter: is applied by ingest") {
  const test::TempTree tree;
  tree.write_benchmark("g/a", {1});
  tree.write_benchmark("g/b", {1});
  IngestOptions options;
  options.filter = "b";
  const auto results = ingest(tree.path(), options);
  REQUIRE(results.has_value());
  CHECK(results->rows.size() == 1);
  options.filter = "c";
  CHECK(test::message_of(ingest(tree.path(), options)) == test::Part("matches none"));
}

}  // namespace
}  // namespace perfgate
