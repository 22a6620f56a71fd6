// SPDX-License-Identifier: Apache-2.0
// Golden texts of numbers for people, with the edges where the unit changes.
#include <perfgate/text.h>

#include <doctest/doctest.h>

#include <limits>

using perfgate::format_percent;
using perfgate::format_value;

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("format: seconds") {
  CHECK(format_value(1.234e-3, "s") == "1.234 ms");
  CHECK(format_value(56.7e-9, "s") == "56.7 ns");
  CHECK(format_value(1.62345e-6, "s") == "1.623 us");
  CHECK(format_value(12.5, "s") == "12.5 s");
  CHECK(format_value(999.96e-9, "s") == "1 us");
  CHECK(format_value(999.9e-9, "s") == "999.9 ns");
  CHECK(format_value(0.5e-9, "s") == "0.5 ns");
  CHECK(format_value(123456.0, "s") == "123500 s");
  CHECK(format_value(0, "s") == "0 s");
  CHECK(format_value(-1.5e-3, "s") == "-1.5 ms");
  CHECK(format_value(1e-300, "s") == "1e-291 ns");
}

TEST_CASE("format: bytes, counts, others") {
  CHECK(format_value(512, "B") == "512 B");
  CHECK(format_value(1024, "B") == "1 KiB");
  CHECK(format_value(12.3 * 1024 * 1024 * 1024, "B") == "12.3 GiB");
  CHECK(format_value(0, "B") == "0 B");
  CHECK(format_value(99.71, "%") == "99.71 %");
  CHECK(format_value(684320.0, "1/s") == "684300 1/s");
  CHECK(format_value(6.5e20, "1/s") == "6.5e+20 1/s");
  CHECK(format_value(1234567.0, "1") == "1234567");
  CHECK(format_value(-0.0, "1") == "0");
  CHECK(format_value(1.5, "1") == "1.5");
  CHECK(format_value(9999.6, "x") == "10000 x");
  CHECK(format_value(2.5, "") == "2.5");
  CHECK(format_value(kNan, "s") == "n/a");
  CHECK(format_value(-kInfinity, "B") == "n/a");
}

TEST_CASE("format: percent") {
  CHECK(format_percent(3.14159) == "+3.1 %");
  CHECK(format_percent(-0.4) == "-0.4 %");
  CHECK(format_percent(-0.04) == "0.0 %");
  CHECK(format_percent(0.0) == "0.0 %");
  CHECK(format_percent(12.345, 2) == "+12.35 %");
  CHECK(format_percent(25.0, 0) == "+25 %");
  CHECK(format_percent(std::nullopt) == "n/a");
  CHECK(format_percent(kNan) == "n/a");
  CHECK(format_percent(kInfinity) == "n/a");
  CHECK(format_percent(1e300) == "+1e+300 %");
}
