// SPDX-License-Identifier: Apache-2.0
// Warm-up by doubling and the sampling loops. Knows no clock: the routine reports elapsed time.
#include <benchsuite/measurement.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

Result<SamplingPlan> plan_measurement(const TimedRoutine& routine, const SamplingConfig& config) {
  const Result<double> mean_ns = warm_up(routine, config.warm_up_ns);
  if (!mean_ns) {
    return failure(mean_ns.error());
  }
  const bool heavy = static_cast<double>(config.samples) * *mean_ns > 2 * config.measurement_ns;
  const std::size_t samples = heavy ? std::min(config.samples, config.min_samples) : config.samples;
  return plan_sampling(config.mode, samples, config.measurement_ns, *mean_ns);
}

VisitedPlan::VisitedPlan(SamplingPlan plan, std::size_t visits)
    : plan_(std::move(plan)),
      visits_(std::clamp(plan_.iters.size() / kMinSamples, std::size_t{1},
                         std::max(visits, std::size_t{1}))),
      times_ns_(plan_.iters.size()) {}

Result<void> VisitedPlan::visit(const TimedRoutine& routine) {
  for (std::size_t i = next_; i < plan_.iters.size(); i += visits_) {
    times_ns_[i] = routine(plan_.iters[i]);
    if (times_ns_[i] == 0) {
      return failure(fmt::format("a sample of {} iterations took no time at all", plan_.iters[i]));
    }
  }
  ++next_;
  return {};
}

Measurement VisitedPlan::taken() const {
  Measurement measurement{plan_.mode, {}, {}};
  for (std::size_t i = 0; i < times_ns_.size(); ++i) {
    if (times_ns_[i] != 0) {
      measurement.iters.push_back(static_cast<double>(plan_.iters[i]));
      measurement.times_ns.push_back(static_cast<double>(times_ns_[i]));
    }
  }
  return measurement;
}

std::vector<double> per_iteration_ns(const Measurement& measurement) {
  std::vector<double> values(measurement.times_ns.size());
  std::transform(measurement.times_ns.begin(), measurement.times_ns.end(),
                 measurement.iters.begin(), values.begin(),
                 [](double time, double iterations) { return time / iterations; });
  return values;
}

}  // namespace benchsuite
