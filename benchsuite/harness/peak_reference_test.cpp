// SPDX-License-Identifier: Apache-2.0
// References on one thread and on several: they give a rate for everything that can run here. How
// high it is depends on the machine and is no test.
#include "peak_reference.h"

#include "copy_reference.h"
#include "timed_threads.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <vector>

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;

bool usable_rate(double rate) {
  return std::isfinite(rate) && rate > 0;
}

TEST_CASE("every instruction set has a peak for integers and floats, on one thread and two") {
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (!kernels::isa_available(isa)) {
      continue;
    }
    CAPTURE(kernels::isa_name(isa));
    for (const MacKind kind : {MacKind::kInt8, MacKind::kF32}) {
      for (const MacCandidate& candidate : mac_candidates(isa, kind)) {
        CHECK((candidate.loop != nullptr));
        CHECK(candidate.macs_per_step > 0);
      }
      for (const unsigned threads : {1U, 2U}) {
        PeakReference peak(isa, kind, threads);
        CHECK(peak.macs_per_second() == 0);
        peak.run();
        CHECK(usable_rate(peak.macs_per_second()));
      }
    }
  }
}

TEST_CASE("a copy beside a row: any number of threads, at most its limit") {
  for (const unsigned threads : {1U, 3U}) {
    CopyReference copy(1'000'001, threads);
    CHECK(copy.bytes_per_second() == 0);
    copy.run();
    CHECK(usable_rate(copy.bytes_per_second()));
  }
  CopyReference capped(std::uint64_t{1} << 50U, 2);
  capped.run();
  CHECK(usable_rate(capped.bytes_per_second()));
}

TEST_CASE("work on several threads is done once by each of them") {
  std::mutex mutex;
  std::vector<unsigned> seen;
  const double seconds = seconds_on_threads(4, [&](unsigned thread) {
    const std::lock_guard lock(mutex);
    seen.push_back(thread);
  });
  std::sort(seen.begin(), seen.end());
  CHECK(seen == std::vector<unsigned>{0, 1, 2, 3});
  CHECK(std::isfinite(seconds));
  CHECK(seconds >= 0);
}

}  // namespace
}  // namespace benchsuite
