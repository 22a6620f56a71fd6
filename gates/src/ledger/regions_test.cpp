// SPDX-License-Identifier: Apache-2.0
// Markers are found, kept, appended and, when they are wrong, refused with their line.
#include "ledger/regions.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace perfgate::ledger_detail {
namespace {

using Lines = std::vector<std::string>;

const Lines kNames = {"gates", "perf"};

Result<MarkedText> parse(const std::string& text) {
  return MarkedText::parse(text, kNames);
}

std::string marks_error(const std::string& text) {
  const auto marked = parse(text);
  REQUIRE_FALSE(marked);
  CHECK(marked.error().code == ExitCode::kInput);
  return marked.error().message;
}

}  // namespace

TEST_CASE("a text survives parsing byte for byte") {
  for (const std::string text :
       {"", "no newline", "a\n\n", "a\r\nb\n", "<!-- gates:start -->\nx\n<!-- gates:end -->",
        "a\n  <!--gates:start-->  \n<!-- gates:end -->\nb\0c\n"}) {
    const auto marked = parse(text);
    REQUIRE(marked);
    CHECK(marked->text() == text);
  }
}

TEST_CASE("lines between markers are read and replaced, the rest stays") {
  auto marked = parse("top\n<!-- gates:start -->\nold\n\nlines\n<!-- gates:end -->\nbottom");
  REQUIRE(marked);
  CHECK(marked->has("gates"));
  CHECK_FALSE(marked->has("perf"));
  CHECK(marked->lines("gates") == Lines{"old", "", "lines"});
  CHECK(marked->lines("perf").empty());
  marked->set("gates", {"new"});
  CHECK(marked->text() == "top\n<!-- gates:start -->\nnew\n<!-- gates:end -->\nbottom");
  marked->set("gates", {});
  CHECK(marked->text() == "top\n<!-- gates:start -->\n<!-- gates:end -->\nbottom");
}

TEST_CASE("a missing region is appended after a blank line") {
  auto marked = parse("text");
  REQUIRE(marked);
  marked->set("gates", {"x"});
  marked->set("perf", {"y"});
  const std::string text = marked->text();
  CHECK(text ==
        "text\n\n<!-- gates:start -->\nx\n<!-- gates:end -->\n\n<!-- perf:start -->\ny\n"
        "<!-- perf:end -->\n");
  auto again = parse(text);
  REQUIRE(again);
  again->set("gates", {"x"});
  again->set("perf", {"y"});
  CHECK(again->text() == text);
  auto empty = parse("");
  REQUIRE(empty);
  empty->set("gates", {});
  CHECK(empty->text() == "<!-- gates:start -->\n<!-- gates:end -->\n");
}

TEST_CASE("line ends of the text are used") {
  auto marked = parse("text\r\n<!-- gates:start -->\r\nold\r\n<!-- gates:end -->\r\n");
  REQUIRE(marked);
  CHECK(marked->lines("gates") == Lines{"old"});
  marked->set("gates", {"a", "b"});
  CHECK(marked->text() == "text\r\n<!-- gates:start -->\r\na\r\nb\r\n<!-- gates:end -->\r\n");
}

TEST_CASE("only a whole line of our names is a marker") {
  for (const char* text : {"see <!-- gates:start --> here\n", "<!-- toc:start -->\n",
                           "<!-- gates:begin -->\n", "<!-- gates -->\n", "<!-->\n", "<!---->\n"}) {
    const auto marked = parse(text);
    REQUIRE(marked);
    CHECK_FALSE(marked->has("gates"));
  }
}

TEST_CASE("wrong markers are refused with their line") {
  CHECK(marks_error("a\n<!-- gates:start -->\n") == "line 2: marker gates:start is never closed");
  CHECK(marks_error("a\n\n<!-- gates:end -->\n") ==
        "line 3: marker gates:end closes a region that is not open");
  CHECK(marks_error("<!-- gates:start -->\n<!-- perf:start -->\n<!-- perf:end -->\n") ==
        "line 2: marker perf:start inside region gates of line 1");
  CHECK(marks_error("<!-- gates:start -->\n<!-- perf:end -->\n") ==
        "line 2: marker perf:end closes a region that is not open");
  CHECK(marks_error("<!-- gates:start -->\n<!-- gates:end -->\n<!-- gates:start -->\n"
                    "<!-- gates:end -->\n") ==
        "line 3: marker gates:start opens this region a second time");
}

}  // namespace perfgate::ledger_detail
