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
#include <utility>

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

Result<void> verify(const Workload& work, const char* when) {
  if (const std::string difference = work.difference(); !difference.empty()) {
    return failure(when + difference);
  }
  return {};
}

// Buffers, one run and its proof: what precedes the samples of every visit.
Result<void> start(Workload& work) {
  work.prepare();
  work.run(1);
  return verify(work, "wrong result: ");
}

// The samples and what must still hold behind them.
Result<void> visit(Workload& work, TimedWork& timed, RowVisits& row) {
  Result<void> taken = row.samples.visit([&timed](std::uint64_t n) { return timed.sample(n); });
  if (!taken) {
    return taken;
  }
  timed.run_references();
  if (timed.allocated() != 0 && !work.may_allocate()) {
    return failure(fmt::format("{} heap allocations in the timed region", timed.allocated()));
  }
  return verify(work, "wrong result after the measurement: ");
}

Result<void> summarize(const RowProfile& profile, std::uint64_t seed, RowVisits& row) {
  row.outcome.measurement = row.samples.taken();
  const Result<Estimates> estimates = estimate(row.outcome.measurement, profile.resamples, seed);
  if (!estimates) {
    return failure(estimates.error());
  }
  row.outcome.estimates = *estimates;
  row.outcome.fences = tukey_fences(per_iteration_ns(row.outcome.measurement));
  return {};
}

Result<SamplingPlan> warm_plan(TimedWork& timed, const SamplingConfig& sampling,
                               const SamplingPlan* stored) {
  const auto routine = [&timed](std::uint64_t n) { return timed.sample(n); };
  if (stored == nullptr) {
    return plan_measurement(routine, sampling);
  }
  if (const Result<double> warm = warm_up(routine, sampling.warm_up_ns); !warm) {
    return failure(warm.error());
  }
  return *stored;
}

// A plan with fewer samples than the profile has is of a heavy row, whose set-up is heavy too.
VisitedPlan visits_of(SamplingPlan plan, const SamplingConfig& sampling) {
  const bool heavy = plan.iters.size() < sampling.samples;
  return {std::move(plan), heavy ? 1 : sampling.visits};
}

}  // namespace

Result<RowVisits> run_row(Workload& work, const RowProfile& profile, std::uint64_t seed,
                          const SamplingPlan* plan) {
  if (const Result<void> started = start(work); !started) {
    return failure(started.error());
  }
  TimedWork timed(work);
  Result<SamplingPlan> samples = warm_plan(timed, profile.sampling, plan);
  if (!samples) {
    return failure(samples.error());
  }
  RowVisits row{visits_of(std::move(*samples), profile.sampling), {}};
  if (const Result<void> visited = visit(work, timed, row); !visited) {
    return failure(visited.error());
  }
  if (const Result<void> summarized = summarize(profile, seed, row); !summarized) {
    return failure(summarized.error());
  }
  row.outcome.context = work.context();
  row.outcome.context.verified = true;
  timed.describe(row.outcome.context, row.outcome.estimates.median.point * 1e-9);
  return row;
}

Result<void> revisit_row(Workload& work, const RowProfile& profile, std::uint64_t seed,
                         RowVisits& row) {
  if (Result<void> started = start(work); !started) {
    return started;
  }
  TimedWork timed(work);
  const auto routine = [&timed](std::uint64_t n) { return timed.sample(n); };
  const auto share = static_cast<double>(row.samples.visits());
  if (const Result<double> warm = warm_up(routine, profile.sampling.warm_up_ns / share); !warm) {
    return failure(warm.error());
  }
  Result<void> visited = visit(work, timed, row);
  return visited && row.samples.complete() ? summarize(profile, seed, row) : visited;
}

}  // namespace benchsuite
