// SPDX-License-Identifier: Apache-2.0
// Takes the samples of one row: warm-up, plan, one timed batch per sample. The clock belongs to the
// routine, so tests use a synthetic one. Computes no statistics (estimates.h does).
#pragma once

#include <benchsuite/bench_result.h>
#include <benchsuite/sampling_plan.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace benchsuite {

/// Runs the benchmarked operation `iterations` times in a row and returns the elapsed nanoseconds.
using TimedRoutine = std::function<std::uint64_t(std::uint64_t iterations)>;

struct SamplingConfig {
  std::size_t samples = 100;
  std::size_t min_samples = kMinSamples;  // taken instead when one iteration per sample already
                                          // takes more than twice the measurement time
  double measurement_ns = 5e9;
  double warm_up_ns = 3e9;
  SamplingMode mode = SamplingMode::kAuto;
};

struct Measurement {
  SamplingMode mode = SamplingMode::kLinear;  // kLinear or kFlat
  std::vector<double> iters;                  // iterations of each sample
  std::vector<double> times_ns;               // total time of each sample, not per iteration
};

/// Mean nanoseconds of one iteration: runs 1, 2, 4, ... iterations until warm_up_ns are spent, at
/// least once. Errors: the clock never moved in 2^40 iterations.
Result<double> warm_up(const TimedRoutine& routine, double warm_up_ns);

/// Warm-up, plan, samples in plan order. Errors: those of warm_up and plan_sampling; a sample of
/// zero elapsed time.
Result<Measurement> measure(const TimedRoutine& routine, const SamplingConfig& config);

/// The same with the iteration counts of an earlier measurement of this row, so that two builds do
/// exactly the same work. Errors: those of warm_up; a sample of zero elapsed time.
Result<Measurement> measure_as_planned(const TimedRoutine& routine, const SamplingPlan& plan,
                                       double warm_up_ns);

/// times / iters. Requires both of the same length.
[[nodiscard]] std::vector<double> per_iteration_ns(const Measurement& measurement);

}  // namespace benchsuite
