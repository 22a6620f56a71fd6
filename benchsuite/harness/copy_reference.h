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
  /// More traffic than this goes past every cache anyway and only costs time and memory.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{256} << 20U;

  /// Copies half of total_bytes (at most kMaxBytes), which reads and writes all of them; each of
  /// `threads` threads an equal part. Requires total_bytes >= 2, threads > 0.
  explicit CopyReference(std::uint64_t total_bytes, unsigned threads = 1);

  /// Copies once and keeps the time.
  void run();

  /// Bytes read and written per second, at the median time. 0 before the first run.
  [[nodiscard]] double bytes_per_second() const;

 private:
  unsigned threads_;
  AlignedArray<unsigned char> from_;
  AlignedArray<unsigned char> to_;
  std::vector<double> seconds_;
};

}  // namespace benchsuite
