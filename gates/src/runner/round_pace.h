// SPDX-License-Identifier: Apache-2.0
// When the next round may start. What slows a shared machine down lasts: rounds that follow each
// other at once meet the same state, and five of them then agree on a level that is not the
// program's.
#pragma once

#include <chrono>

namespace perfgate::runner_detail {

class RoundPace {
 public:
  /// `spacing_s` >= 0: seconds from one start to the next, at least.
  explicit RoundPace(double spacing_s) : spacing_(spacing_s) {}

  /// Returns at once the first time and after a round that took longer; else when its time has come
  /// or a signal was counted (interrupt.h).
  void wait();

 private:
  using Clock = std::chrono::steady_clock;
  std::chrono::duration<double> spacing_;
  Clock::time_point last_start_;
  bool started_ = false;
};

}  // namespace perfgate::runner_detail
