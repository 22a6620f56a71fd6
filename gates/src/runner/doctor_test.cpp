// SPDX-License-Identifier: Apache-2.0
// Findings on pretended machines: a tuned one, a bad one, one that says nothing.
#include "runner/test_suites.h"

#include <perfgate/doctor.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace perfgate {
namespace {

constexpr const char* kCpu = "sys/devices/system/cpu/";

MachineFinding finding(const std::vector<MachineFinding>& findings, const std::string& subject) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const MachineFinding& f) { return f.subject == subject; });
  REQUIRE(found != findings.end());
  return *found;
}

class PretendedMachine : public test::TempFolder {
 public:
  PretendedMachine(const std::string& governor, bool boost, const std::string& smt,
                   const std::string& thp, const std::string& clock, int steal) {
    write(std::string(kCpu) + "cpu0/cpufreq/scaling_governor", governor + "\n");
    write(std::string(kCpu) + "cpufreq/boost", boost ? "1\n" : "0\n");
    write(std::string(kCpu) + "smt/control", smt + "\n");
    write(std::string(kCpu) + "cpu0/thermal_throttle/core_throttle_count", boost ? "5\n" : "0\n");
    write("sys/kernel/mm/transparent_hugepage/enabled", thp + "\n");
    write("sys/devices/system/clocksource/clocksource0/current_clocksource", clock + "\n");
    write("proc/sys/kernel/randomize_va_space", boost ? "0\n" : "2\n");
    write("proc/stat", "cpu  100 0 100 " + std::to_string(800 - steal) + " 0 0 0 " +
                           std::to_string(steal) + " 0 0\n");
    write("proc/cpuinfo", std::string("processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: fpu") +
                              (boost ? " hypervisor" : "") + "\n");
  }
};

TEST_CASE("every subject once, in order, whatever can be read") {
  const test::TempFolder empty;
  const std::vector<MachineFinding> findings = examine_machine(empty.path());
  std::vector<std::string> subjects;
  for (const MachineFinding& f : findings) {
    subjects.push_back(f.subject);
    CHECK_FALSE(f.found.empty());
    CHECK((f.severity == Severity::kGood) == f.remedy.empty());
  }
  CHECK(subjects == std::vector<std::string>{"governor", "turbo", "smt", "aslr", "thp", "load",
                                             "steal", "throttling", "virtualisation",
                                             "clock_source", "container"});
  CHECK(finding(findings, "governor").found == "cannot be read on this machine");
  CHECK(finding(findings, "governor").severity == Severity::kNote);
}

TEST_CASE("a tuned machine has no problem but what runs on it now") {
  const PretendedMachine tuned("performance", false, "off", "always [madvise] never", "tsc", 0);
  const std::vector<MachineFinding> findings = examine_machine(tuned.path());
  for (const char* subject : {"governor", "turbo", "smt", "aslr", "thp", "steal", "throttling",
                              "virtualisation", "clock_source"}) {
    CAPTURE(subject);
    CHECK(finding(findings, subject).severity == Severity::kGood);
  }
}

TEST_CASE("a bad machine: each problem with its remedy") {
  const PretendedMachine bad("powersave", true, "on", "[always] madvise never", "hpet", 50);
  const std::vector<MachineFinding> findings = examine_machine(bad.path());
  for (const char* subject :
       {"governor", "turbo", "smt", "thp", "steal", "throttling", "clock_source"}) {
    CAPTURE(subject);
    CHECK(finding(findings, subject).severity == Severity::kProblem);
    CHECK_FALSE(finding(findings, subject).remedy.empty());
  }
  CHECK(finding(findings, "aslr").severity == Severity::kNote);
  CHECK(finding(findings, "virtualisation").severity == Severity::kNote);
  CHECK(finding(findings, "steal").found.starts_with("5.00 %"));
  const std::vector<std::string> lines = finding_lines(findings);
  CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
          return line.starts_with("governor: powersave");
        }) == 1);
}

TEST_CASE("the JSON form follows its schema") {
  const Json json = findings_to_json(examine_machine(), "x86_64-0", "2026-03-01T12:00:00Z");
  const Result<void> valid = validate(json, "doctor", "doctor.json");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
}

}  // namespace
}  // namespace perfgate
