// SPDX-License-Identifier: Apache-2.0
// How busy the machine is besides us: load average and CPU time that a hypervisor took away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace perfgate::runner_detail {

/// One-minute load average; nothing if the system does not say.
[[nodiscard]] std::optional<double> load_average();

/// Clock ticks of all CPUs since boot, from the first line of /proc/stat.
struct CpuTicks {
  std::uint64_t total = 0;  // user .. steal; guest time is already part of user
  std::uint64_t steal = 0;
};

/// `root` is prefixed to the path (tests). Nothing if the file is missing or has another form.
[[nodiscard]] std::optional<CpuTicks> cpu_ticks(const std::string& root = "");

/// Percent of CPU time stolen between two readings; 0 if nothing passed or the counters went back.
[[nodiscard]] double steal_percent(const CpuTicks& before, const CpuTicks& after);

}  // namespace perfgate::runner_detail
