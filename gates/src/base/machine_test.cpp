// SPDX-License-Identifier: Apache-2.0
// Detection from fake /proc and /sys trees, the golden key, differences, JSON, the clock.
#include "base/test_folder.h"

#include <perfgate/machine.h>

#include <doctest/doctest.h>

#include <cstdlib>

using perfgate::detect_machine;
using perfgate::Json;
using perfgate::Machine;
using perfgate::machine_differences;
using perfgate::TestFolder;

namespace {

constexpr const char* kCpuInfo =
    "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 26\nmodel\t\t: 2\n"
    "model name\t: AMD EPYC\nstepping\t: 1\nmicrocode\t: 0xb00215a\n"
    "flags\t\t: fpu sse4_1 avx2 avx512f avx512_vnni hypervisor avx512bwx\n\n"
    "processor\t: 1\nvendor_id\t: AuthenticAMD\nmicrocode\t: 0xother\n";

void put_x86(const TestFolder& root) {
  root.put("proc/cpuinfo", kCpuInfo);
  root.put("proc/sys/kernel/arch", "x86_64\n");
  root.put("proc/sys/kernel/osrelease", "6.1.0-test\n");
  root.put("proc/sys/kernel/randomize_va_space", "2\n");
  root.put("proc/meminfo", "MemTotal:        8388608 kB\nMemFree: 1 kB\n");
  root.put("proc/self/cgroup", "0::/user/app\n");
  root.put("sys/fs/cgroup/user/app/cpu.max", "max 100000\n");
  root.put("sys/fs/cgroup/user/cpu.max", "150000 100000\n");
  root.put("sys/class/dmi/id/sys_vendor", "QEMU\n");
  root.put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  root.put("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  root.put("sys/devices/system/cpu/smt/control", "notsupported\n");
  root.put("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  root.put("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
}

}  // namespace

TEST_CASE("machine: all facts of a virtual x86") {
  const TestFolder root;
  put_x86(root);
  const Machine machine = detect_machine(root.path());
  CHECK(machine.hard ==
        std::map<std::string, std::string>{{"arch", "x86_64"},
                                           {"cpu_model", "AuthenticAMD 26/2/1 AMD EPYC"},
                                           {"cpus", "2"},
                                           {"hypervisor", "QEMU"},
                                           {"isa_flags", "sse4_1 avx2 avx512f avx512_vnni"}});
  CHECK(machine.soft == std::map<std::string, std::string>{{"aslr", "2"},
                                                           {"clock_source", "tsc"},
                                                           {"container", "1.50 cpus"},
                                                           {"governor", "performance"},
                                                           {"kernel", "6.1.0-test"},
                                                           {"memory_gib", "8.0"},
                                                           {"microcode", "0xb00215a"},
                                                           {"smt", "notsupported"},
                                                           {"thp", "madvise"},
                                                           {"turbo", "off"}});
  CHECK(machine.key() == "x86_64-42c97d793762");
}

TEST_CASE("machine: ARM, and control groups of version 1") {
  const TestFolder root;
  root.put("proc/sys/kernel/arch", "aarch64\n");
  root.put("proc/cpuinfo",
           "processor\t: 0\nFeatures\t: fp asimd asimddp\nCPU implementer\t: 0x41\n"
           "CPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1\n");
  root.put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
  root.put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  const Machine machine = detect_machine(root.path());
  CHECK(machine.hard.at("cpu_model") == "ARM 0x41/0xd0c/0x3/1");
  CHECK(machine.hard.at("isa_flags") == "asimd asimddp");
  CHECK(machine.hard.count("hypervisor") == 0);
  CHECK(machine.soft.at("container") == "0.50 cpus");
}

TEST_CASE("machine: unreadable and strange facts are absent, not invented") {
  const TestFolder root;
  root.put("proc/cpuinfo", "garbage\n:::\nprocessor");
  root.put("sys/fs/cgroup/cpu.max", "max 100000\n");
  root.put("proc/meminfo", "MemTotal: lots\n");
  root.put("sys/kernel/mm/transparent_hugepage/enabled", "]x[\n");
  const Machine machine = detect_machine(root.path());
  CHECK(machine.soft.empty());
  CHECK(machine.hard.count("cpus") == 0);
  CHECK(machine.hard.count("cpu_model") == 0);
  CHECK_FALSE(machine.hard.at("arch").empty());  // from uname
}

TEST_CASE("machine: this one has an architecture and processors") {
  const Machine machine = detect_machine();
  CHECK_FALSE(machine.hard.at("arch").empty());
  CHECK(std::stoi(machine.hard.at("cpus")) > 0);
  CHECK(machine.key() == detect_machine().key());
}

TEST_CASE("machine: the key depends on hard facts only") {
  const Machine base{{{"arch", "x86_64"}, {"cpus", "2"}}, {{"kernel", "6.1"}}};
  Machine soft = base;
  soft.soft["kernel"] = "6.2";
  Machine hard = base;
  hard.hard["cpus"] = "4";
  CHECK(base.key() == soft.key());
  CHECK(base.key() != hard.key());
  CHECK(Machine{}.key().starts_with("unknown-"));
  CHECK(Machine{{{"arch", "../x"}}, {}}.key().find('/') == std::string::npos);
  CHECK_FALSE(Machine{{{"arch", "\xff"}}, {}}.key().empty());
}

TEST_CASE("machine: differences") {
  const Machine base{{{"cpus", "2"}, {"hypervisor", "none"}, {"arch", "x"}}, {{"kernel", "6.1"}}};
  const Machine other{{{"cpus", "4"}, {"arch", "x"}}, {{"kernel", "6.2"}, {"thp", "never"}}};
  const auto found = machine_differences(base, other);
  REQUIRE(found.size() == 4);
  CHECK(found[0].field == "cpus");
  CHECK(found[0].baseline == "2");
  CHECK(found[0].current == "4");
  CHECK(found[0].hard);
  CHECK(found[1].field == "hypervisor");
  CHECK_FALSE(found[1].hard);  // unknown on one side
  CHECK(found[1].current == "");
  CHECK(found[2].field == "kernel");
  CHECK_FALSE(found[2].hard);
  CHECK(found[3].field == "thp");
  CHECK(machine_differences(base, base).empty());
}

TEST_CASE("machine: JSON there and back, and bad JSON") {
  const Machine machine{{{"arch", "x"}}, {{"kernel", "6"}}};
  const auto again = perfgate::machine_from_json(machine_to_json(machine), "f");
  REQUIRE(again.has_value());
  CHECK(again->hard == machine.hard);
  CHECK(again->soft == machine.soft);
  const auto message = [](const Json& json) {
    const auto result = perfgate::machine_from_json(json, "f");
    return result ? std::string() : result.error().message;
  };
  CHECK(message(Json::array()) == "f: machine: found array, wanted an object");
  CHECK(message(Json{{"hard", Json::object()}}) ==
        "f: machine.soft: wanted an object of at most 256 texts");
  CHECK(message(Json{{"hard", {{"cpus", 2}}}, {"soft", Json::object()}}) ==
        "f: machine.hard.cpus: found number, wanted a text");
}

TEST_CASE("clock: SOURCE_DATE_EPOCH and the form of the text") {
  ::setenv("SOURCE_DATE_EPOCH", "0", 1);
  CHECK(perfgate::now_rfc3339() == "1970-01-01T00:00:00Z");
  ::setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
  CHECK(perfgate::now_rfc3339() == "2023-11-14T22:13:20Z");
  for (const char* bad : {"", "-1", "12x", "99999999999999999999"}) {
    ::setenv("SOURCE_DATE_EPOCH", bad, 1);
    CAPTURE(bad);
    const std::string now = perfgate::now_rfc3339();
    CHECK(now.size() == 20);
    CHECK(now > "2023-11-14T22:13:20Z");  // the real clock
  }
  ::unsetenv("SOURCE_DATE_EPOCH");
}
