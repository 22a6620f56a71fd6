// SPDX-License-Identifier: Apache-2.0
// Linear, Flat and Auto sampling plans. Knows nothing of clocks or kernels.
#include <benchsuite/sampling_plan.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace benchsuite {
namespace {

constexpr std::size_t kMaxSamples = 100'000;
constexpr double kMaxIterations =
    9007199254740992.0;  // 2^53: the last count a double holds exactly

double at_least_one(double iterations) {
  return std::max(1.0, std::ceil(iterations));
}

}  // namespace

Result<SamplingPlan> plan_sampling(SamplingMode mode, std::size_t samples, double target_ns,
                                   double mean_ns) {
  if (samples < kMinSamples || samples > kMaxSamples) {
    return failure(
        fmt::format("{} samples asked for, {} to {} wanted", samples, kMinSamples, kMaxSamples));
  }
  // Written so that NaN fails.
  if (!(target_ns > 0) || !(mean_ns > 0) || !std::isfinite(target_ns) || !std::isfinite(mean_ns)) {
    return failure(fmt::format("cannot plan {} ns of measurement with {} ns an iteration",
                               target_ns, mean_ns));
  }
  const auto n = static_cast<double>(samples);
  const double linear_units = n * (n + 1) / 2;
  const double step = at_least_one(target_ns / (mean_ns * linear_units));
  if (mode == SamplingMode::kAuto) {
    const bool too_long = step * linear_units * mean_ns > 2 * target_ns;
    mode = too_long ? SamplingMode::kFlat : SamplingMode::kLinear;
  }
  const bool linear = mode == SamplingMode::kLinear;
  const double unit = linear ? step : at_least_one(target_ns / n / mean_ns);
  const double largest = linear ? step * n : unit;
  if (!(largest <= kMaxIterations)) {
    return failure(fmt::format("a sample would need {} iterations of {} ns", largest, mean_ns));
  }
  SamplingPlan plan{mode, std::vector<std::uint64_t>(samples)};
  for (std::size_t i = 0; i < samples; ++i) {
    const std::uint64_t multiple = linear ? i + 1 : 1;
    plan.iters[i] = multiple * static_cast<std::uint64_t>(unit);
  }
  return plan;
}

}  // namespace benchsuite
