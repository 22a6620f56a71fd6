// SPDX-License-Identifier: Apache-2.0
// Adjusted p-values worked out by hand.
#include "stats/test_noise.h"

#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

void check_equal(const std::vector<double>& got, const std::vector<double>& wanted) {
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CHECK(test::near(got[i], wanted[i], 1e-15));
  }
}

TEST_CASE("Holm") {
  check_equal(holm(std::array{0.01, 0.04, 0.03, 0.005}), {0.03, 0.06, 0.06, 0.02});
  check_equal(holm(std::array{0.9, 0.8}), {1, 1});
  check_equal(holm(std::array{0.2}), {0.2});
  CHECK(holm({}).empty());
}

TEST_CASE("Benjamini and Hochberg") {
  check_equal(benjamini_hochberg(std::array{0.01, 0.04, 0.03, 0.005}), {0.02, 0.04, 0.04, 0.02});
  // Step-up: the third p pulls the second one down.
  check_equal(benjamini_hochberg(std::array{0.03, 0.031, 0.9}), {0.0465, 0.0465, 0.9});
  CHECK(benjamini_hochberg({}).empty());
}

TEST_CASE("a p that is not a number is never significant") {
  check_equal(holm(std::array{std::nan(""), 0.01}), {1, 0.02});
  check_equal(benjamini_hochberg(std::array{0.01, std::nan("")}), {0.02, 1});
}

}  // namespace
}  // namespace perfgate::stats
