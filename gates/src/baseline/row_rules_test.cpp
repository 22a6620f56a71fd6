// SPDX-License-Identifier: Apache-2.0
#include "baseline/row_rules.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

namespace perfgate {
namespace {

Row row_named(const std::string& id, const std::string& metric = "time") {
  Row row;
  row.id = id;
  row.metric = metric;
  row.unit = "s";
  return row;
}

TEST_CASE("units scale to base units") {
  const auto us = unit_scale("us");
  REQUIRE(us.has_value());
  CHECK(std::string(us->base) == "s");
  CHECK(us->factor == 1e-6);
  CHECK(unit_scale("GiB")->factor == 1073741824.0);
  for (const char* unknown : {"", "S", "sec", "minutes", "k"}) {
    CHECK_FALSE(unit_scale(unknown).has_value());
  }
}

TEST_CASE("every unit named in messages is known") {
  const std::string names = known_units();
  std::size_t begin = 0;
  int count = 0;
  while (begin < names.size()) {
    const std::size_t end = std::min(names.find(", ", begin), names.size());
    CHECK(unit_scale(names.substr(begin, end - begin)).has_value());
    begin = end + 2;
    ++count;
  }
  CHECK(count == 14);
}

TEST_CASE("directions by name") {
  for (const Direction direction : {Direction::kLowerIsBetter, Direction::kHigherIsBetter}) {
    CHECK(direction_from_name(direction_name(direction)) == direction);
  }
  CHECK_FALSE(direction_from_name("better").has_value());
}

TEST_CASE("values: times are above zero, others only finite") {
  CHECK(value_fault(1e-300, "s").empty());
  CHECK(value_fault(0, "s") == "is zero, wanted a time above 0");
  CHECK(value_fault(-1, "s") == "is negative, wanted a time above 0");
  CHECK(value_fault(0, "1").empty());
  CHECK(value_fault(-3, "dB").empty());
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK(value_fault(bad, "s") == "is not a finite number");
    CHECK(value_fault(bad, "dB") == "is not a finite number");
  }
}

TEST_CASE("ids are bounded on a character boundary") {
  CHECK(bounded_id(std::string(512, 'x')) == std::string(512, 'x'));
  const std::string cut = bounded_id(std::string(513, 'x'));
  CHECK(cut.size() == 512);
  // Two-byte characters, so that one of the two offsets lies inside a character.
  for (const char* lead : {"", "x"}) {
    std::string wide = lead;
    for (int i = 0; i < 400; ++i) {
      wide += "\xc3\xa9";
    }
    const std::string bounded = bounded_id(wide);
    CHECK(bounded.size() <= 512);
    const std::size_t dots = bounded.find("...");
    REQUIRE(dots != std::string::npos);
    CHECK(bounded[dots - 1] == '\xa9');
  }
}

TEST_CASE("rows are sorted and unique by id and metric") {
  std::vector<Row> rows = {row_named("b"), row_named("a"), row_named("a", "size")};
  REQUIRE(sort_unique(rows, "f").has_value());
  CHECK(rows[0].metric == "size");
  CHECK(rows[2].id == "b");
  rows.push_back(row_named("b"));
  const auto twice = sort_unique(rows, "f");
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().message == "f: row 'b' (metric 'time') occurs twice");
}

TEST_CASE("sampling warnings are added once") {
  ResultSet results;
  results.run_names = {"r1", "r2"};
  Row row = row_named("a");
  row.runs.push_back({"r2", std::vector<double>(3, 1.0), {}});
  results.rows.push_back(row);
  Row size = row;
  size.unit = "B";
  size.metric = "size";
  results.rows.push_back(size);
  add_sampling_warnings(results);
  add_sampling_warnings(results);
  REQUIRE(results.rows[0].warnings.size() == 2);
  CHECK(results.rows[0].warnings[0] == "fewer than 10 samples in a run (3)");
  CHECK(results.rows[0].warnings[1] == "measured in 1 of 2 runs (first one without it: r1)");
  CHECK(results.rows[1].warnings.size() == 1);
}

}  // namespace
}  // namespace perfgate
