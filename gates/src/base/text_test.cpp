// SPDX-License-Identifier: Apache-2.0
// Hostile names against each escape, and golden texts for names and widths.
#include <perfgate/text.h>

#include <doctest/doctest.h>

#include <set>
#include <vector>

using perfgate::display_width;
using perfgate::edit_distance;
using perfgate::markdown_code;
using perfgate::markdown_text;
using perfgate::path_component;
using perfgate::terminal_safe;

TEST_CASE("text: terminal") {
  CHECK(terminal_safe("plain a/b [1] \xc3\xa9") == "plain a/b [1] \xc3\xa9");
  CHECK(terminal_safe("\x1b[31mred\x1b[0m") == "\\x1b[31mred\\x1b[0m");
  CHECK(terminal_safe(std::string_view("a\0b\n\r\t\x7f", 7)) == "a\\x00b\\x0a\\x0d\\x09\\x7f");
  CHECK(terminal_safe("\xc2\x9b"
                      "31m") ==
        "\\x9b"
        "31m");  // C1 CSI
  CHECK(terminal_safe("a\xe2\x80\xae"
                      "b") == "a\\u202eb");  // right-to-left override
  CHECK(terminal_safe("a\xe2\x81\xa6"
                      "b\xe2\x80\xa8") == "a\\u2066b\\u2028");
  CHECK(terminal_safe("a\xff\xc3") == "a\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(terminal_safe("\xe2\x82") == "\xef\xbf\xbd");
  CHECK(terminal_safe("") == "");
}

TEST_CASE("text: Markdown code span") {
  CHECK(markdown_code("a/b/1024") == "`a/b/1024`");
  CHECK(markdown_code("a|b") == "`a\\|b`");
  CHECK(markdown_code("a`b``c") == "```a`b``c```");
  CHECK(markdown_code("`x`") == "`` `x` ``");
  CHECK(markdown_code(" x ") == "`  x  `");
  CHECK(markdown_code("") == "` `");
  CHECK(markdown_code("  ") == "`  `");
  CHECK(markdown_code("a\r\n## hi\n| x") == "`a ## hi \\| x`");
  CHECK(markdown_code("<script>@me\x1b[0m") == "`<script>@me\\x1b[0m`");
}

TEST_CASE("text: Markdown running text") {
  CHECK(markdown_text("a*b_c") == "a\\*b\\_c");
  CHECK(markdown_text("<img onerror=x> [l](u) `c` | \\ ! & ~") ==
        "\\<img onerror=x\\> \\[l\\](u) \\`c\\` \\| \\\\ \\! \\& \\~");
  CHECK(markdown_text("@me #12 # @") == "\\@&#8203;me \\#&#8203;12 \\# \\@");
  CHECK(markdown_text("a\nb\x07") == "a b\\\\x07");
  CHECK(markdown_text("- a") == "\\- a");
  CHECK(markdown_text("12. a") == "12\\. a");
  CHECK(markdown_text("1.5 ms") == "1\\.5 ms");
  CHECK(markdown_text("a - 1.") == "a - 1.");
}

TEST_CASE("text: path components") {
  CHECK(path_component("I2S_quantize-1.0") == "I2S_quantize-1.0");
  CHECK(path_component("..") == "_-5ec1f7e7");
  CHECK(path_component("a/b") == "a_b-c14cddc0");
  const std::vector<std::string> names = {"",
                                          ".",
                                          "..",
                                          "...",
                                          "a/b",
                                          "a_b",
                                          "a:b",
                                          "a b",
                                          "a\nb",
                                          "a_b-c14cddc0",
                                          "\xff",
                                          "\xc3\xa9",
                                          std::string(64, 'x'),
                                          std::string(65, 'x'),
                                          std::string(66, 'x'),
                                          std::string(3000, 'x'),
                                          "../../etc/passwd",
                                          std::string("a\0b", 3)};
  std::set<std::string> seen;
  for (const std::string& name : names) {
    const std::string component = path_component(name);
    CAPTURE(component);
    CHECK(component.size() <= 64);
    CHECK(component.find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
          std::string::npos);
    CHECK(component.find_first_not_of('.') != std::string::npos);
    CHECK(seen.insert(component).second);
  }
}

TEST_CASE("text: display width") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("") == 0);
  CHECK(display_width("\xc3\xa9") == 1);
  CHECK(display_width("e\xcc\x81") == 1);                 // e and a combining accent
  CHECK(display_width("\xe6\x97\xa5\xe6\x9c\xac") == 4);  // two ideographs
  CHECK(display_width("\xf0\x9f\x98\x80") == 2);          // emoji
  CHECK(display_width("\xe2\x9c\x85") == 2);              // white heavy check mark
  CHECK(display_width("\xe2\x80\x8b\x1b") == 0);
  CHECK(display_width("\xff") == 1);
}

TEST_CASE("text: names that are nearly right") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("same", "same") == 0);
  CHECK(edit_distance(std::string(100000, 'a'), std::string(100000, 'b')) == 100000);
  const std::vector<std::string> names = {"minor_pct", "major_pct", "alpha"};
  CHECK(perfgate::nearest_name("minor_pc", names) == "minor_pct");
  CHECK(perfgate::nearest_name("alhpa", names) == "alpha");
  CHECK_FALSE(perfgate::nearest_name("zzz", names).has_value());
}
