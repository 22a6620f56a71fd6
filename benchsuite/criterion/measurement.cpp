// SPDX-License-Identifier: Apache-2.0
// Warm-up by doubling and the sampling loop. Knows no clock: the routine reports elapsed time.
#include <benchsuite/measurement.h>

#include <fmt/format.h>

#include <algorithm>

namespace benchsuite {

Result<double> warm_up(const TimedRoutine& routine, double warm_up_ns) {
  constexpr std::uint64_t kLastBatch = std::uint64_t{1} << 40;
  double elapsed_ns = 0;
  double iterations = 0;
  for (std::uint64_t batch = 1; batch <= kLastBatch; batch *= 2) {
    elapsed_ns += static_cast<double>(routine(batch));
    iterations += static_cast<double>(batch);
    if (elapsed_ns > 0 && elapsed_ns >= warm_up_ns) {
      break;
    }
  }
  if (!(elapsed_ns > 0)) {
    return failure("the clock did not move during the warm-up");
  }
  return elapsed_ns / iterations;
}

namespace {

Result<Measurement> take_samples(const TimedRoutine& routine, const SamplingPlan& plan) {
  Measurement measurement{plan.mode, {}, {}};
  measurement.iters.reserve(plan.iters.size());
  measurement.times_ns.reserve(plan.iters.size());
  for (const std::uint64_t iterations : plan.iters) {
    const std::uint64_t elapsed_ns = routine(iterations);
    if (elapsed_ns == 0) {
      return failure(fmt::format("a sample of {} iterations took no time at all", iterations));
    }
    measurement.iters.push_back(static_cast<double>(iterations));
    measurement.times_ns.push_back(static_cast<double>(elapsed_ns));
  }
  return measurement;
}

}  // namespace

Result<Measurement> measure_as_planned(const TimedRoutine& routine, const SamplingPlan& plan,
                                       double warm_up_ns) {
  if (const Result<double> warm = warm_up(routine, warm_up_ns); !warm) {
    return failure(warm.error());
  }
  return take_samples(routine, plan);
}

Result<Measurement> measure(const TimedRoutine& routine, const SamplingConfig& config) {
  const Result<double> mean_ns = warm_up(routine, config.warm_up_ns);
  if (!mean_ns) {
    return failure(mean_ns.error());
  }
  const bool heavy = static_cast<double>(config.samples) * *mean_ns > 2 * config.measurement_ns;
  const std::size_t samples = heavy ? std::min(config.samples, config.min_samples) : config.samples;
  const Result<SamplingPlan> plan =
      plan_sampling(config.mode, samples, config.measurement_ns, *mean_ns);
  if (!plan) {
    return failure(plan.error());
  }
  return take_samples(routine, *plan);
}

std::vector<double> per_iteration_ns(const Measurement& measurement) {
  std::vector<double> values(measurement.times_ns.size());
  std::transform(measurement.times_ns.begin(), measurement.times_ns.end(),
                 measurement.iters.begin(), values.begin(),
                 [](double time, double iterations) { return time / iterations; });
  return values;
}

}  // namespace benchsuite
