// SPDX-License-Identifier: Apache-2.0
// Keeping this thread, and so its children, on a few cores.
#pragma once

#include <sched.h>
#include <vector>

namespace perfgate::runner_detail {

/// Cores that this thread may run on, upward; empty if the system does not say.
[[nodiscard]] std::vector<int> allowed_cores();

/// While it lives, the thread runs on the last `count` allowed cores (the first are where the
/// system puts its own work). 0, or more than there are, changes nothing.
class CorePin {
 public:
  explicit CorePin(int count);
  ~CorePin();
  CorePin(const CorePin&) = delete;
  CorePin& operator=(const CorePin&) = delete;

  /// Where the children run; empty if unknown.
  [[nodiscard]] const std::vector<int>& cores() const { return cores_; }

 private:
  cpu_set_t previous_;
  bool pinned_ = false;
  std::vector<int> cores_;
};

}  // namespace perfgate::runner_detail
