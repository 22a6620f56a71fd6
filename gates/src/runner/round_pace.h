// SPDX-License-Identifier: Apache-2.0
// When the next round may start. What slows a shared machine down lasts: rounds that follow each
// other at once meet the same state, and five of them then agree on a level that is not the
// program's.
#pragma once

#include <chrono>
#include <limits>
#include <string>

namespace perfgate::runner_detail {

class RoundPace {
 public:
  /// `spacing_s` >= 0: seconds from one start to the next, at least.
  explicit RoundPace(double spacing_s) : spacing_(spacing_s) {}

  /// Returns at once the first time and after a round that took longer; else when its time has come
  /// or a signal was counted (interrupt.h).
  void wait();

  /// Seconds between the two closest starts; infinity before the second.
  [[nodiscard]] double shortest_gap_s() const { return shortest_gap_.count(); }

 private:
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;
  Seconds spacing_;
  Seconds shortest_gap_{std::numeric_limits<double>::infinity()};
  Clock::time_point last_start_;
  bool started_ = false;
};

/// A sentence for the reader of a run whose rounds started less than a second apart, where they
/// were measured to resemble each other (docs/proof/README.md); else empty.
[[nodiscard]] std::string close_rounds_warning(double shortest_gap_s);

}  // namespace perfgate::runner_detail
