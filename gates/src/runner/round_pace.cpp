// SPDX-License-Identifier: Apache-2.0
// Sleeps in poll() on the descriptor of interrupt.h, so that a signal ends the wait.
#include "runner/round_pace.h"

#include "runner/interrupt.h"

#include <algorithm>
#include <poll.h>

namespace perfgate::runner_detail {

void RoundPace::wait() {
  constexpr double kLongestPollMs = 1e6;  // then the loop goes on
  while (started_ && interrupt_count() == 0) {
    const std::chrono::duration<double, std::milli> left = spacing_ - (Clock::now() - last_start_);
    if (left.count() <= 0) {
      break;
    }
    pollfd wake{interrupt_fd(), POLLIN, 0};
    ::poll(&wake, 1, static_cast<int>(std::min(left.count(), kLongestPollMs)) + 1);
  }
  started_ = true;
  last_start_ = Clock::now();
}

}  // namespace perfgate::runner_detail
