// SPDX-License-Identifier: Apache-2.0
// Selection against brute force: every rank, with ties, skewed shapes and more pairs than are ever
// gathered at once.
#include "stats/pairwise.h"

#include "stats/test_noise.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

std::vector<double> all_differences(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> all;
  for (const double a : x) {
    for (const double b : y) {
      all.push_back(b - a);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<double> sample(Rng& rng, std::size_t n, double steps) {
  std::vector<double> values(n);
  for (double& value : values) {
    const double x = test::normal(rng);
    value = steps > 0 ? std::round(x * steps) : x * x * x;  // tied, or heavy-tailed
  }
  std::sort(values.begin(), values.end());
  return values;
}

TEST_CASE("every order statistic equals the sorted list of differences") {
  Rng rng(7);
  for (const double steps : {0.0, 0.5, 3.0, 100.0}) {
    for (const std::size_t n : {1U, 2U, 17U, 60U}) {
      for (const std::size_t m : {1U, 3U, 50U}) {
        const std::vector<double> x = sample(rng, n, steps);
        const std::vector<double> y = sample(rng, m, steps);
        const std::vector<double> all = all_differences(x, y);
        PairwiseDifferences differences(x, y);
        REQUIRE(differences.size() == all.size());
        std::size_t wrong = 0;
        for (std::size_t k = 0; k < all.size(); ++k) {
          wrong += differences.kth(k) == all[k] ? 0 : 1;
        }
        CAPTURE(steps);
        CAPTURE(n);
        CAPTURE(m);
        CHECK(wrong == 0);
        const double expected = (all[(all.size() - 1) / 2] + all[all.size() / 2]) / 2;
        CHECK(std::abs(differences.median() - expected) <= 1e-15 * std::abs(expected));
      }
    }
  }
}

TEST_CASE("all values equal: every difference is zero") {
  const std::vector<double> same(300, 2.5);
  PairwiseDifferences differences(same, same);
  CHECK(differences.kth(0) == 0);
  CHECK(differences.kth(89999) == 0);
  CHECK(differences.median() == 0);
}

TEST_CASE("ten billion pairs need no memory for them") {
  std::vector<double> x(100000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i);
  }
  PairwiseDifferences differences(x, x);
  CHECK(differences.kth(0) == -99999);
  CHECK(differences.kth(differences.size() - 1) == 99999);
  CHECK(differences.kth(1) == -99998);
  CHECK(differences.median() == 0);
}

}  // namespace
}  // namespace perfgate::stats
