// SPDX-License-Identifier: Apache-2.0
// The median, names of directions and the version text.
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

TEST_CASE("direction: names there and back") {
  for (const auto direction :
       {perfgate::Direction::kLowerIsBetter, perfgate::Direction::kHigherIsBetter}) {
    CHECK(perfgate::direction_from_name(perfgate::direction_name(direction)) == direction);
  }
  CHECK(perfgate::direction_name(perfgate::Direction::kHigherIsBetter) ==
        std::string("higher_is_better"));
  CHECK_FALSE(perfgate::direction_from_name("higher").has_value());
}

TEST_CASE("version: three numbers") {
  const std::string text = perfgate::version();
  CHECK(text.find_first_not_of("0123456789.") == std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '.') == 2);
}
