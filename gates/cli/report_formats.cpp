// SPDX-License-Identifier: Apache-2.0
// Reports in the formats of other programs. Only chooses: the formats are in the module formats.
#include "verbs.h"

#include <perfgate/formats.h>

#include <cstdlib>

namespace perfgate::cli {
namespace {

// The commit that a job of GitHub Actions runs for; a check run belongs to a commit.
std::string commit_of_job() {
  const char* const commit = std::getenv("GITHUB_SHA");
  return commit == nullptr ? std::string() : commit;
}

}  // namespace

Result<std::string> machine_report(const Context& context, const GateReport& report) {
  switch (context.global.format) {
    case Format::kJunit:
      return render_junit(report);
    case Format::kGithub:
      return render_github(report);
    case Format::kCheckrun:
      return render_checkrun(report, {commit_of_job(), "perfgate.toml"});
    case Format::kCsv:
      return render_csv(report);
    case Format::kJsonl:
      return render_jsonl(report);
    case Format::kPrometheus:
      return render_prometheus(report);
    default:
      return usage_error("a report has no " + format_name(context.global.format) +
                         " form; perfgate export has");
  }
}

}  // namespace perfgate::cli
