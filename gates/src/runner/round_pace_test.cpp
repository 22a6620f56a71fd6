// SPDX-License-Identifier: Apache-2.0
#include "runner/round_pace.h"

#include "runner/interrupt.h"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>

using namespace perfgate::runner_detail;

namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

TEST_CASE("round pace: the first round starts at once, the next one not before its time") {
  const InterruptGuard guard;
  RoundPace pace(0.05);
  const Clock::time_point start = Clock::now();
  pace.wait();
  pace.wait();
  pace.wait();
  // Least times only: how late a sleeper wakes up is the machine's affair.
  CHECK(Clock::now() - start >= std::chrono::milliseconds(100));
}

TEST_CASE("round pace: a signal ends the wait") {
  const InterruptGuard guard;
  RoundPace pace(3600);
  pace.wait();
  std::raise(SIGINT);
  pace.wait();  // or this test takes an hour
  CHECK(interrupt_count() == 1);
}
