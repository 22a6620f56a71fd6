// SPDX-License-Identifier: Apache-2.0
#include "runner/round_pace.h"

#include "runner/interrupt.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <limits>

using namespace perfgate::runner_detail;

namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

TEST_CASE("round pace: the first round starts at once, the next one not before its time") {
  const InterruptGuard guard;
  RoundPace pace(0.05);
  CHECK(pace.shortest_gap_s() == std::numeric_limits<double>::infinity());
  const Clock::time_point start = Clock::now();
  pace.wait();
  pace.wait();
  pace.wait();
  // Least times only: how late a sleeper wakes up is the machine's affair.
  CHECK(Clock::now() - start >= std::chrono::milliseconds(100));
  CHECK(pace.shortest_gap_s() >= 0.05);
  CHECK(std::isfinite(pace.shortest_gap_s()));
}

TEST_CASE("round pace: a signal ends the wait") {
  const InterruptGuard guard;
  RoundPace pace(3600);
  pace.wait();
  std::raise(SIGINT);
  pace.wait();  // or this test takes an hour
  CHECK(interrupt_count() == 1);
}

TEST_CASE("round pace: rounds closer than a second are pointed out") {
  CHECK(close_rounds_warning(0.15).starts_with("rounds started 0.15 s apart"));
  CHECK(close_rounds_warning(1).empty());
  CHECK(close_rounds_warning(std::numeric_limits<double>::infinity()).empty());  // one round
}
