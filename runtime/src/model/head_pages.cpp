// SPDX-License-Identifier: Apache-2.0
// An estimate instead of bookkeeping: a read at a random place maps a new window with the
// probability that it was not mapped yet.
#include "model/head_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <unistd.h>

namespace bitnet::runtime {

HeadPages::HeadPages(const std::uint8_t* data, std::size_t bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<std::uintptr_t>(data);
  const std::size_t front = (page - address % page) % page;
  if (bytes >= front + kParts * kFaultBytes) {  // smaller heads are not worth it
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): madvise takes void*, writes nothing
    begin_ = const_cast<std::uint8_t*>(data) + front;
    bytes_ = (bytes - front) / page * page;
  }
}

void HeadPages::note_read(std::uint64_t rows) noexcept {
  if (bytes_ == 0) {
    return;
  }
  const auto all = static_cast<double>(bytes_);
  const double fresh = std::clamp(1 - mapped_ / all, 0.0, 1.0);
  mapped_ += fresh * static_cast<double>(rows) * static_cast<double>(kFaultBytes);
  if (mapped_ < kResidentShare * all) {
    return;
  }
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t part = bytes_ / kParts / page * page;
  const std::size_t at = next_part_ * part;
  madvise(begin_ + at, next_part_ + 1 == kParts ? bytes_ - at : part, MADV_DONTNEED);
  next_part_ = (next_part_ + 1) % kParts;
  mapped_ -= mapped_ / kParts;
}

}  // namespace bitnet::runtime
