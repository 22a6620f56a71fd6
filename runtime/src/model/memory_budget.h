// SPDX-License-Identifier: Apache-2.0
// How much memory this process may still take: the machine's available memory and the limits of the
// cgroups it is in. Never allocates anything itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace bitnet::runtime {

/// Bytes; nullopt if the system does not tell. `root` stands for "/" (tests have their own).
/// MemAvailable of proc/meminfo, and for every cgroup from the process's own up to the top limit -
/// usage (v2: memory.max, memory.current; v1: memory.limit_in_bytes, memory.usage_in_bytes), where
/// clean file pages that the cgroup has cached (inactive_file, active_file of memory.stat) count as
/// free. The smallest of these.
[[nodiscard]] std::optional<std::uint64_t> available_memory(
    const std::filesystem::path& root = "/");

}  // namespace bitnet::runtime
