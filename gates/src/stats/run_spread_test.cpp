// SPDX-License-Identifier: Apache-2.0
// What rows share, on runs whose spread and correlation are known by construction.
#include <perfgate/stats.h>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace perfgate::stats {
namespace {

// Five runs around 1 whose logs are `shape` times `size`.
std::vector<double> runs(const std::vector<double>& shape, double size) {
  std::vector<double> values;
  for (const double step : shape) {
    values.push_back(std::exp(size * step));
  }
  return values;
}

const std::vector<double> kZigzag{0, 1, 0, 1, 0};   // variance 0.3, neighbours opposed
const std::vector<double> kSlope{-2, -1, 0, 1, 2};  // variance 2.5, neighbours alike

TEST_CASE("rows share the middle one of their spreads") {
  std::vector<RunSides> rows;
  for (int i = 1; i <= 11; ++i) {
    rows.push_back({runs(kZigzag, 0.01 * i), runs(kZigzag, 0.01 * i)});
  }
  const SpreadPrior shared = shared_run_spread(rows);
  CHECK(std::abs(shared.run_sd - 0.06 * std::sqrt(0.3)) <= 1e-12);
  CHECK(shared.degrees == 3);
  CHECK(shared.inflation == 1);  // opposed neighbours are not believed
  rows.resize(9);
  CHECK(shared_run_spread(rows).degrees == 0);
  CHECK(shared_run_spread(rows).inflation == 1);
}

TEST_CASE("neighbours that resemble each other inflate, without the bias of five runs") {
  const std::vector<RunSides> rows(12, RunSides{runs(kSlope, 0.01), runs(kZigzag, 0.01)});
  // Correlations of neighbours: 0.4 of the slope, -0.8 of the zigzag; (r + 1/5) / (1 - 3/5).
  CHECK(std::abs(lag1_of(kSlope) - 0.4) <= 1e-12);
  CHECK(std::abs(lag1_of(kZigzag) + 0.8) <= 1e-12);
  const double lag = ((0.4 + 0.2) / 0.4 + (-0.8 + 0.2) / 0.4) / 2;
  CHECK(std::abs(shared_run_spread(rows).inflation - lag_inflation(lag)) <= 1e-12);
  const std::vector<RunSides> slopes(12, RunSides{runs(kSlope, 0.01), runs(kSlope, 0.01)});
  CHECK(shared_run_spread(slopes).inflation == lag_inflation(0.9));
}

TEST_CASE("rows of two runs say nothing, one run on one side is no harm") {
  std::vector<RunSides> rows(20, RunSides{{1.0}, {1.1}});
  CHECK(shared_run_spread(rows).degrees == 0);
  rows.assign(10, RunSides{runs(kZigzag, 0.01), {1.0}});
  const SpreadPrior shared = shared_run_spread(rows);
  CHECK(std::abs(shared.run_sd - 0.01 * std::sqrt(0.3)) <= 1e-12);
}

}  // namespace
}  // namespace perfgate::stats
