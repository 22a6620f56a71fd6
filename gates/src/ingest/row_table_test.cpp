// SPDX-License-Identifier: Apache-2.0
#include "ingest/row_table.h"

#include "ingest/temp_tree.h"

#include <doctest/doctest.h>

namespace perfgate {
namespace {

Row row_of(const std::string& id, const std::string& run, double value = 1) {
  Row row;
  row.id = id;
  row.metric = "time";
  row.unit = "s";
  row.runs.push_back({run, {value}, {1}});
  return row;
}

TEST_CASE("row table: runs in name order, rows in id order") {
  RowTable table("t");
  REQUIRE(table.add(row_of("b", "r2")).has_value());
  REQUIRE(table.add(row_of("b", "r1", 5)).has_value());
  REQUIRE(table.add(row_of("a", "r1")).has_value());
  CHECK(table.has_sample("b", "r2"));
  CHECK_FALSE(table.has_sample("a", "r2"));
  CHECK_FALSE(table.has_sample("c", "r1"));
  const auto rows = table.take();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].id == "a");
  REQUIRE(rows[1].runs.size() == 2);
  CHECK(rows[1].runs[0].run == "r1");
  CHECK(rows[1].runs[0].values.front() == 5);
  CHECK(table.empty());
}

TEST_CASE("row table: the same row twice and a change of unit are errors") {
  RowTable table("t");
  REQUIRE(table.add(row_of("a", "r1")).has_value());
  CHECK(test::message_of(table.add(row_of("a", "r1"))) ==
        test::Part("t: row 'a' (metric 'time') occurs twice in run 'r1'"));
  Row other = row_of("a", "r2");
  other.unit = "B";
  CHECK(test::message_of(table.add(other)) == test::Part("has unit 's' in one place"));
}

TEST_CASE("row table: runs under different conditions are said") {
  RowTable table("t");
  Row first = row_of("a", "r1"), second = row_of("a", "r2");
  first.labels = {{"isa", "avx2"}, {"note", "x"}};
  second.labels = {{"isa", "scalar"}, {"note", "y"}};
  REQUIRE(table.add(first).has_value());
  REQUIRE(table.add(second).has_value());
  const auto rows = table.take();
  REQUIRE(rows.front().warnings.size() == 1);
  CHECK(rows.front().warnings.front() == "isa differs between runs: avx2 and scalar");
}

TEST_CASE("row table: a failure is kept once per reason and makes a row if need be") {
  RowTable table("t");
  REQUIRE(table.add(row_of("a", "r1")).has_value());
  table.add_failure("a", "r2: crashed");
  table.add_failure("a", "r2: crashed");
  table.add_failure("a", "r3: hung");
  table.add_failure("ghost", "r1: crashed");
  const auto rows = table.take();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].failure == "r2: crashed; r3: hung");
  CHECK(rows[0].runs.size() == 1);
  CHECK(rows[1].id == "ghost");
  CHECK(rows[1].runs.empty());
  CHECK(rows[1].failure == "r1: crashed");
}

}  // namespace
}  // namespace perfgate
