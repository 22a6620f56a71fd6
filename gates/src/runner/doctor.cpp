// SPDX-License-Identifier: Apache-2.0
// One function a subject. The facts come from detect_machine and the counters that void a round;
// here they become advice.
#include "runner/cores.h"
#include "runner/disturbance.h"
#include "runner/system_load.h"

#include <perfgate/doctor.h>
#include <perfgate/machine.h>
#include <perfgate/version.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <map>
#include <thread>

namespace perfgate {
namespace {

using runner_detail::Disturbances;

constexpr double kBusyLoad = 0.25;   // of the CPUs
constexpr double kStealNoted = 0.1;  // percent since boot
constexpr double kStealProblem = 1;

struct Facts {
  Machine machine;
  Disturbances counters;
  std::size_t cpus = 0;

  [[nodiscard]] std::string soft(const std::string& name) const {
    const auto at = machine.soft.find(name);
    return at == machine.soft.end() ? std::string() : at->second;
  }

  [[nodiscard]] std::string hard(const std::string& name) const {
    const auto at = machine.hard.find(name);
    return at == machine.hard.end() ? std::string() : at->second;
  }
};

MachineFinding good(const char* subject, std::string found) {
  return {subject, Severity::kGood, std::move(found), ""};
}

MachineFinding unreadable(const char* subject) {
  return {subject, Severity::kNote, "cannot be read on this machine",
          "ask whoever runs the host; until then only paired runs are comparable"};
}

MachineFinding governor(const Facts& facts) {
  const std::string value = facts.soft("governor");
  if (value.empty()) {
    return unreadable("governor");
  }
  return value == "performance" ? good("governor", value)
                                : MachineFinding{"governor", Severity::kProblem,
                                                 value + ": the clock follows the load",
                                                 "cpupower frequency-set -g performance"};
}

MachineFinding turbo(const Facts& facts) {
  const std::string value = facts.soft("turbo");
  if (value.empty()) {
    return unreadable("turbo");
  }
  return value == "off"
             ? good("turbo", value)
             : MachineFinding{"turbo", Severity::kProblem,
                              "on: the clock depends on heat and on the other cores",
                              "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 > "
                              "/sys/devices/system/cpu/cpufreq/boost"};
}

MachineFinding smt(const Facts& facts) {
  const std::string value = facts.soft("smt");
  if (value.empty()) {
    return unreadable("smt");
  }
  return value != "on" ? good("smt", value)
                       : MachineFinding{"smt", Severity::kProblem,
                                        "on: a neighbour on the same core halves the speed",
                                        "echo off > /sys/devices/system/cpu/smt/control"};
}

MachineFinding aslr(const Facts& facts) {
  const std::string value = facts.soft("aslr");
  if (value.empty()) {
    return unreadable("aslr");
  }
  return value == "0" ? MachineFinding{"aslr", Severity::kNote,
                                       "off: every process has the same layout, lucky or not",
                                       "sysctl kernel.randomize_va_space=2, and several rounds"}
                      : good("aslr", "on: layouts vary from process to process, as rounds need");
}

MachineFinding thp(const Facts& facts) {
  const std::string value = facts.soft("thp");
  if (value.empty()) {
    return unreadable("thp");
  }
  return value == "always"
             ? MachineFinding{"thp", Severity::kProblem,
                              "always: whether a buffer gets huge pages is chance, and shows as "
                              "two modes",
                              "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"}
             : good("thp", value);
}

MachineFinding load(const Facts& facts) {
  const auto value = runner_detail::load_average();
  if (!value) {
    return unreadable("load");
  }
  const std::string found = fmt::format("load average {:.2f} on {} CPUs", *value, facts.cpus);
  return *value <= kBusyLoad * static_cast<double>(facts.cpus)
             ? good("load", found)
             : MachineFinding{"load", Severity::kProblem, found + ": other work is running",
                              "stop it or wait; see top"};
}

MachineFinding steal(const Facts& facts) {
  if (!facts.counters.ticks || facts.counters.ticks->total == 0) {
    return unreadable("steal");
  }
  const double percent = 100 * static_cast<double>(facts.counters.ticks->steal) /
                         static_cast<double>(facts.counters.ticks->total);
  const std::string found = fmt::format("{:.2f} % of the CPU time since boot", percent);
  if (percent < kStealNoted) {
    return good("steal", found);
  }
  return {"steal", percent < kStealProblem ? Severity::kNote : Severity::kProblem,
          found + " went to other guests of the host",
          "a machine of one's own; rounds with stolen time are void and repeated once"};
}

MachineFinding throttling(const Facts& facts) {
  if (!facts.counters.thermal && !facts.counters.quota) {
    return unreadable("throttling");
  }
  const std::uint64_t events = facts.counters.thermal.value_or(0);
  const std::uint64_t periods = facts.counters.quota.value_or(0);
  if (events + periods == 0) {
    return good("throttling", "none since boot");
  }
  return {"throttling", Severity::kProblem,
          fmt::format("{} thermal events since boot, {} periods held back by the CPU limit", events,
                      periods),
          "better cooling or a fixed lower clock; a container without a CPU limit"};
}

MachineFinding virtualisation(const Facts& facts) {
  const std::string value = facts.hard("hypervisor");
  if (value.empty()) {
    return unreadable("virtualisation");
  }
  return value == "none" ? good("virtualisation", "none")
                         : MachineFinding{"virtualisation", Severity::kNote,
                                          value + ": the host may change under the guest",
                                          "compare by perfgate paired, where drift cancels"};
}

MachineFinding clock_source(const Facts& facts) {
  static constexpr std::array<const char*, 4> kFast = {"tsc", "kvm-clock", "arch_sys_counter",
                                                       "hyperv_clocksource_tsc_page"};
  const std::string value = facts.soft("clock_source");
  if (value.empty()) {
    return unreadable("clock_source");
  }
  const bool fast = std::find(kFast.begin(), kFast.end(), value) != kFast.end();
  return fast ? good("clock_source", value)
              : MachineFinding{"clock_source", Severity::kProblem,
                               value + ": reading the clock costs about a microsecond",
                               "boot with clocksource=tsc if the TSC is stable"};
}

MachineFinding container(const Facts& facts) {
  const std::string quota = facts.soft("container");
  const std::size_t cores = runner_detail::allowed_cores().size();
  if (!quota.empty()) {
    return {"container", Severity::kProblem, "CPU limit of " + quota,
            "run without a CPU limit; bind to cores instead (--cpuset-cpus)"};
  }
  return cores > 0 && cores < facts.cpus
             ? MachineFinding{"container", Severity::kNote,
                              fmt::format("{} of {} CPUs may be used", cores, facts.cpus),
                              "nothing, if no other container uses the same CPUs"}
             : good("container", "no CPU limit");
}

std::size_t cpu_count(const Machine& machine) {
  const auto at = machine.hard.find("cpus");
  std::size_t count = 0;
  if (at != machine.hard.end()) {
    std::from_chars(at->second.data(), at->second.data() + at->second.size(), count);
  }
  return count > 0 ? count : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

const char* severity_name(Severity severity) {
  static constexpr std::array kNames{"good", "note", "problem"};
  return kNames.at(static_cast<std::size_t>(severity));
}

std::vector<MachineFinding> examine_machine(const std::string& root) {
  Facts facts{detect_machine(root), runner_detail::read_disturbances(root), 0};
  facts.cpus = cpu_count(facts.machine);
  std::vector<MachineFinding> findings;
  for (const auto& examine : {governor, turbo, smt, aslr, thp, load, steal, throttling,
                              virtualisation, clock_source, container}) {
    findings.push_back(examine(facts));
  }
  return findings;
}

std::vector<std::string> finding_lines(const std::vector<MachineFinding>& findings) {
  std::vector<std::string> lines;
  for (const MachineFinding& finding : findings) {
    if (finding.severity == Severity::kProblem) {
      lines.push_back(finding.subject + ": " + finding.found);
    }
  }
  return lines;
}

Json findings_to_json(const std::vector<MachineFinding>& findings, const std::string& machine_key,
                      const std::string& now) {
  Json list = Json::array();
  for (const MachineFinding& finding : findings) {
    list.push_back({{"subject", finding.subject},
                    {"severity", severity_name(finding.severity)},
                    {"found", finding.found},
                    {"remedy", finding.remedy}});
  }
  return {{"schema", "perfgate/doctor/1"},
          {"tool", {{"name", "perfgate"}, {"version", version()}}},
          {"created", now},
          {"machine_key", machine_key},
          {"problems", finding_lines(findings).size()},
          {"findings", std::move(list)}};
}

}  // namespace perfgate
