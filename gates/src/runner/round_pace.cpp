// SPDX-License-Identifier: Apache-2.0
// Sleeps in poll() on the descriptor of interrupt.h, so that a signal ends the wait.
#include "runner/round_pace.h"

#include "runner/interrupt.h"

#include <fmt/format.h>

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
  const Clock::time_point now = Clock::now();
  if (started_) {
    shortest_gap_ = std::min(shortest_gap_, Seconds(now - last_start_));
  }
  started_ = true;
  last_start_ = now;
}

std::string close_rounds_warning(double shortest_gap_s) {
  if (shortest_gap_s >= 1) {
    return {};
  }
  return fmt::format(
      "rounds started {:.2f} s apart and may share one state of a busy machine; compared unpaired, "
      "such runs can differ without a change ([run] round_spacing_s keeps rounds apart)",
      shortest_gap_s);
}

}  // namespace perfgate::runner_detail
