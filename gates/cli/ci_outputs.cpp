// SPDX-License-Identifier: Apache-2.0
// Files and lines for CI systems; see ci_outputs.h. Judges nothing.
#include "ci_outputs.h"

#include <perfgate/files.h>
#include <perfgate/formats.h>
#include <perfgate/report.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace perfgate::cli {
namespace {

constexpr std::size_t kMaxSummaryBytes = std::size_t{1} << 20U;  // of all of a step's summary
constexpr std::size_t kMaxReportBytes = 65000;                   // of it for this report
constexpr std::size_t kLeastReportBytes = 500;                   // less says nothing
constexpr std::size_t kMaxOutputBytes = std::size_t{16} << 20U;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

Result<void> append_summary(Context& context, const GateReport& report) {
  bool full = false;
  Result<void> done = update_file(
      environment("GITHUB_STEP_SUMMARY"), kMaxSummaryBytes, [&](const std::string& old) {
        const std::string between = old.empty() || old.ends_with('\n') ? "" : "\n";
        const std::size_t used = std::min(old.size() + between.size(), kMaxSummaryBytes);
        full = kMaxSummaryBytes - used < kLeastReportBytes;
        const std::size_t room = std::min(kMaxReportBytes, kMaxSummaryBytes - used);
        return Result<std::string>(full ? old : old + between + render_markdown(report, room));
      });
  if (full) {
    warn(context, "the step summary has no room left: the report is not in it");
  }
  return done;
}

Result<void> append_outputs(const std::string& folder, const GateReport& report) {
  const std::string path = environment("GITHUB_OUTPUT");
  if (path.empty()) {
    return {};
  }
  return update_file(path, kMaxOutputBytes, [&](const std::string& old) {
    return Result<std::string>(old + (old.empty() || old.ends_with('\n') ? "" : "\n") +
                               fmt::format("verdict={}\nexit-code={}\nreports-dir={}\n",
                                           suite_verdict_name(report.verdict),
                                           static_cast<int>(report.exit_code),
                                           terminal_safe(folder)));
  });
}

}  // namespace

Result<void> check_ci_outputs(const CiOutputs& wanted) {
  if (wanted.github && environment("GITHUB_STEP_SUMMARY").empty()) {
    return usage_error(
        "--github writes to the file that GITHUB_STEP_SUMMARY names, which GitHub Actions sets: it "
        "is not set here");
  }
  return {};
}

Result<void> write_ci_outputs(Context& context, const CiOutputs& wanted, const std::string& folder,
                              const GateReport& report) {
  if (!wanted.junit.empty()) {
    if (auto junit = write_file_atomic(wanted.junit, render_junit(report)); !junit) {
      return junit;
    }
  }
  if (!wanted.github) {
    return {};
  }
  context.err << render_github(report) << std::flush;
  if (auto outputs = append_outputs(folder, report); !outputs) {
    return outputs;
  }
  return append_summary(context, report);
}

}  // namespace perfgate::cli
