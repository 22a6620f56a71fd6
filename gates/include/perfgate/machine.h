// SPDX-License-Identifier: Apache-2.0
// Which machine and build a result comes from, and whether two of them may be compared.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>

#include <map>
#include <string>
#include <vector>

namespace perfgate {

/// Facts about machine and build as text. Hard fields must be equal for a comparison; soft fields
/// give a warning when they differ.
struct Machine {
  std::map<std::string, std::string>
      hard;  // arch, cpu_model (vendor family/model/stepping and name), cpus, isa_flags, hypervisor
  std::map<std::string, std::string>
      soft;  // kernel, microcode, governor, turbo, smt, aslr, thp, memory_gib, clock_source,
             // container (CPU quota), compiler, flags, ...

  /// "<arch>-<first 12 hex digits of the SHA-256 over the hard fields>": the name of the baseline
  /// folder.
  [[nodiscard]] std::string key() const;
};

/// This machine, read from /proc, /sys and uname; `root` is prefixed to the paths (tests). Fields
/// that cannot be read are absent.
[[nodiscard]] Machine detect_machine(const std::string& root = "");

struct MachineDifference {
  std::string field, baseline, current;
  bool hard = false;
};

/// Hard fields first, each part by name. A field that one side lacks is a difference with hard =
/// false: it is unknown, not different.
[[nodiscard]] std::vector<MachineDifference> machine_differences(const Machine& baseline,
                                                                 const Machine& current);

[[nodiscard]] Json machine_to_json(const Machine& machine);
[[nodiscard]] Result<Machine> machine_from_json(const Json& json, const std::string& origin);

/// Now as RFC 3339 UTC with seconds; honours SOURCE_DATE_EPOCH (ignored unless it is a whole number
/// of seconds up to the year 9999).
[[nodiscard]] std::string now_rfc3339();

}  // namespace perfgate
