// SPDX-License-Identifier: Apache-2.0
// Signed-rank and sign null distributions against enumeration, published critical values and closed
// forms.
#include "stats/test_noise.h"

#include <perfgate/paired_stats.h>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

using test::near;

TEST_CASE("signed ranks and signs equal the enumeration of all sign patterns up to n = 12") {
  for (std::size_t n = 1; n <= 12; ++n) {
    std::vector<double> ranks(n * (n + 1) / 2 + 1, 0.0);
    std::vector<double> signs(n + 1, 0.0);
    const std::size_t patterns = std::size_t{1} << n;
    for (std::size_t bits = 0; bits < patterns; ++bits) {
      std::size_t w = 0;
      std::size_t count = 0;
      for (std::size_t i = 0; i < n; ++i) {
        w += (bits >> i & 1U) != 0 ? i + 1 : 0;
        count += bits >> i & 1U;
      }
      ranks[w] += 1 / static_cast<double>(patterns);
      signs[count] += 1 / static_cast<double>(patterns);
    }
    const SymmetricNull rank_null = signed_rank_null(n);
    const SymmetricNull signs_null = sign_null(n);
    REQUIRE(rank_null.largest() + 1 == ranks.size());
    double sum = 0;
    for (std::size_t w = 0; w < ranks.size(); ++w) {
      CAPTURE(n);
      CAPTURE(w);
      CHECK(near(rank_null.at_least(w), 1 - sum, 1e-14));
      sum += ranks[w];
      CHECK(near(rank_null.at_most(w), sum, 1e-14));
    }
    sum = 0;
    for (std::size_t w = 0; w < signs.size(); ++w) {
      sum += signs[w];
      CHECK(near(signs_null.at_most(w), sum, 1e-14));
    }
  }
}

TEST_CASE("critical values of the signed-rank test as published (two-sided 5 % and 1 %)") {
  const std::vector<std::size_t> five{0,  2,  3,  5,  8,  10, 13, 17, 21, 25,
                                      29, 34, 40, 46, 52, 58, 65, 73, 81, 89};  // n = 6 .. 25
  for (std::size_t i = 0; i < five.size(); ++i) {
    CAPTURE(i + 6);
    CHECK(signed_rank_null(i + 6).bound_rank(0.025) == five[i] + 1);
  }
  const std::vector<std::size_t> one{0, 1, 3, 5, 7, 9, 12, 15, 19, 23, 27, 32, 37};  // n = 8 .. 20
  for (std::size_t i = 0; i < one.size(); ++i) {
    CAPTURE(i + 8);
    CHECK(signed_rank_null(i + 8).bound_rank(0.005) == one[i] + 1);
  }
  CHECK(signed_rank_null(5).bound_rank(0.025) == 0);
  CHECK(signed_rank_null(7).bound_rank(0.005) == 0);
}

TEST_CASE("ranks of the sign interval as published (two-sided 5 %)") {
  const std::vector<std::size_t> ranks{1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6};  // n = 6 .. 20
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    CAPTURE(i + 6);
    CHECK(sign_null(i + 6).bound_rank(0.025) == ranks[i]);
  }
}

TEST_CASE("attainable levels are discrete: 2^-n steps, largest first") {
  const std::vector<double> levels = signed_rank_null(6).levels();
  REQUIRE(levels.size() >= 3);
  CHECK(near(levels[0], 1 - 2.0 / 64, 1e-15));
  CHECK(near(levels[1], 1 - 4.0 / 64, 1e-15));
  CHECK(near(levels[2], 1 - 6.0 / 64, 1e-15));
  for (std::size_t i = 1; i < levels.size(); ++i) {
    CHECK(levels[i] < levels[i - 1]);
    CHECK(levels[i] > 0);
  }
  CHECK(sign_null(3).levels() == std::vector<double>{0.75});
}

TEST_CASE("one value: only the trivial statement") {
  const SymmetricNull null = signed_rank_null(1);
  CHECK(null.largest() == 1);
  CHECK(null.at_most(0) == 0.5);
  CHECK(null.at_least(1) == 0.5);
  CHECK(null.at_least(2) == 0);
  CHECK(null.bound_rank(0.49) == 0);
}

TEST_CASE("above 200 values the normal approximation joins the exact one") {
  const SymmetricNull exact = signed_rank_null(200);
  const SymmetricNull normal = signed_rank_null(201);
  const double sigma_200 = std::sqrt(200.0 * 201 * 401 / 24);
  const double sigma_201 = std::sqrt(201.0 * 202 * 403 / 24);
  for (const double z : {-3.0, -2.0, -1.0, 0.0, 1.0, 2.5}) {
    const auto a = static_cast<std::size_t>(200.0 * 201 / 4 + z * sigma_200);
    const auto b = static_cast<std::size_t>(201.0 * 202 / 4 + z * sigma_201);
    CHECK(near(exact.at_most(a), normal.at_most(b), 2e-3));
  }
  CHECK(near(normal.at_most(normal.largest() / 2) + normal.at_least(normal.largest() / 2 + 1), 1,
             1e-9));
}

}  // namespace
}  // namespace perfgate::stats
