// SPDX-License-Identifier: Apache-2.0
// Takes the samples of one row: warm-up, plan, one timed batch per sample, in one visit or several.
// The clock belongs to the routine, so tests use a synthetic one. Computes no statistics
// (estimates.h does).
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
  std::size_t visits = 1;  // that the samples are spread over; plans with fewer samples take one
};

struct Measurement {
  SamplingMode mode = SamplingMode::kLinear;  // kLinear or kFlat
  std::vector<double> iters;                  // iterations of each sample
  std::vector<double> times_ns;               // total time of each sample, not per iteration
};

/// Mean nanoseconds of one iteration: runs 1, 2, 4, ... iterations until warm_up_ns are spent, at
/// least once. Errors: the clock never moved in 2^40 iterations.
Result<double> warm_up(const TimedRoutine& routine, double warm_up_ns);

/// Warm-up, then the plan that fits. Errors: those of warm_up and plan_sampling.
Result<SamplingPlan> plan_measurement(const TimedRoutine& routine, const SamplingConfig& config);

/// The samples of a plan, taken in visits: visit v of V takes the samples v, v + V, v + 2V, ...
/// What slows a shared machine down often lasts longer than a row is measured, so samples that are
/// spread over the life of the process see more of its states than the same samples in one go.
class VisitedPlan {
 public:
  /// Fewer visits than asked for when a visit would have less than kMinSamples; at least one.
  VisitedPlan(SamplingPlan plan, std::size_t visits);

  [[nodiscard]] std::size_t visits() const { return visits_; }

  [[nodiscard]] bool complete() const { return next_ == visits_; }

  /// The next visit. Requires !complete(). Error: a sample of zero elapsed time.
  Result<void> visit(const TimedRoutine& routine);

  /// The samples of the visits so far, in plan order.
  [[nodiscard]] Measurement taken() const;

 private:
  SamplingPlan plan_;
  std::size_t visits_ = 1;
  std::size_t next_ = 0;
  std::vector<std::uint64_t> times_ns_;  // by place in the plan; 0 = not taken yet
};

/// times / iters. Requires both of the same length.
[[nodiscard]] std::vector<double> per_iteration_ns(const Measurement& measurement);

}  // namespace benchsuite
