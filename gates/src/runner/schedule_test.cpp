// SPDX-License-Identifier: Apache-2.0
// Orders and seeds are reproducible, and really vary.
#include "runner/schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace perfgate::runner_detail {

TEST_CASE("an order is a permutation, the same for the same seed") {
  for (std::size_t round = 0; round < 20; ++round) {
    auto order = round_order(42, round, 7);
    CHECK(order == round_order(42, round, 7));
    std::sort(order.begin(), order.end());
    std::vector<std::size_t> expected(7);
    std::iota(expected.begin(), expected.end(), std::size_t{0});
    CHECK(order == expected);
  }
  CHECK(round_order(1, 0, 0).empty());
  CHECK(round_order(1, 0, 1) == std::vector<std::size_t>{0});
}

TEST_CASE("orders differ between rounds and seeds, and no order is preferred") {
  std::map<std::vector<std::size_t>, int> seen;
  constexpr int kDraws = 6000;
  for (std::size_t i = 0; i < kDraws; ++i) {
    ++seen[round_order(i % 60, i / 60, 3)];
  }
  CHECK(seen.size() == 6);
  for (const auto& [order, count] : seen) {
    // Binomial(6000, 1/6): sd 28.9; six of them never fail by chance, and the draw is fixed anyway.
    CHECK(std::abs(count - kDraws / 6) <= 174);
  }
}

TEST_CASE("seeds of rounds fit 31 bits and differ") {
  std::set<std::uint64_t> seeds;
  for (std::size_t round = 0; round < 1000; ++round) {
    const std::uint64_t seed = round_seed(42, round);
    CHECK(seed < (std::uint64_t{1} << 31));
    CHECK(seed == round_seed(42, round));
    seeds.insert(seed);
  }
  CHECK(seeds.size() == 1000);
  CHECK(round_seed(43, 0) != round_seed(42, 0));
}

TEST_CASE("round names sort in time order") {
  CHECK(round_name(0, 5) == "round-01");
  CHECK(round_name(9, 10) == "round-10");
  CHECK(round_name(1, 100) == "round-002");
  CHECK(round_name(999, 1000) == "round-1000");
}

TEST_CASE("placeholders are replaced once, wherever they stand") {
  const Substitutions values = {"/o {seed}", "^a{3}$", "7"};
  CHECK(substituted("--out={out}", values) == "--out=/o {seed}");
  CHECK(substituted("{filter}{seed}", values) == "^a{3}$7");
  CHECK(substituted("{other} {out", values) == "{other} {out");
  CHECK(substituted("", values).empty());
  CHECK(substituted("--plan={plan}", {"", "", "", "p/{out}"}) == "--plan=p/{out}");
}

TEST_CASE("orders of two builds: opposite within a block, random between blocks") {
  std::size_t first = 0;
  std::size_t changes = 0;
  constexpr std::size_t kBlocks = 2000;
  for (std::size_t block = 0; block < kBlocks; ++block) {
    CHECK(candidate_first(7, 2 * block) != candidate_first(7, 2 * block + 1));
    first += candidate_first(7, 2 * block) ? 1 : 0;
    changes += candidate_first(7, 2 * block) != candidate_first(7, 2 * block + 2) ? 1 : 0;
  }
  CHECK(first > kBlocks * 45 / 100);
  CHECK(first < kBlocks * 55 / 100);
  CHECK(changes > kBlocks * 45 / 100);
  CHECK(changes < kBlocks * 55 / 100);
}

TEST_CASE("the padding of the environment stays below a page and varies") {
  std::set<std::size_t> seen;
  for (std::size_t round = 0; round < 200; ++round) {
    CHECK(environment_padding(1, round) < 4096);
    CHECK(environment_padding(1, round) == environment_padding(1, round));
    seen.insert(environment_padding(1, round));
  }
  CHECK(seen.size() > 150);
}

}  // namespace perfgate::runner_detail
