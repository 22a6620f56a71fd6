// SPDX-License-Identifier: Apache-2.0
// Sampling plans on hand-computed cases and their refusals.
#include <benchsuite/sampling_plan.h>

#include <doctest/doctest.h>

#include <limits>

namespace benchsuite {
namespace {

TEST_CASE("linear plan: 5 s of 100 samples of 1 ms take d = 1, of 100 us d = 10") {
  const auto slow = plan_sampling(SamplingMode::kLinear, 100, 5e9, 1e6);
  REQUIRE(slow);
  CHECK(slow->mode == SamplingMode::kLinear);
  CHECK(slow->iters.size() == 100);
  CHECK(slow->iters.front() == 1);
  CHECK(slow->iters.back() == 100);
  const auto fast = plan_sampling(SamplingMode::kLinear, 100, 5e9, 1e5);  // 50000 / 5050 = 9.9
  REQUIRE(fast);
  CHECK(fast->iters.front() == 10);
  CHECK(fast->iters[49] == 500);
  CHECK(fast->iters.back() == 1000);
}

TEST_CASE("flat plan: the same iterations in every sample, rounded up") {
  const auto plan = plan_sampling(SamplingMode::kFlat, 100, 5e9, 3e6);  // 50 ms / 3 ms = 16.7
  REQUIRE(plan);
  CHECK(plan->mode == SamplingMode::kFlat);
  for (const auto iterations : plan->iters) {
    CHECK(iterations == 17);
  }
  const auto heavy = plan_sampling(SamplingMode::kFlat, 10, 1e9, 1e12);
  REQUIRE(heavy);
  CHECK(heavy->iters == std::vector<std::uint64_t>(10, 1));
}

TEST_CASE("auto is linear up to twice the target and flat beyond") {
  const double target = 5050e6;  // 5050 iterations of 1 ms
  const auto at_limit = plan_sampling(SamplingMode::kAuto, 100, target, 2e6);
  REQUIRE(at_limit);
  CHECK(at_limit->mode == SamplingMode::kLinear);
  const auto beyond = plan_sampling(SamplingMode::kAuto, 100, target, 2.001e6);
  REQUIRE(beyond);
  CHECK(beyond->mode == SamplingMode::kFlat);
  CHECK(beyond->iters.front() == 26);  // 50.5 ms / 2.001 ms
}

TEST_CASE("plans that cannot be are refused in one sentence") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInf = std::numeric_limits<double>::infinity();
  CHECK_FALSE(plan_sampling(SamplingMode::kAuto, 9, 1e9, 1e6));
  CHECK(plan_sampling(SamplingMode::kAuto, 10, 1e9, 1e6));
  CHECK_FALSE(plan_sampling(SamplingMode::kAuto, 100'001, 1e9, 1e6));
  CHECK_FALSE(plan_sampling(SamplingMode::kAuto, 100, kNan, 1e6));
  CHECK_FALSE(plan_sampling(SamplingMode::kAuto, 100, kInf, 1e6));
  CHECK_FALSE(plan_sampling(SamplingMode::kAuto, 100, 0, 1e6));
  CHECK_FALSE(plan_sampling(SamplingMode::kAuto, 100, 1e9, kNan));
  CHECK_FALSE(plan_sampling(SamplingMode::kAuto, 100, 1e9, -1));
  CHECK_FALSE(plan_sampling(SamplingMode::kFlat, 100, 1e9, 1e-12));
  CHECK_FALSE(plan_sampling(SamplingMode::kLinear, 100, 1e9, 1e-300));
}

}  // namespace
}  // namespace benchsuite
