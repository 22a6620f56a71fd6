// SPDX-License-Identifier: Apache-2.0
// Fitting sections into a size: cut between lines, notes, heads of later sections kept free.
#include "report/section.h"

#include <doctest/doctest.h>

namespace perfgate::report_detail {
namespace {

Section table(const std::string& name, std::size_t rows) {
  Section section;
  section.head = "### " + name + "\n";
  section.lines.assign(rows, "| " + name + " row |\n");
  section.tail = "end of " + name + "\n";
  return section;
}

TEST_CASE("sections: everything when it fits") {
  CHECK(assemble({table("a", 1), table("b", 2)}, 100000) ==
        "### a\n| a row |\nend of a\n### b\n| b row |\n| b row |\nend of b\n");
  CHECK(assemble({}, 0).empty());
}

TEST_CASE("sections: never more than the limit, never half a line") {
  const std::vector<Section> sections = {table("first", 40), table("second", 400)};
  for (std::size_t limit = 0; limit < 6000; limit += 7) {
    const std::string text = assemble(sections, limit);
    CAPTURE(limit);
    CHECK(text.size() <= limit);
    CHECK((text.empty() || text.back() == '\n'));
    for (std::size_t at = text.find("row"); at != std::string::npos;
         at = text.find("row", at + 1)) {
      CHECK(text.substr(at, 6) == "row |\n");
    }
  }
}

TEST_CASE("sections: a cut names the number of lines that are missing") {
  const std::string text = assemble({table("a", 100)}, 700);
  std::size_t shown = 0;
  for (std::size_t at = text.find("| a row |"); at != std::string::npos;
       at = text.find("| a row |", at + 1)) {
    ++shown;
  }
  CHECK(shown > 0);
  CHECK(shown < 100);
  CHECK(text.find("_" + std::to_string(100 - shown) + " more lines are not shown") !=
        std::string::npos);
  CHECK(text.find("end of a\n") != std::string::npos);
}

TEST_CASE("sections: a long early section leaves room for the heads of later ones") {
  const std::string text = assemble({table("early", 1000), table("late", 1)}, 2000);
  CHECK(text.find("### late\n") != std::string::npos);
  CHECK(text.find("end of late\n") != std::string::npos);
}

TEST_CASE("sections: what does not fit at all is announced") {
  Section huge;
  huge.head = std::string(5000, 'x') + "\n";
  const std::string text = assemble({table("a", 1), huge}, 1000);
  CHECK(text.find("| a row |") != std::string::npos);
  CHECK(text.find("The rest is not shown") != std::string::npos);
}

}  // namespace
}  // namespace perfgate::report_detail
