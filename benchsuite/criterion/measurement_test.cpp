// SPDX-License-Identifier: Apache-2.0
// The sampling loop on synthetic clocks: which batches run, in which order, and when it gives up.
#include <benchsuite/measurement.h>

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

namespace benchsuite {
namespace {

// All of a row in one visit.
Result<Measurement> measure(const TimedRoutine& routine, const SamplingConfig& config) {
  const Result<SamplingPlan> plan = plan_measurement(routine, config);
  if (!plan) {
    return failure(plan.error());
  }
  VisitedPlan samples(*plan, 1);
  if (const Result<void> visited = samples.visit(routine); !visited) {
    return failure(visited.error());
  }
  return samples.taken();
}

TEST_CASE("warm-up doubles until the time is spent and returns the mean") {
  std::vector<std::uint64_t> batches;
  const auto mean = warm_up(
      [&](std::uint64_t iterations) {
        batches.push_back(iterations);
        return iterations * 100;
      },
      1000);
  REQUIRE(mean);
  CHECK(batches == std::vector<std::uint64_t>{1, 2, 4, 8});  // 1500 ns >= 1000 ns
  CHECK(std::abs(*mean - 100) <= 1e-12);
}

TEST_CASE("warm-up runs at least once and survives a clock that moves late") {
  int calls = 0;
  const auto mean = warm_up(
      [&](std::uint64_t) {
        ++calls;
        return std::uint64_t{calls == 3 ? 70U : 0U};
      },
      0);
  REQUIRE(mean);
  CHECK(calls == 3);
  CHECK(std::abs(*mean - 10) <= 1e-12);  // 70 ns in 1 + 2 + 4 iterations
}

TEST_CASE("a clock that never moves is an error, not a hang") {
  CHECK_FALSE(warm_up([](std::uint64_t) { return std::uint64_t{0}; }, 1000));
}

TEST_CASE("measure runs the plan and keeps total times") {
  SamplingConfig config;
  config.samples = 10;
  config.measurement_ns = 55'000;
  config.warm_up_ns = 100;
  const auto measurement = measure([](std::uint64_t n) { return n * 100 + 1; }, config);
  REQUIRE(measurement);
  CHECK(measurement->mode == SamplingMode::kLinear);
  REQUIRE(measurement->iters.size() == 10);
  CHECK(measurement->iters.front() == 10);
  CHECK(measurement->times_ns.front() == 1001);
  CHECK(measurement->iters.back() == 100);
  CHECK(measurement->times_ns.back() == 10001);
  const auto values = per_iteration_ns(*measurement);
  CHECK(std::abs(values.front() - 100.1) <= 1e-12);
  CHECK(std::abs(values.back() - 100.01) <= 1e-12);
}

TEST_CASE("a heavy operation falls back to fewer samples of one iteration") {
  SamplingConfig config;
  config.samples = 100;
  config.min_samples = 20;
  config.measurement_ns = 1e9;
  config.warm_up_ns = 1;
  std::vector<std::uint64_t> batches;
  const auto slow = [&](std::uint64_t n) {
    batches.push_back(n);
    return n * 30'000'000;
  };
  const auto measurement = measure(slow, config);
  REQUIRE(measurement);
  CHECK(measurement->mode == SamplingMode::kFlat);
  CHECK(measurement->iters.size() == 20);
  CHECK(batches ==
        std::vector<std::uint64_t>{1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2});
}

TEST_CASE("a sample of no time aborts the row") {
  SamplingConfig config;
  config.measurement_ns = 1e6;
  config.warm_up_ns = 1;
  int calls = 0;
  const auto stuck = [&](std::uint64_t n) { return ++calls == 5 ? 0 : n * 1000; };
  const auto measurement = measure(stuck, config);
  REQUIRE_FALSE(measurement);
  CHECK(measurement.error().find("no time") != std::string::npos);
}

TEST_CASE("visits take every sample of the plan once, each its share of all sizes") {
  SamplingPlan plan{SamplingMode::kLinear, std::vector<std::uint64_t>(25)};
  std::iota(plan.iters.begin(), plan.iters.end(), std::uint64_t{1});
  std::vector<std::uint64_t> batches;
  const auto routine = [&](std::uint64_t n) {
    batches.push_back(n);
    return 50 * n;
  };
  VisitedPlan samples(plan, 4);
  CHECK(samples.visits() == 2);  // with three, one would have fewer than ten samples
  REQUIRE(samples.visit(routine));
  CHECK_FALSE(samples.complete());
  CHECK(batches == std::vector<std::uint64_t>{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25});
  CHECK(samples.taken().iters.size() == 13);
  REQUIRE(samples.visit(routine));
  CHECK(samples.complete());
  CHECK(batches.size() == 25);
  const Measurement all = samples.taken();
  CHECK(all.mode == SamplingMode::kLinear);
  REQUIRE(all.iters.size() == 25);
  for (std::size_t i = 0; i < 25; ++i) {
    CHECK(all.iters[i] == static_cast<double>(i + 1));
    CHECK(all.times_ns[i] == 50 * all.iters[i]);
  }
}

TEST_CASE("a plan of few samples, or of no visits, takes one visit") {
  const SamplingPlan few{SamplingMode::kFlat, {3, 3, 3}};
  CHECK(VisitedPlan(few, 4).visits() == 1);
  CHECK(VisitedPlan(few, 0).visits() == 1);
}

}  // namespace
}  // namespace benchsuite
