// SPDX-License-Identifier: Apache-2.0
// The verb doctor: findings as a list for people or as JSON. Advice, so the exit code is 0 whatever
// it finds.
#include "verbs.h"

#include <perfgate/doctor.h>
#include <perfgate/json.h>
#include <perfgate/machine.h>
#include <perfgate/text.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace perfgate::cli {
namespace {

const char* sign(Severity severity) {
  switch (severity) {
    case Severity::kGood:
      return "\u2713";
    case Severity::kNote:
      return "~";
    case Severity::kProblem:
      break;
  }
  return "\u2717";
}

void print_findings(Context& context, const std::vector<MachineFinding>& findings) {
  const std::size_t problems = finding_lines(findings).size();
  context.out << fmt::format("{} problem{} on {}\n", problems, problems == 1 ? "" : "s",
                             detect_machine().key());
  for (const MachineFinding& finding : findings) {
    if (finding.severity == Severity::kGood && context.global.verbosity < 0) {
      continue;
    }
    context.out << fmt::format("{} {:<15} {}\n", sign(finding.severity), finding.subject,
                               terminal_safe(finding.found));
    if (!finding.remedy.empty()) {
      context.out << fmt::format("  {:<15} remedy: {}\n", "", terminal_safe(finding.remedy));
    }
  }
}

int doctor(Context& context) {
  if (const auto usable = refuse_format(context, "doctor", true); !usable) {
    return fail(context, usable.error());
  }
  const std::vector<MachineFinding> findings = examine_machine();
  if (context.global.format == Format::kJson) {
    context.out << dump_json(findings_to_json(findings, detect_machine().key(), now_rfc3339()));
  } else {
    print_findings(context, findings);
  }
  return code(ExitCode::kPass);
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
  CLI::App* verb =
      app.add_subcommand("doctor", "What on this machine will spoil measurements, with remedies");
  verb->footer("Example:\n  perfgate doctor");
  verb->callback([&context] { context.action = [&context] { return doctor(context); }; });
}

}  // namespace perfgate::cli
