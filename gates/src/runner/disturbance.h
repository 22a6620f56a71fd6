// SPDX-License-Identifier: Apache-2.0
// What disturbed a measurement between two moments: CPU time stolen by the hypervisor, throttling
// by heat or by the limit of a control group.
#pragma once

#include "runner/system_load.h"

#include <cstdint>
#include <optional>
#include <string>

namespace perfgate::runner_detail {

/// Counters since boot; absent where the system has none.
struct Disturbances {
  std::optional<CpuTicks> ticks;
  std::optional<std::uint64_t> thermal;  // throttle events of all cores
  std::optional<std::uint64_t> quota;    // periods in which our control group was held back
};

/// `root` is prefixed to the paths (tests).
[[nodiscard]] Disturbances read_disturbances(const std::string& root = "");

/// "" or one clause: "2.3 % of the CPU time was stolen", "the CPU throttled 3 times". Stolen time
/// counts from `steal_limit_pct` on.
[[nodiscard]] std::string disturbed(const Disturbances& before, const Disturbances& after,
                                    double steal_limit_pct);

}  // namespace perfgate::runner_detail
