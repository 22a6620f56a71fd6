// SPDX-License-Identifier: Apache-2.0
// Escaping, anchors, paths, and the hashes of the content policy.
#include "html/markup.h"

#include "html/csp.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace perfgate::html_detail {
namespace {

TEST_CASE("escaped: markup, quotes, controls, hidden characters and broken UTF-8") {
  CHECK(escaped("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  CHECK(escaped("&lt;") == "&amp;lt;");
  CHECK(escaped(std::string("\x00\x1b\n\x7f", 4)) == "\\x00\\x1b\\x0a\\x7f");
  CHECK(escaped("\u202egpj.exe") == "\\u202egpj.exe");
  CHECK(escaped("\xff"
                "a\xc0\xaf") == "\ufffda\ufffd\ufffd");
  CHECK(escaped("\u00fcber \u65e5\u672c") == "\u00fcber \u65e5\u672c");
  CHECK(escaped("").empty());
}

TEST_CASE("escaped_path: lines may break after slashes only") {
  CHECK(escaped_path("a/b<c/d") == "a/<wbr>b&lt;c/<wbr>d");
}

TEST_CASE("row_anchor: depends on id and metric alone, and on the border between them") {
  CHECK(row_anchor("a/b", "time") == row_anchor("a/b", "time"));
  CHECK(row_anchor("a/b", "time") != row_anchor("a/b", "bytes"));
  CHECK(row_anchor("a", "bc") != row_anchor("ab", "c"));
  const std::string anchor = row_anchor("<img src=x onerror=alert(1)>", "\"");
  CHECK(anchor.size() == 13);
  CHECK(anchor.find_first_not_of("r0123456789abcdef") == std::string::npos);
}

TEST_CASE("counted: one is singular, nothing is not") {
  CHECK(counted(0, "row") == "0 rows");
  CHECK(counted(1, "row") == "1 row");
  CHECK(counted(2, "row") == "2 rows");
}

TEST_CASE("Pen: whole coordinates, relative, no step to where it stands") {
  Pen pen;
  pen.move_to(10.4, 20.6);
  pen.line_to(10.2, 20.9);
  pen.line_to(15, 21);
  pen.line_to(15, 11);
  pen.line_to(17, 14);
  pen.line_to(16, 13);
  pen.line_to(18, 20);
  pen.dot(1, 2);
  pen.dot(101, 102);
  pen.dot(111, 102);
  CHECK(pen.path() == "M10 21h5v-10l2 3-1-1 2 7M1 2h0M101 102h0m10 0h0");
}

TEST_CASE("pixel: what is not a number or far away stays writable") {
  CHECK(pixel(std::numeric_limits<double>::quiet_NaN()) == 0);
  CHECK(pixel(std::numeric_limits<double>::infinity()) == 100000);
  CHECK(pixel(-1e300) == -100000);
}

TEST_CASE("csp_hash: known answers") {
  CHECK(csp_hash("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  CHECK(csp_hash("abc") == "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST_CASE("content_policy: nothing but the two hashes and inline pictures") {
  const std::string policy = content_policy("", "abc");
  CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-47DEQ"));
  CHECK(policy.find("script-src 'sha256-ungWv") != std::string::npos);
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("http") == std::string::npos);
}

}  // namespace
}  // namespace perfgate::html_detail
