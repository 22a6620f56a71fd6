// SPDX-License-Identifier: Apache-2.0
// The timed copy. Uses the C library's memcpy, whose choice of instructions is part of the
// yardstick.
#include "copy_reference.h"

#include "timed_threads.h"

#include <benchsuite/estimates.h>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>

namespace benchsuite {

CopyReference::CopyReference(std::uint64_t total_bytes, unsigned threads)
    : threads_(threads),
      from_(std::min(total_bytes, kMaxBytes) / 2),
      to_(std::min(total_bytes, kMaxBytes) / 2) {
  std::memset(from_.data(), 0x5a, from_.bytes());
  std::memset(to_.data(), 0, to_.bytes());
}

void CopyReference::run() {
  const double seconds = seconds_on_threads(threads_, [this](unsigned thread) {
    const std::size_t begin = from_.bytes() * thread / threads_;
    const std::size_t end = from_.bytes() * (thread + 1) / threads_;
    std::memcpy(to_.data() + begin, from_.data() + begin, end - begin);
    benchmark::DoNotOptimize(to_.data());
    benchmark::ClobberMemory();
  });
  seconds_.push_back(seconds);
}

double CopyReference::bytes_per_second() const {
  if (seconds_.empty()) {
    return 0;
  }
  const double seconds = median_of_copy(seconds_);
  return seconds > 0 ? 2 * static_cast<double>(from_.bytes()) / seconds : 0;
}

}  // namespace benchsuite
