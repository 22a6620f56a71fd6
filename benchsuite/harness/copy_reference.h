// SPDX-License-Identifier: Apache-2.0
// A memcpy of a given total traffic, timed between the samples of a row, so that the row can be
// read as a share of what this machine could do in the same seconds.
#pragma once

#include "aligned_array.h"

#include <cstdint>
#include <vector>

namespace benchsuite {

class CopyReference {
 public:
  /// Copies total_bytes / 2 bytes, which reads and writes total_bytes. Requires total_bytes >= 2.
  explicit CopyReference(std::uint64_t total_bytes);

  /// Copies once and keeps the time.
  void run();

  /// Bytes read and written per second, at the median time. 0 before the first run.
  [[nodiscard]] double bytes_per_second() const;

 private:
  AlignedArray<unsigned char> from_;
  AlignedArray<unsigned char> to_;
  std::vector<double> seconds_;
};

}  // namespace benchsuite
