// SPDX-License-Identifier: Apache-2.0
// Verification and timing of one row.
#include "row_runner.h"

#include "allocation_count.h"
#include "copy_reference.h"
#include "peak_reference.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

namespace benchsuite {
namespace {

// A copy of less is over before a clock has been read twice.
constexpr std::uint64_t kLeastTraffic = 4096;

class TimedWork {
 public:
  explicit TimedWork(Workload& work) : work_(work) {
    const RowContext& context = work.context();
    if (work.beside_copy() && work.copy_traffic() >= kLeastTraffic) {
      copy_ = std::make_unique<CopyReference>(work.copy_traffic(), context.threads);
    }
    const std::optional<bitnet::kernels::Isa> isa = bitnet::kernels::isa_from_name(context.isa);
    if (context.macs > 0 && isa) {
      peak_ = std::make_unique<PeakReference>(*isa, work.mac_kind(), context.threads);
    }
  }

  // The references run before every sample and behind the last: a slow second of the machine hits
  // both sides of a share, and no copy finds its data left in the cache by another copy.
  std::uint64_t sample(std::uint64_t iterations) {
    using Clock = std::chrono::steady_clock;
    run_references();
    const std::uint64_t allocations = allocation_count();
    const Clock::time_point start = Clock::now();
    work_.run(iterations);
    const Clock::time_point stop = Clock::now();
    allocated_ += allocation_count() - allocations;
    const auto elapsed = std::chrono::duration_cast<std::chrono::nanoseconds>(stop - start);
    return static_cast<std::uint64_t>(elapsed.count());
  }

  void run_references() {
    if (copy_) {
      copy_->run();
    }
    if (peak_) {
      peak_->run();
    }
  }

  [[nodiscard]] std::uint64_t allocated() const { return allocated_; }

  void describe(RowContext& context, double row_seconds) const {
    const double speed = copy_ ? copy_->bytes_per_second() : 0;
    if (speed > 0 && row_seconds > 0) {
      const auto bytes = static_cast<double>(context.bytes_read + context.bytes_written);
      context.copy_bytes_per_s = speed;
      context.share_of_copy = bytes / row_seconds / speed;
    }
    const double peak = peak_ ? peak_->macs_per_second() : 0;
    if (peak > 0 && row_seconds > 0) {
      context.peak_macs_per_s = peak;
      context.share_of_peak = static_cast<double>(context.macs) / row_seconds / peak;
    }
  }

 private:
  Workload& work_;
  std::unique_ptr<CopyReference> copy_;
  std::unique_ptr<PeakReference> peak_;
  std::uint64_t allocated_ = 0;
};

}  // namespace

Result<RowOutcome> run_row(Workload& work, const RowProfile& profile, std::uint64_t seed,
                           const SamplingPlan* plan) {
  work.prepare();
  work.run(1);
  if (const std::string difference = work.difference(); !difference.empty()) {
    return failure("wrong result: " + difference);
  }
  TimedWork timed(work);
  const auto routine = [&timed](std::uint64_t n) { return timed.sample(n); };
  Result<Measurement> measurement =
      plan == nullptr ? measure(routine, profile.sampling)
                      : measure_as_planned(routine, *plan, profile.sampling.warm_up_ns);
  if (!measurement) {
    return failure(measurement.error());
  }
  timed.run_references();
  if (timed.allocated() != 0 && !work.may_allocate()) {
    return failure(fmt::format("{} heap allocations in the timed region", timed.allocated()));
  }
  if (const std::string difference = work.difference(); !difference.empty()) {
    return failure("wrong result after the measurement: " + difference);
  }
  const Result<Estimates> estimates = estimate(*measurement, profile.resamples, seed);
  if (!estimates) {
    return failure(estimates.error());
  }
  RowOutcome outcome{std::move(*measurement), *estimates, {}, work.context()};
  outcome.fences = tukey_fences(per_iteration_ns(outcome.measurement));
  outcome.context.verified = true;
  timed.describe(outcome.context, outcome.estimates.median.point * 1e-9);
  return outcome;
}

}  // namespace benchsuite
