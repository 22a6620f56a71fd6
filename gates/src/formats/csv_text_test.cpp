// SPDX-License-Identifier: Apache-2.0
#include "formats/csv_text.h"

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate::formats_detail {
namespace {

TEST_CASE("csv: plain, quoted and doubled") {
  CHECK(csv_text("a/b 1") == "a/b 1");
  CHECK(csv_text("") == "");
  CHECK(csv_text("a,b") == "\"a,b\"");
  CHECK(csv_text("say \"x\"") == "\"say \"\"x\"\"\"");
  CHECK(csv_text(" a") == "\" a\"");
  CHECK(csv_text("a\r\nb\x1b") == "a\\x0d\\x0ab\\x1b");
  CHECK(csv_text("\xff") == "\xef\xbf\xbd");
}

TEST_CASE("csv: text that would be a formula is text") {
  for (const char* evil : {"=1+1", "+1", "-1", "@SUM(A1)",
                           "\xef\xbc\x9d"
                           "1"}) {
    CAPTURE(evil);
    CHECK(csv_text(evil).starts_with("'"));
  }
  CHECK(csv_text("  =1") == "'  =1");
  CHECK(csv_text("=HYPERLINK(\"x\",\"y\")") == "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
  CHECK(csv_text("\t=1") == "\\x09=1");
  CHECK(csv_text("a=1") == "a=1");
}

TEST_CASE("csv: numbers read back the same and are never formulas") {
  CHECK(csv_number(0.1) == "0.1");
  CHECK(csv_number(-2.5) == "-2.5");
  CHECK(csv_number(1e-9) == "1e-09");
  CHECK(csv_number({}) == "");
  CHECK(csv_number(std::nan("")) == "");
  CHECK(csv_record({"a", "", "b"}) == "a,,b\r\n");
}

}  // namespace
}  // namespace perfgate::formats_detail
