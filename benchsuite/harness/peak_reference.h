// SPDX-License-Identifier: Apache-2.0
// The multiply-accumulate peak of this machine, measured between the samples of a row, so that the
// row can be read as a share of it. A peak without loads, stores or dependences: no kernel reaches
// it.
#pragma once

#include "mac_loops.h"

#include <cstdint>
#include <vector>

namespace benchsuite {

class PeakReference {
 public:
  /// Takes the fastest loop of the instruction set on one thread. Requires isa_available(isa),
  /// threads > 0.
  PeakReference(bitnet::kernels::Isa isa, MacKind kind, unsigned threads = 1);

  /// One burst, and keeps its time.
  void run();

  /// Of all threads together, at the median time. 0 before the first run.
  [[nodiscard]] double macs_per_second() const;

 private:
  unsigned threads_;
  MacCandidate best_;
  std::uint64_t steps_ = 1;  // of a burst
  std::vector<double> seconds_;
};

}  // namespace benchsuite
