// SPDX-License-Identifier: Apache-2.0
// sched_setaffinity on the calling thread. A container that forbids it costs the pinning, not the
// run: both sides still get the same cores.
#include "runner/cores.h"

#include <cstddef>

namespace perfgate::runner_detail {
namespace {

std::vector<int> members(const cpu_set_t& set) {
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(static_cast<std::size_t>(core), &set)) {
      cores.push_back(core);
    }
  }
  return cores;
}

}  // namespace

std::vector<int> allowed_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? members(set) : std::vector<int>{};
}

CorePin::CorePin(int count) : previous_{}, cores_(allowed_cores()) {
  if (count <= 0 || static_cast<std::size_t>(count) >= cores_.size()) {
    return;
  }
  const std::vector<int> wanted(cores_.end() - count, cores_.end());
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : wanted) {
    CPU_SET(static_cast<std::size_t>(core), &set);
  }
  if (::sched_getaffinity(0, sizeof previous_, &previous_) == 0 &&
      ::sched_setaffinity(0, sizeof set, &set) == 0) {
    pinned_ = true;
    cores_ = wanted;
  }
}

CorePin::~CorePin() {
  if (pinned_) {
    ::sched_setaffinity(0, sizeof previous_, &previous_);
  }
}

}  // namespace perfgate::runner_detail
