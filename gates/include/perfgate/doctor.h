// SPDX-License-Identifier: Apache-2.0
// What on this machine will spoil measurements, each with its remedy. Looks only: changes nothing,
// runs nothing.
#pragma once

#include <perfgate/json.h>

#include <cstdint>
#include <string>
#include <vector>

namespace perfgate {

enum class Severity : std::uint8_t { kGood, kNote, kProblem };

/// "good", "note", "problem".
[[nodiscard]] const char* severity_name(Severity severity);

struct MachineFinding {
  std::string subject;  // "governor", "turbo", ...
  Severity severity = Severity::kGood;
  std::string found;   // what is so, in a few words
  std::string remedy;  // what to do; "" when nothing needs doing
};

/// One finding a subject, always the same subjects in the same order: governor, turbo, smt, aslr,
/// thp, load, steal, throttling, virtualisation, clock_source, container. What cannot be read is a
/// note that says so. `root` is prefixed to the paths (tests); the load average and the cores that
/// this process may use come from the system itself.
[[nodiscard]] std::vector<MachineFinding> examine_machine(const std::string& root = "");

/// "subject: found" of every problem.
[[nodiscard]] std::vector<std::string> finding_lines(const std::vector<MachineFinding>& findings);

/// schemas/doctor.schema.json
[[nodiscard]] Json findings_to_json(const std::vector<MachineFinding>& findings,
                                    const std::string& machine_key, const std::string& now);

}  // namespace perfgate
