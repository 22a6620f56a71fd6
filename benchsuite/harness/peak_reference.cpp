// SPDX-License-Identifier: Apache-2.0
// Choice of the loop and length of a burst: short beside a sample, long beside a clock.
#include "peak_reference.h"

#include "timed_threads.h"

#include <benchsuite/estimates.h>

#include <limits>

namespace benchsuite {
namespace {

constexpr double kBurstSeconds = 1e-4;
constexpr double kThreadedBurstSeconds = 1e-3;  // threads do not begin in the same microsecond

double burst_seconds(const MacCandidate& candidate, std::uint64_t steps, unsigned threads) {
  return seconds_on_threads(threads, [&](unsigned /*thread*/) { candidate.loop(steps); });
}

// Steps that take at least `seconds`.
std::uint64_t steps_for(const MacCandidate& candidate, double seconds) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40U;
  std::uint64_t steps = 256;
  while (steps < kMost && burst_seconds(candidate, steps, 1) < seconds) {
    steps *= 2;
  }
  return steps;
}

}  // namespace

PeakReference::PeakReference(bitnet::kernels::Isa isa, MacKind kind, unsigned threads)
    : threads_(threads) {
  double least = std::numeric_limits<double>::infinity();
  for (const MacCandidate& candidate : mac_candidates(isa, kind)) {
    const std::uint64_t steps = steps_for(candidate, kBurstSeconds);
    const double macs = static_cast<double>(steps) * static_cast<double>(candidate.macs_per_step);
    const double seconds_a_mac = burst_seconds(candidate, steps, 1) / macs;
    if (seconds_a_mac < least) {
      least = seconds_a_mac;
      best_ = candidate;
      steps_ = steps;
    }
  }
  if (threads > 1) {
    steps_ = steps_for(best_, kThreadedBurstSeconds);
  }
}

void PeakReference::run() {
  seconds_.push_back(burst_seconds(best_, steps_, threads_));
}

double PeakReference::macs_per_second() const {
  if (seconds_.empty()) {
    return 0;
  }
  const double seconds = median_of_copy(seconds_);
  const double macs = static_cast<double>(steps_) * static_cast<double>(best_.macs_per_step);
  return seconds > 0 ? macs * threads_ / seconds : 0;
}

}  // namespace benchsuite
