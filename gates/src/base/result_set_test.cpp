// SPDX-License-Identifier: Apache-2.0
// The median and the version text.
#include <perfgate/result_set.h>
#include <perfgate/version.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

TEST_CASE("median: odd, even, one, unsorted, extreme") {
  CHECK(perfgate::median_of({3}) == 3);
  CHECK(perfgate::median_of({5, 1, 3}) == 3);
  CHECK(perfgate::median_of({4, 1, 3, 2}) == 2.5);
  CHECK(perfgate::median_of({1e308, 1.5e308}) == 1.25e308);
  CHECK(perfgate::median_of({-2, 2}) == 0);
}

TEST_CASE("version: three numbers") {
  const std::string text = perfgate::version();
  CHECK(text.find_first_not_of("0123456789.") == std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '.') == 2);
}
