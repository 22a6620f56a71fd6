// SPDX-License-Identifier: Apache-2.0
// What /proc/cpuinfo says, as far as it identifies the processor. Takes text, reads no file.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace perfgate::machine_detail {

/// First value of each field of /proc/cpuinfo, and how many processors it lists.
struct CpuInfo {
  std::map<std::string, std::string> first;
  std::size_t processors = 0;

  [[nodiscard]] std::string field(const char* name) const {
    const auto at = first.find(name);
    return at == first.end() ? "" : at->second;
  }
};

[[nodiscard]] CpuInfo parse_cpuinfo(std::string_view text);

/// Vendor, family/model/stepping and name; on ARM implementer/part/variant/revision.
[[nodiscard]] std::string cpu_model(const CpuInfo& cpu);

/// Those of the listed flags that the processor has, in the order of the list.
[[nodiscard]] std::string isa_flags(const CpuInfo& cpu);

/// Without blanks and line ends at both ends.
[[nodiscard]] std::string trimmed(std::string_view text);

}  // namespace perfgate::machine_detail
