// SPDX-License-Identifier: Apache-2.0
// What the verb gate leaves for the CI system that it runs in, beside its report files.
#pragma once

#include "verbs.h"

#include <string>

namespace perfgate::cli {

struct CiOutputs {
  bool github = false;  // step summary, outputs and annotations of GitHub Actions
  std::string junit;    // file; "" = none
};

/// Error (kUsage) when `github` is wanted outside of GitHub Actions: said before anything is
/// measured.
[[nodiscard]] Result<void> check_ci_outputs(const CiOutputs& wanted);

/// Writes the JUnit file; appends the Markdown report to $GITHUB_STEP_SUMMARY (at most 1 MiB in
/// all, which is what GitHub shows), "verdict=...", "exit-code=..." and "reports-dir=<folder>" to
/// $GITHUB_OUTPUT if it is set, and prints annotations on context.err, where the runner reads them
/// too.
[[nodiscard]] Result<void> write_ci_outputs(Context& context, const CiOutputs& wanted,
                                            const std::string& folder, const GateReport& report);

}  // namespace perfgate::cli
