// SPDX-License-Identifier: Apache-2.0
// One thread's way through the stages of a run (stages.h): it numbers them, and takes back what the
// kernels counted for an item that another thread had done before.
#pragma once

#include "model/stages.h"

#include <bitnet/kernels/counters.h>
#include <bitnet/runtime/thread_pool.h>

#include <cstdint>

namespace bitnet::runtime {

class StageThread {
 public:
  /// Behind stages.restart(); the thread's counters are those of its present CountScope.
  explicit StageThread(Stages& stages) noexcept
      : stages_(stages), counters_(kernels::count_into(nullptr)) {
    kernels::count_into(counters_);
  }

  /// The next stage: Stages::run with the items of `cuts`, handed out as the units they stand for.
  ///   prepare(first), compute(Share), commit(Share)
  template <typename Prepare, typename Compute, typename Commit>
  void run(const Cuts& cuts, const Prepare& prepare, const Compute& compute, const Commit& commit) {
    const auto units = [&cuts](std::uint32_t item) {
      return Share{cuts.begin(item), cuts.end(item)};
    };
    stages_.run(
        stage_++, cuts.items(), prepare,
        [&](std::uint32_t item) {
          if (counters_ != nullptr) {
            before_ = *counters_;
          }
          compute(units(item));
        },
        [&](std::uint32_t item) { commit(units(item)); },
        [&](std::uint32_t) {
          if (counters_ != nullptr) {
            *counters_ = before_;
          }
        });
  }

 private:
  Stages& stages_;
  kernels::KernelCounters* counters_;
  kernels::KernelCounters before_;  // the item in progress
  std::uint32_t stage_ = 0;
};

}  // namespace bitnet::runtime
