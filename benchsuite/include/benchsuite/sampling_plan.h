// SPDX-License-Identifier: Apache-2.0
// How many iterations each sample of a row runs: Criterion's Linear and Flat plans. Pure
// arithmetic; measures nothing (measurement.h does).
#pragma once

#include <benchsuite/bench_result.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace benchsuite {

enum class SamplingMode : std::uint8_t { kAuto, kLinear, kFlat };

/// Fewer samples than this make the percentile intervals meaningless; Criterion refuses them too.
inline constexpr std::size_t kMinSamples = 10;

struct SamplingPlan {
  SamplingMode mode = SamplingMode::kLinear;  // kLinear or kFlat, never kAuto
  std::vector<std::uint64_t> iters;           // iterations of each sample, all > 0
};

/// Linear: d = max(1, ceil(T / (m * n(n+1)/2))), sample k of 1..n runs k*d iterations. Flat:
/// max(1, ceil((T/n) / m)) iterations in every sample. Auto: Flat when the Linear plan would take
/// more than 2T. T = target_ns, m = mean_ns (time of one iteration), n = samples.
/// Errors: samples < kMinSamples or > 100,000; T or m not finite or <= 0; a plan of more than 2^53
/// iterations in one sample (they are stored as double).
Result<SamplingPlan> plan_sampling(SamplingMode mode, std::size_t samples, double target_ns,
                                   double mean_ns);

}  // namespace benchsuite
