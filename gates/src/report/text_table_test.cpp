// SPDX-License-Identifier: Apache-2.0
// Columns line up whatever script the names are in, and long names lose their middle only.
#include "report/text_table.h"

#include <perfgate/text.h>

#include <doctest/doctest.h>

#include <sstream>

namespace perfgate::report_detail {
namespace {

TEST_CASE("table: the second column starts at one place for every script") {
  const std::vector<std::string> names = {"plain",
                                          "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
                                          "e\xcc\x81t\xc3\xa9",
                                          "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
                                          "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa",
                                          "\xed\x95\x9c"};
  TextTable table({{"name", false}, {"value", true}, {"end", false}});
  for (const std::string& name : names) {
    table.add_row({name, "12", "|"}, Style::kPlain);
  }
  std::istringstream in(table.render(false));
  std::string line;
  std::getline(in, line);
  for (const std::string& name : names) {
    REQUIRE(std::getline(in, line));
    CAPTURE(name);
    CHECK(display_width(line.substr(0, line.find('|'))) == 2 + 6 + 2 + 5 + 2);
  }
}

TEST_CASE("table: a long name keeps both ends and whole clusters") {
  std::string flags;
  for (int i = 0; i < 60; ++i) {
    flags += "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa";
  }
  TextTable table({{"name", false}, {"end", false}});
  table.add_row({"begin/" + flags + "/end", "|"}, Style::kPlain);
  const std::string text = table.render(false);
  const std::size_t row = text.find("  begin/");
  REQUIRE(row != std::string::npos);
  const std::string cell = text.substr(row + 2, text.find("  |", row) - row - 2);
  CHECK(cell.find("/end") != std::string::npos);
  CHECK(display_width(cell) <= TextTable::kMaxCell);
  CHECK(display_width(cell) >= TextTable::kMaxCell - 4);
  const std::size_t dots = cell.find("...");
  REQUIRE(dots != std::string::npos);
  CHECK((dots - 6) % 8 == 0);                    // whole flags before ...
  CHECK((cell.size() - dots - 3 - 4) % 8 == 0);  // ... and after the cut
}

}  // namespace
}  // namespace perfgate::report_detail
