// SPDX-License-Identifier: Apache-2.0
// The timed copy. Uses the C library's memcpy, whose choice of instructions is part of the
// yardstick.
#include "copy_reference.h"

#include <benchsuite/estimates.h>

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstring>

namespace benchsuite {

CopyReference::CopyReference(std::uint64_t total_bytes)
    : from_(total_bytes / 2), to_(total_bytes / 2) {
  std::memset(from_.data(), 0x5a, from_.bytes());
  std::memset(to_.data(), 0, to_.bytes());
}

void CopyReference::run() {
  const auto start = std::chrono::steady_clock::now();
  std::memcpy(to_.data(), from_.data(), from_.bytes());
  benchmark::DoNotOptimize(to_.data());
  benchmark::ClobberMemory();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  seconds_.push_back(elapsed.count());
}

double CopyReference::bytes_per_second() const {
  if (seconds_.empty()) {
    return 0;
  }
  const double seconds = median_of_copy(seconds_);
  return seconds > 0 ? 2 * static_cast<double>(from_.bytes()) / seconds : 0;
}

}  // namespace benchsuite
