// SPDX-License-Identifier: Apache-2.0
// Reads counters from /sys and /proc; judges nothing but "did they move".
#include "runner/disturbance.h"

#include <fmt/format.h>

#include <fstream>

namespace perfgate::runner_detail {
namespace {

constexpr int kMaxCores = 4096;

std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t value = 0;
  return file >> value ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> thermal_events(const std::string& root) {
  std::optional<std::uint64_t> sum;
  for (int core = 0; core < kMaxCores; ++core) {
    const auto events = number_in(fmt::format(
        "{}/sys/devices/system/cpu/cpu{}/thermal_throttle/core_throttle_count", root, core));
    if (!events) {
      break;
    }
    sum = sum.value_or(0) + *events;
  }
  return sum;
}

// nr_throttled of the control group (version 2) of this process.
std::optional<std::uint64_t> quota_events(const std::string& root) {
  std::ifstream groups(root + "/proc/self/cgroup");
  std::string group;
  while (std::getline(groups, group) && !group.starts_with("0::/")) {
  }
  if (!group.starts_with("0::/")) {
    return std::nullopt;
  }
  const std::string path = group.substr(3);
  for (const std::string& folder : {path, std::string()}) {
    std::ifstream file(fmt::format("{}/sys/fs/cgroup{}/cpu.stat", root, folder));
    std::string name;
    std::uint64_t value = 0;
    while (file >> name >> value) {
      if (name == "nr_throttled") {
        return value;
      }
    }
  }
  return std::nullopt;
}

std::uint64_t grown(const std::optional<std::uint64_t>& before,
                    const std::optional<std::uint64_t>& after) {
  return before && after && *after > *before ? *after - *before : 0;
}

}  // namespace

Disturbances read_disturbances(const std::string& root) {
  return {cpu_ticks(root), thermal_events(root), quota_events(root)};
}

std::string disturbed(const Disturbances& before, const Disturbances& after,
                      double steal_limit_pct) {
  if (before.ticks && after.ticks) {
    const double stolen = steal_percent(*before.ticks, *after.ticks);
    if (stolen > steal_limit_pct) {
      return fmt::format("{:.1f} % of the CPU time was stolen by the hypervisor", stolen);
    }
  }
  if (const std::uint64_t events = grown(before.thermal, after.thermal); events > 0) {
    return fmt::format("the CPU throttled {} time{}", events, events == 1 ? "" : "s");
  }
  if (const std::uint64_t periods = grown(before.quota, after.quota); periods > 0) {
    return fmt::format("the CPU limit of the container held it back in {} period{}", periods,
                       periods == 1 ? "" : "s");
  }
  return "";
}

}  // namespace perfgate::runner_detail
