// SPDX-License-Identifier: Apache-2.0
// Change points on series that have one right answer.
#include "stats/changepoint_scan.h"
#include "stats/test_noise.h"

#include <perfgate/changepoint.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

using test::normal;

/// Noise of 0.5 % around levels that each last for `length` values.
std::vector<double> stairs(std::uint64_t seed, std::size_t length,
                           const std::vector<double>& levels) {
  Rng rng(seed);
  std::vector<double> values;
  for (const double level : levels) {
    for (std::size_t i = 0; i < length; ++i) {
      values.push_back(level + 0.005 * normal(rng));
    }
  }
  return values;
}

RowChanges changes_of(const std::vector<double>& values, const ChangeRules& rules = {}) {
  const std::vector<std::vector<double>> histories = {values};
  return find_changes(histories, rules).front();
}

std::vector<std::size_t> places(const RowChanges& row) {
  std::vector<std::size_t> indices;
  for (const ChangePoint& point : row.points) {
    indices.push_back(point.index);
  }
  return indices;
}

TEST_CASE("change points: one step, its place, size and interval") {
  const RowChanges row = changes_of(stairs(1, 15, {0, 0.05}));
  CHECK(row.searched);
  CHECK(row.p_value <= 0.01);
  REQUIRE(places(row) == std::vector<std::size_t>{15});
  const ChangePoint& point = row.points.front();
  CHECK(std::abs(point.change - 0.05) <= 0.005);
  CHECK(point.interval.lower < point.change);
  CHECK(point.interval.upper > point.change);
  CHECK(point.interval.upper - point.interval.lower <= 0.03);
}

TEST_CASE("change points: up and down again, a pulse, steps of different height") {
  CHECK(places(changes_of(stairs(2, 15, {0, 0.06, 0}))) == std::vector<std::size_t>{15, 30});
  CHECK(places(changes_of(stairs(3, 15, {0, -0.08, -0.03}))) == std::vector<std::size_t>{15, 30});
  CHECK(places(changes_of(stairs(4, 6, {0, 0, 0.1, 0, 0}))) == std::vector<std::size_t>{12, 18});
}

TEST_CASE("change points: nothing in noise, in one or two spikes, in a step below the least size") {
  CHECK(changes_of(stairs(5, 40, {0})).points.empty());
  std::vector<double> spiky = stairs(6, 40, {0});
  spiky[11] += 0.5;
  spiky[12] += 0.5;
  spiky[30] -= 0.3;
  CHECK(changes_of(spiky).points.empty());
  const std::vector<double> small = stairs(7, 20, {0, 0.012});
  const RowChanges row = changes_of(small);
  CHECK(row.p_value < 0.05);  // it is there
  CHECK(row.points.empty());  // and too small
  ChangeRules fine;
  fine.least_change = 0.005;
  CHECK(places(changes_of(small, fine)).size() == 1);
}

TEST_CASE("change points: three values are the shortest stretch") {
  std::vector<double> values = stairs(8, 30, {0});
  for (std::size_t i = 27; i < 30; ++i) {
    values[i] += 0.1;
  }
  CHECK(places(changes_of(values)) == std::vector<std::size_t>{27});
  values[27] -= 0.1;  // two left
  CHECK(changes_of(values).points.empty());
}

TEST_CASE("change points: short and constant histories are not searched; an exact step is found") {
  CHECK(!changes_of(stairs(9, kLeastHistory - 1, {0})).searched);
  CHECK(changes_of(stairs(9, kLeastHistory, {0})).searched);
  CHECK(!changes_of(std::vector<double>(30, 2.5)).searched);
  CHECK(!changes_of({}).searched);
  std::vector<double> exact(30, std::log(100.0));
  std::fill(exact.begin() + 15, exact.end(), std::log(120.0));
  const RowChanges row = changes_of(exact);
  REQUIRE(places(row) == std::vector<std::size_t>{15});
  CHECK(std::abs(row.points[0].change - std::log(1.2)) <= 1e-12);
}

TEST_CASE("change points: many rows share one level, and the same seed gives the same answer") {
  std::vector<std::vector<double>> histories;
  for (std::uint64_t i = 0; i < 30; ++i) {
    histories.push_back(stairs(100 + i, 30, {0}));
  }
  for (std::size_t i = 15; i < 30; ++i) {
    histories[7][i] += 0.05;
  }
  const std::vector<RowChanges> rows = find_changes(histories, {});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(rows[i].p_adjusted >= rows[i].p_value);
    CHECK(rows[i].points.size() == (i == 7 ? 1U : 0U));
  }
  const std::vector<RowChanges> again = find_changes(histories, {});
  CHECK(again[7].p_value == rows[7].p_value);
  CHECK(again[3].p_value == rows[3].p_value);
}

TEST_CASE("change points: variance of a mean, and spikes that neighbours do not share") {
  CHECK(mean_variance_factor(0, 10) == 1);
  CHECK(std::abs(mean_variance_factor(0.5, 2) - 1.5) <= 1e-12);
  CHECK(std::abs(mean_variance_factor(0.6, 100'000) - 4) <= 1e-3);  // (1 + r) / (1 - r)
  const std::vector<double> calm = {1, 2, 1, 2, 1, 2, 1, 2};
  CHECK(without_spikes(calm) == calm);
  std::vector<double> spiky = {1, 2, 1, 2, 99, 2, 1, 2, 1, 2};
  const std::vector<double> clean = without_spikes(spiky);
  CHECK(clean[4] < 10);
  spiky[4] = clean[4];
  CHECK(clean == spiky);  // nothing else moved
  CHECK(without_spikes({}).empty());
}

}  // namespace
}  // namespace perfgate::stats
