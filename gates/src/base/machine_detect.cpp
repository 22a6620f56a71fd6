// SPDX-License-Identifier: Apache-2.0
// Reads the facts about this machine from /proc, /sys and uname. It runs no program, changes
// nothing and never fails: what cannot be read is absent.
#include "base/cpu_info.h"

#include <perfgate/files.h>
#include <perfgate/machine.h>

#include <fmt/core.h>
#include <sys/utsname.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace perfgate {
namespace {

using machine_detail::CpuInfo;
using machine_detail::trimmed;

constexpr std::size_t kMaxFactFile = std::size_t{4} << 20;  // /proc/cpuinfo of 1024 CPUs is ~2 MB
constexpr std::size_t kMaxFactBytes = 200;

class Reader {
 public:
  explicit Reader(std::string root) : root_(std::move(root)) {}

  /// Content of a file without blanks around it; "" when it cannot be read.
  [[nodiscard]] std::string content(const std::string& path) const {
    const Result<std::string> text = read_file(root_ + path, kMaxFactFile);
    return text ? trimmed(*text) : "";
  }

  /// The same, for facts of one short line.
  [[nodiscard]] std::string line(const std::string& path) const {
    const std::string text = content(path);
    return text.substr(0, std::min(text.find('\n'), kMaxFactBytes));
  }

 private:
  std::string root_;
};

std::string hypervisor(const Reader& read, const CpuInfo& cpu) {
  const std::string flags = " " + cpu.field("flags") + " ";
  if (std::string type = read.line("/sys/hypervisor/type"); !type.empty()) {
    return type;
  }
  if (flags.find(" hypervisor ") == std::string::npos) {
    return cpu.field("flags").empty() ? "" : "none";  // ARM has no such flag: unknown
  }
  const std::string vendor = read.line("/sys/class/dmi/id/sys_vendor");
  return vendor.empty() ? "yes" : vendor;
}

std::string turbo(const Reader& read) {
  const std::string disabled = read.line("/sys/devices/system/cpu/intel_pstate/no_turbo");
  if (!disabled.empty()) {
    return disabled == "0" ? "on" : "off";
  }
  const std::string boost = read.line("/sys/devices/system/cpu/cpufreq/boost");
  return boost.empty() ? "" : (boost == "0" ? "off" : "on");
}

/// The word in brackets of "always [madvise] never".
std::string selected(const std::string& choices) {
  const std::size_t open = choices.find('['), close = choices.find(']');
  return open < close && close != std::string::npos ? choices.substr(open + 1, close - open - 1)
                                                    : "";
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end != text.data() ? std::optional(value) : std::nullopt;
}

std::string memory_gib(const Reader& read) {
  constexpr std::string_view kField = "MemTotal:";
  constexpr double kKibPerGib = 1024.0 * 1024.0;
  const std::string text = read.content("/proc/meminfo");
  const std::size_t at = text.find(kField);
  if (at == std::string::npos) {
    return "";
  }
  const auto kib = number(trimmed(std::string_view(text).substr(at + kField.size(), 40)));
  return kib ? fmt::format("{:.1f}", *kib / kKibPerGib) : "";
}

std::string quota(std::string_view used, std::string_view period) {
  const auto a = number(used), b = number(period);
  return a && b && *a > 0 && *b > 0 ? fmt::format("{:.2f} cpus", *a / *b) : "";
}

/// The CPU time limit of the control group, version 2 or 1: the strictest from the group of this
/// process up to the root of what is mounted.
std::string cpu_quota(const Reader& read) {
  const std::string groups = read.content("/proc/self/cgroup");
  const std::size_t at = groups.find("0::/");
  std::string group = at == std::string::npos ? "" : groups.substr(at + 3);
  group.resize(std::min(group.find('\n'), group.size()));
  while (true) {
    const std::string text = read.line("/sys/fs/cgroup" + group + "/cpu.max");
    const std::size_t space = text.find(' ');
    if (space != std::string::npos && !text.starts_with("max")) {
      return quota(text.substr(0, space), text.substr(space + 1));
    }
    const std::size_t slash = group.rfind('/');
    if (slash == std::string::npos) {
      break;
    }
    group.resize(slash);
  }
  return quota(read.line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
               read.line("/sys/fs/cgroup/cpu/cpu.cfs_period_us"));
}

void set(std::map<std::string, std::string>& facts, const char* name, const std::string& value) {
  if (!value.empty()) {
    facts[name] = value.substr(0, kMaxFactBytes);
  }
}

}  // namespace

Machine detect_machine(const std::string& root) {
  const Reader read(root);
  const CpuInfo cpu = machine_detail::parse_cpuinfo(read.content("/proc/cpuinfo"));
  utsname names{};
  const bool named = ::uname(&names) == 0;
  Machine machine;
  const std::string arch = read.line("/proc/sys/kernel/arch");  // Linux >= 6.1
  set(machine.hard, "arch", arch.empty() && named ? names.machine : arch);
  set(machine.hard, "cpu_model", machine_detail::cpu_model(cpu));
  set(machine.hard, "cpus", cpu.processors > 0 ? std::to_string(cpu.processors) : "");
  set(machine.hard, "isa_flags", machine_detail::isa_flags(cpu));
  set(machine.hard, "hypervisor", hypervisor(read, cpu));
  set(machine.soft, "kernel", read.line("/proc/sys/kernel/osrelease"));
  set(machine.soft, "microcode", cpu.field("microcode"));
  set(machine.soft, "governor", read.line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
  set(machine.soft, "turbo", turbo(read));
  set(machine.soft, "smt", read.line("/sys/devices/system/cpu/smt/control"));
  set(machine.soft, "aslr", read.line("/proc/sys/kernel/randomize_va_space"));
  set(machine.soft, "thp", selected(read.line("/sys/kernel/mm/transparent_hugepage/enabled")));
  set(machine.soft, "memory_gib", memory_gib(read));
  set(machine.soft, "clock_source",
      read.line("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
  set(machine.soft, "container", cpu_quota(read));
  return machine;
}

}  // namespace perfgate
