// SPDX-License-Identifier: Apache-2.0
// SIGINT and SIGTERM as something that poll() can wait for while a suite runs. Not a general signal
// library: one guard at a time, and the previous handlers return when it ends.
#pragma once

#include <array>
#include <csignal>

namespace perfgate::runner_detail {

/// While it lives, SIGINT and SIGTERM are counted instead of ending the process. A signal that the
/// parent asked us to ignore (nohup, a background job) stays ignored.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  std::array<int, 2> signals_{SIGINT, SIGTERM};
  struct sigaction previous_[2];
  bool installed_[2] = {false, false};
  int pipe_[2] = {-1, -1};
};

/// Readable after a signal; -1 without a guard.
[[nodiscard]] int interrupt_fd();

/// Signals since the guard began; 0 without one.
[[nodiscard]] int interrupt_count();

/// Empties the descriptor so that poll() sleeps until the next signal.
void interrupt_acknowledge();

}  // namespace perfgate::runner_detail
