// SPDX-License-Identifier: Apache-2.0
// See cpu_info.h. x86 and ARM spell their fields differently; other architectures give a name only.
#include "base/cpu_info.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace perfgate::machine_detail {
namespace {

/// The flags that decide which kernels run; the full list would change with every kernel update.
constexpr std::array<std::string_view, 22> kIsaFlags = {
    "ssse3",        "sse4_1",      "avx",         "fma",      "avx2",        "avx_vnni",
    "avx512f",      "avx512dq",    "avx512bw",    "avx512vl", "avx512_vnni", "avx512vbmi",
    "avx512_vbmi2", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8",    "asimd",
    "asimddp",      "i8mm",        "sve",         "sve2"};

}  // namespace

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) {
    return "";
  }
  return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

CpuInfo parse_cpuinfo(std::string_view text) {
  CpuInfo info;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    const std::string name = trimmed(line.substr(0, colon));
    info.processors += name == "processor" ? 1 : 0;
    info.first.try_emplace(name, trimmed(line.substr(colon + 1)));
  }
  return info;
}

std::string cpu_model(const CpuInfo& cpu) {
  if (const std::string vendor = cpu.field("vendor_id"); !vendor.empty()) {
    return trimmed(fmt::format("{} {}/{}/{} {}", vendor, cpu.field("cpu family"),
                               cpu.field("model"), cpu.field("stepping"), cpu.field("model name")));
  }
  if (const std::string implementer = cpu.field("CPU implementer"); !implementer.empty()) {
    return trimmed(fmt::format("ARM {}/{}/{}/{} {}", implementer, cpu.field("CPU part"),
                               cpu.field("CPU variant"), cpu.field("CPU revision"),
                               cpu.field("model name")));
  }
  return cpu.field("model name");
}

std::string isa_flags(const CpuInfo& cpu) {
  std::string all = cpu.field("flags");
  all = " " + (all.empty() ? cpu.field("Features") : all) + " ";
  std::string found;
  for (const std::string_view flag : kIsaFlags) {
    if (all.find(fmt::format(" {} ", flag)) != std::string::npos) {
      found += found.empty() ? std::string(flag) : fmt::format(" {}", flag);
    }
  }
  return found;
}

}  // namespace perfgate::machine_detail
